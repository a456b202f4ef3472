#include "profiles/base/str.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"

enum { PRINTABLE_MAX = 2048 };

int
str_number(const char *text, int64_t min, int64_t max, int64_t *n_out)
{
	const char *p;
	long long n;

	if (*text == '\0' || strlen(text) > 18)
		return -1;
	for (p = text; *p != '\0'; p++)
		if (*p < '0' || *p > '9')
			return -1;
	n = strtoll(text, NULL, 10);
	if (n < min || n > max)
		return -1;
	*n_out = n;
	return 0;
}

static int
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : (unsigned char)c;
}

bool
str_starts_nocase(const char *s, const char *prefix)
{
	for (; *prefix != '\0'; s++, prefix++)
		if (fold(*s) != fold(*prefix))
			return false;
	return true;
}

bool
str_is_ascii(const char *s)
{
	while (*s != '\0' && (unsigned char)*s < 0x80)
		s++;
	return *s == '\0';
}

bool
str_equal_nocase(const char *a, const char *b)
{
	return strlen(a) == strlen(b) && str_starts_nocase(a, b);
}

const char *
str_find_nocase(const char *hay, const char *needle)
{
	for (;; hay++) {
		if (str_starts_nocase(hay, needle))
			return hay;
		if (*hay == '\0')
			return NULL;
	}
}

char *
str_lower(char *s)
{
	char *p;

	for (p = s; *p != '\0'; p++)
		*p = (char)fold(*p);
	return s;
}

bool
str_is_ip(const char *s)
{
	unsigned char addr[16];

	return inet_pton(AF_INET, s, addr) == 1 ||
	    inet_pton(AF_INET6, s, addr) == 1;
}

/* ASCII only, whatever the locale. */
static bool
is_alnum(char c)
{
	return (c >= '0' && c <= '9') || (fold(c) >= 'a' && fold(c) <= 'z');
}

