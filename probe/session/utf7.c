#include "probe/session/utf7.h"

#include <stdint.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"

enum { NAME_BYTES_MAX = 1024 };

/* BASE64 with "," for "/" (RFC 3501 section 5.1.3); -1: none of it. */
static int
digit(char c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	    "0123456789+,";
	const char *p = c == '\0' ? NULL : strchr(digits, c);

	return p == NULL ? -1 : (int)(p - digits);
}

static int
add_utf8(struct buf *out, uint32_t c)
{
	char bytes[4];
	size_t n = 0;

	if (c < 0x20 || (c >= 0x7f && c < 0xa0))
		return -1;
	if (c < 0x80) {
		bytes[n++] = (char)c;
	} else if (c < 0x800) {
		bytes[n++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		bytes[n++] = (char)(0xe0 | c >> 12);
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		bytes[n++] = (char)(0xf0 | c >> 18);
		bytes[n++] = (char)(0x80 | (c >> 12 & 0x3f));
		bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		bytes[n++] = (char)(0x80 | (c & 0x3f));
	return buf_add(out, bytes, n);
}

/* One UTF-16 unit; high holds the first half of a pair, else 0. */
static int
add_unit(struct buf *out, uint32_t unit, uint32_t *high)
{
	uint32_t first = *high;

	*high = 0;
	if (unit >= 0xdc00 && unit < 0xe000) {
		if (first == 0)
			return -1;
		return add_utf8(
		    out, 0x10000 + ((first - 0xd800) << 10) + (unit - 0xdc00));
	}
	if (first != 0)
		return -1;
	if (unit >= 0xd800 && unit < 0xdc00) {
		*high = unit;
		return 0;
	}
	return add_utf8(out, unit);
}

/* From behind "&" to behind "-": UTF-16 in BASE64. NULL: malformed. */
static const char *
add_shifted(struct buf *out, const char *p)
{
	uint32_t bits = 0, high = 0;
	int n = 0;

	for (; digit(*p) != -1; p++) {
		bits = bits << 6 | (uint32_t)digit(*p);
		n += 6;
		if (n < 16)
			continue;
		n -= 16;
		if (add_unit(out, bits >> n & 0xffff, &high) == -1)
			return NULL;
		bits &= (1u << n) - 1;
	}
	return *p == '-' && high == 0 && bits == 0 ? p + 1 : NULL;
}

static int
decode(struct buf *out, const char *p)
{
	while (p != NULL && *p != '\0') {
		if (*p == '&' && p[1] == '-') {
			p += 2;
			if (buf_add(out, "&", 1) == -1)
				return -1;
		} else if (*p == '&') {
			p = add_shifted(out, p + 1);
		} else {
			if ((unsigned char)*p < 0x20 || *p == 0x7f ||
			    buf_add(out, p, 1) == -1)
				return -1;
			p++;
		}
	}
	return p == NULL ? -1 : 0;
}

const char *
utf7_decode(struct arena *a, const char *wire)
{
	const char *name = NULL;
	struct buf out;

	buf_init(&out, NAME_BYTES_MAX);
	if (decode(&out, wire) == 0)
		name = arena_strdup(a, buf_text(&out));
	buf_clear(&out);
	return name;
}
