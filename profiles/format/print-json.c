#include "profiles/format/print-json.h"

#include <json-c/json.h>

#include "profiles/base/buf.h"
#include "profiles/base/str.h"

/* RFC 8259 section 7: UTF-16, beyond U+FFFF as a pair. */
static void
add_escape(struct buf *out, uint32_t c)
{
	if (c > 0xffff) {
		c -= 0x10000;
		buf_printf(out, "\\u%04x", 0xd800 + (c >> 10));
		c = 0xdc00 + (c & 0x3ff);
	}
	buf_printf(out, "\\u%04x", c);
}

/* Between strings stand line ends and tabs, and no other control; in them
 * both are escaped already. */
static size_t
shown_length(const char *text, size_t len, uint32_t *c_out)
{
	size_t n = str_utf8(text, len, c_out);

	if (n == 0 ||
	    (str_fault_of(*c_out) > STR_BLANK && *c_out != '\n' &&
		*c_out != '\t'))
		return 0;
	return n;
}

void
print_json(struct buf *out, json_object *v, int flags)
{
	size_t len, i = 0, from = 0, n;
	const char *text;
	uint32_t c;

	text = json_object_to_json_string_length(v, flags, &len);
	while (i < len) {
		n = shown_length(text + i, len - i, &c);
		if (n > 0) {
			i += n;
			continue;
		}
		buf_add(out, text + from, i - from);
		n = str_utf8(text + i, len - i, &c);
		add_escape(out, n == 0 ? 0xfffd : c);
		i += n == 0 ? 1 : n;
		from = i;
	}
	buf_add(out, text + from, len - from);
}
