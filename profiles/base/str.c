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

/* Characters that hide, reorder or command: escaped wherever we show text. */
static bool
is_unsafe(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c ||
	    (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	    (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

void
str_printable(struct buf *out, const char *text, size_t len, size_t max)
{
	size_t i = 0, n, start = out->len;
	uint32_t c;

	while (i < len) {
		if (out->len - start >= max) {
			buf_add_str(out, "...");
			return;
		}
		n = str_utf8(text + i, len - i, &c);
		if (n == 0)
			buf_printf(out, "\\x%02x", (unsigned char)text[i++]);
		else if (!is_unsafe(c))
			buf_add(out, text + i, n);
		else if (c < 0x80)
			buf_printf(out, "\\x%02x", (unsigned)c);
		else
			buf_printf(out, "\\u{%04x}", (unsigned)c);
		i += n;
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