bool
str_is_host(const char *s, bool ip)
{
	size_t label = 0, len;

	if (str_is_ip(s))
		return ip;
	len = strlen(s);
	if (len == 0 || len > 253)
		return false;
	for (; *s != '\0'; s++) {
		if (*s == '.') {
			if (label == 0 || s[-1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!is_alnum(*s) && *s != '-' && *s != '_')
			return false;
		if ((*s == '-' && label == 0) || ++label > 63)
			return false;
	}
	return label > 0 && s[-1] != '-';
}

bool
str_host_inside(const char *host, const char *domain)
{
	size_t h = strlen(host), d = strlen(domain);

	if (d == 0 || h < d)
		return false;
	if (!str_equal_nocase(host + h - d, domain))
		return false;
	return h == d || host[h - d - 1] == '.';
}

/* Length that the first byte of a UTF-8 character promises (RFC 3629). */
static size_t
utf8_length(unsigned char first)
{
	static const struct {
		unsigned char below;
		size_t length;
	} rows[] = { { 0x80, 1 }, { 0xc2, 0 }, { 0xe0, 2 }, { 0xf0, 3 },
		{ 0xf5, 4 } };
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (first < rows[i].below)
			return rows[i].length;
	return 0;
}

size_t
str_utf8(const char *s, size_t len, uint32_t *c_out)
{
	const unsigned char *u = (const unsigned char *)s;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = len == 0 ? 0 : utf8_length(u[0]), i;
	uint32_t c;

	if (n == 0 || n > len)
		return 0;
	c = n == 1 ? u[0] : u[0] & (0xffu >> (n + 1));
	for (i = 1; i < n; i++) {
		if ((u[i] & 0xc0) != 0x80)
			return 0;
		c = (c << 6) | (u[i] & 0x3f);
	}
	/* Overlong forms, surrogates and what lies past Unicode. */
	if (c < least[n] || (c >= 0xd800 && c <= 0xdfff) || c > 0x10ffff)
		return 0;
	*c_out = c;
	return n;
}

/* What a character does to a text that it stands in.  Sorted; the invisible
 * ones are those of Default_Ignorable_Code_Point (Unicode 16.0,
 * DerivedCoreProperties.txt), the blanks those of Zs and two that look so. */
static const struct range {
	uint32_t first, last;
	enum str_fault fault;
} ranges[] = {
	{ 0x00, 0x1f, STR_CONTROL },
	{ 0x20, 0x20, STR_BLANK },
	{ 0x7f, 0x9f, STR_CONTROL },
	{ 0xa0, 0xa0, STR_BLANK },
	{ 0xad, 0xad, STR_HIDDEN },
	{ 0x34f, 0x34f, STR_HIDDEN },
	{ 0x61c, 0x61c, STR_HIDDEN },
	{ 0x115f, 0x1160, STR_HIDDEN },
	{ 0x1680, 0x1680, STR_BLANK },
	{ 0x17b4, 0x17b5, STR_HIDDEN },
	{ 0x180b, 0x180f, STR_HIDDEN },
	{ 0x2000, 0x200a, STR_BLANK },
	{ 0x200b, 0x200b, STR_HIDDEN },
	{ 0x200c, 0x200d, STR_JOINER },
	{ 0x200e, 0x200f, STR_HIDDEN },
	{ 0x2028, 0x202e, STR_HIDDEN },
	{ 0x202f, 0x202f, STR_BLANK },
	{ 0x205f, 0x205f, STR_BLANK },
	{ 0x2060, 0x206f, STR_HIDDEN },
	{ 0x2800, 0x2800, STR_BLANK },
	{ 0x3000, 0x3000, STR_BLANK },
	{ 0x3164, 0x3164, STR_HIDDEN },
	{ 0xfdd0, 0xfdef, STR_HIDDEN },
	{ 0xfe00, 0xfe0f, STR_JOINER },
	{ 0xfeff, 0xfeff, STR_HIDDEN },
	{ 0xffa0, 0xffa0, STR_HIDDEN },
	{ 0xfff0, 0xfffb, STR_HIDDEN },
	{ 0x13430, 0x1345f, STR_HIDDEN },
	{ 0x1bca0, 0x1bca3, STR_HIDDEN },
	{ 0x1d173, 0x1d17a, STR_HIDDEN },
	{ 0xe0000, 0xe00ff, STR_HIDDEN },
	{ 0xe0100, 0xe01ef, STR_JOINER },
	{ 0xe01f0, 0xe0fff, STR_HIDDEN },
};

static int
compare_range(const void *key, const void *row)
{
	uint32_t c = *(const uint32_t *)key;
	const struct range *r = row;

	return c < r->first ? -1 : c > r->last;
}

enum str_fault
str_fault_of(uint32_t c)
{
	const struct range *r;

	if ((c & 0xfffe) == 0xfffe)
		return STR_HIDDEN; /* a noncharacter */
	r = bsearch(&c, ranges, sizeof(ranges) / sizeof(ranges[0]),
	    sizeof(ranges[0]), compare_range);
	return r == NULL ? STR_FINE : r->fault;
}

enum str_fault
str_fault(const char *s)
{
	enum str_fault worst = STR_FINE, fault;
	size_t len = strlen(s), n;
	uint32_t c;

	for (; len > 0; s += n, len -= n) {
		n = str_utf8(s, len, &c);
		if (n == 0)
			return STR_BROKEN;
		fault = str_fault_of(c);
		if (fault > worst)
			worst = fault;
	}
	return worst;
}

/* Appends the first character of text, escaped unless it is fit to be shown;
 * returns how many bytes it took. */
static size_t
add_printable(struct buf *out, const char *text, size_t len)
{
	uint32_t c;
	size_t n = str_utf8(text, len, &c);

	if (n == 0)
		buf_printf(out, "\\x%02x", (unsigned char)*text);
	else if (str_fault_of(c) <= STR_BLANK)
		buf_add(out, text, n);
	else if (c < 0x80)
		buf_printf(out, "\\x%02x", (unsigned)c);
	else
		buf_printf(out, "\\u{%04x}", (unsigned)c);
	return n == 0 ? 1 : n;
}

void
str_printable(struct buf *out, const char *text, size_t len, size_t max)
{
	size_t i = 0, start = out->len;

	while (i < len) {
		if (out->len - start >= max) {
			buf_add_str(out, "...");
			return;
		}
		i += add_printable(out, text + i, len - i);
	}
}

void
str_printable_lines(struct buf *out, const char *text, size_t len)
{
	size_t i = 0, n;

	while (i < len) {
		for (n = i; n < len &&
		     ((text[n] >= ' ' && text[n] <= '~') || text[n] == '\n' ||
			 text[n] == '\t');)
			n++;
		buf_add(out, text + i, n - i);
		i = n;
		if (i < len)
			i += add_printable(out, text + i, len - i);
	}
}

char *
str_printable_dup(struct arena *a, const char *text, size_t len)
{
	struct buf b;
	char *s;

	buf_init(&b, PRINTABLE_MAX + 64);
	str_printable(&b, text, len, PRINTABLE_MAX);
	s = arena_strndup(a, buf_text(&b), b.len);
	buf_clear(&b);
	return s;
}
