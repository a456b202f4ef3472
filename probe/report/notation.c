#include "probe/report/notation.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"
#include "profiles/base/str.h"

#define NELEMS(a) (sizeof(a) / sizeof((a)[0]))

static int
fold(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* So many digits of a base at text; -1: not that many. */
static int
digits(const char *text, size_t len, size_t n, int base)
{
	int value = 0, d;
	size_t i;

	if (len < n)
		return -1;
	for (i = 0; i < n; i++) {
		d = fold((unsigned char)text[i]);
		d = d >= '0' && d <= '9'   ? d - '0'
		    : d >= 'a' && d <= 'f' ? d - 'a' + 10
					   : 99;
		if (d >= base)
			return -1;
		value = value * base + d;
	}
	return value;
}

static bool
starts(const char *text, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && memcmp(text, with, n) == 0;
}

/* Each byte by its number: "%2d", "=2D", "\\x2d", "\\2d", "\\055". */
static size_t
match_bytes(const char *plain, size_t n, const char *text, size_t len)
{
	static const struct {
		const char *mark;
		size_t digits;
		int base;
	} ways[] = { { "%", 2, 16 }, { "=", 2, 16 }, { "\\x", 2, 16 },
		{ "\\", 3, 8 }, { "\\", 2, 16 } };
	size_t w, i, used;
	int byte;

	for (w = 0; w < NELEMS(ways); w++) {
		used = 0;
		for (i = 0; i < n; i++) {
			if (!starts(text + used, len - used, ways[w].mark))
				break;
			used += strlen(ways[w].mark);
			byte = digits(text + used, len - used, ways[w].digits,
			    ways[w].base);
			if (byte < 0 ||
			    fold(byte) != fold((unsigned char)plain[i]))
				break;
			used += ways[w].digits;
		}
		if (i == n)
			return used;
	}
	return 0;
}

/* "&#45;", "&#x2d;", "&amp;" */
static size_t
match_entity(uint32_t c, const char *text, size_t len)
{
	static const struct {
		uint32_t c;
		const char *name;
	} names[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" },
		{ '"', "&quot;" }, { '\'', "&apos;" } };
	char number[16];
	size_t i, zeros = 0, head;
	bool hex;

	for (i = 0; i < NELEMS(names); i++)
		if (names[i].c == c && starts(text, len, names[i].name))
			return strlen(names[i].name);
	if (!starts(text, len, "&#"))
		return 0;
	hex = len > 2 && fold((unsigned char)text[2]) == 'x';
	head = hex ? 3 : 2;
	while (head + zeros < len && text[head + zeros] == '0')
		zeros++;
	snprintf(number, sizeof(number), hex ? "%x;" : "%u;", (unsigned)c);
	for (i = 0; number[i] != '\0'; i++)
		if (head + zeros + i >= len ||
		    fold((unsigned char)text[head + zeros + i]) != number[i])
			return 0;
	return head + zeros + i;
}

/* "\\u002d", two of them beyond the first 65536; "\\u{2d}" */
static size_t
match_unicode(uint32_t c, const char *text, size_t len)
{
	char form[16];
	size_t i, k;

	for (k = 0; k < 2; k++) {
		if (k == 1)
			snprintf(form, sizeof(form), "\\u{%04x}", (unsigned)c);
		else if (c < 0x10000)
			snprintf(form, sizeof(form), "\\u%04x", (unsigned)c);
		else
			snprintf(form, sizeof(form), "\\u%04x\\u%04x",
			    (unsigned)(0xd7c0 + (c >> 10)),
			    (unsigned)(0xdc00 + (c & 0x3ff)));
		for (i = 0; form[i] != '\0'; i++)
			if (i >= len || fold((unsigned char)text[i]) != form[i])
				break;
		if (form[i] == '\0')
			return i;
	}
	return 0;
}

/* In one byte: a blank of forms and of RFC 2047, ISO 8859-1. */
static bool
is_single(uint32_t c, unsigned char byte)
{
	if (c == ' ')
		return byte == '+' || byte == '_';
	return c >= 0x80 && c <= 0xff && byte == c;
}

/* n bytes of plain, the character c, escaped at text in some way. */
static size_t
match_escape(
    const char *plain, size_t n, uint32_t c, const char *text, size_t len)
{
	size_t used;

	if (text[0] == '\0' || strchr("\\%=&", text[0]) == NULL)
		return 0;
	if (text[0] == '\\' && len > n && memcmp(text + 1, plain, n) == 0)
		return n + 1;
	used = match_bytes(plain, n, text, len);
	if (used == 0)
		used = match_unicode(c, text, len);
	return used > 0 ? used : match_entity(c, text, len);
}

size_t
notation_match(
    const char *plain, const char *text, size_t len, size_t *used_out)
{
	uint32_t c;
	size_t n = str_utf8(plain, strlen(plain), &c);

	if (n == 0) {
		n = 1;
		c = (unsigned char)*plain;
	}
	*used_out = n;
	if (len == 0)
		return 0;
	if (is_single(c, (unsigned char)text[0]))
		return 1;
	return match_escape(plain, n, c, text, len);
}

/* --- UTF-7 --- */

static int
base64_digit(char c, int modified)
{
	static const char all[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  "abcdefghijklmnopqrstuvwxyz0123456789+";
	const char *p = c == '\0' ? NULL : strchr(all, c);

	if (c == (modified ? ',' : '/'))
		return 63;
	return p == NULL ? -1 : (int)(p - all);
}

static void
add(struct notation_view *v, const char *bytes, size_t n, size_t from,
    size_t to)
{
	for (; n > 0; n--) {
		v->bytes[v->n] = *bytes++;
		v->from[v->n] = from;
		v->to[v->n++] = to;
	}
}

static void
add_character(struct notation_view *v, uint32_t c, size_t from, size_t to)
{
	char b[4];
	size_t n = 0;

	if (c < 0x80) {
		b[n++] = (char)c;
	} else if (c < 0x800) {
		b[n++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		b[n++] = (char)(0xe0 | c >> 12);
		b[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		b[n++] = (char)(0xf0 | c >> 18);
		b[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		b[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		b[n++] = (char)(0x80 | (c & 0x3f));
	add(v, b, n, from, to);
}

/* The shift that begins at from and ends before to. */
static void
add_shift(struct notation_view *v, const char *text, size_t from, size_t to,
    int modified)
{
	uint32_t bits = 0, unit, high = 0;
	size_t i;
	int n = 0;

	for (i = from + 1; i < to; i++) {
		if (base64_digit(text[i], modified) < 0)
			break;
		bits = bits << 6 | (uint32_t)base64_digit(text[i], modified);
		n += 6;
		if (n < 16)
			continue;
		n -= 16;
		unit = bits >> n & 0xffff;
		bits &= (1u << n) - 1;
		if (unit >= 0xd800 && unit < 0xdc00) {
			high = unit;
			continue;
		}
		if (unit >= 0xdc00 && unit < 0xe000)
			unit = high == 0 ? 0xfffd
					 : 0x10000 + ((high - 0xd800) << 10) +
				(unit - 0xdc00);
		high = 0;
		add_character(v, unit, from, to);
	}
}

int
notation_utf7(
    struct notation_view *v, const char *text, size_t len, int modified)
{
	char shift = modified ? '&' : '+';
	size_t i, to;

	memset(v, 0, sizeof(*v));
	if (memchr(text, shift, len) == NULL)
		return -1;
	/* Eight digits are three units of three bytes each at most. */
	v->bytes = xcalloc(2 * len + 1, 1);
	v->from = xcalloc(2 * len + 1, sizeof(*v->from));
	v->to = xcalloc(2 * len + 1, sizeof(*v->to));
	for (i = 0; i < len; i = to) {
		to = i + 1;
		if (text[i] != shift) {
			add(v, text + i, 1, i, to);
			continue;
		}
		while (to < len && base64_digit(text[to], modified) >= 0)
			to++;
		if (to < len && text[to] == '-')
			to++;
		if (to == i + 1 || (to == i + 2 && text[i + 1] == '-'))
			add(v, text + i, 1, i, to);
		else
			add_shift(v, text, i, to, modified);
	}
	return 0;
}

void
notation_clear(struct notation_view *v)
{
	if (v->bytes != NULL)
		explicit_bzero(v->bytes, v->n);
	free(v->bytes);
	free(v->from);
	free(v->to);
	memset(v, 0, sizeof(*v));
}
