#include "profiles/write/keyfile.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/write/write.h"

/* Blanks at the edges would be taken away.  In the lists of GKeyFile the
 * semicolon separates. */
static void
add_escaped(struct buf *out, const char *value, size_t len, bool list)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (value[i] == '\\')
			buf_add_str(out, "\\\\");
		else if (value[i] == ' ' && (i == 0 || i == len - 1))
			buf_add_str(out, "\\s");
		else if (value[i] == ';' && list)
			buf_add_str(out, "\\;");
		else
			buf_add(out, value + i, 1);
}

void
keyfile_group(struct buf *out, const char *name)
{
	buf_printf(out, "\n[%s]\n", name);
}

void
keyfile_text(struct buf *out, const char *value)
{
	add_escaped(out, value, strlen(value), false);
}

void
keyfile_add(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, "%s=", key);
	keyfile_text(out, value);
	buf_add_str(out, "\n");
}

void
keyfile_number(struct buf *out, const char *key, long number)
{
	buf_printf(out, "%s=%ld\n", key, number);
}

void
keyfile_bool(struct buf *out, const char *key, bool value)
{
	buf_printf(out, "%s=%s\n", key, value ? "true" : "false");
}

void
keyfile_item(struct buf *out, const char *value, size_t len)
{
	add_escaped(out, value, len, true);
	buf_add_str(out, ";");
}

void
keyfile_address(struct buf *out, const char *key, const struct account *a)
{
	struct buf address;

	buf_init(&address, out->ceiling);
	write_address(&address, a);
	keyfile_add(out, key, buf_text(&address));
	buf_clear(&address);
}
