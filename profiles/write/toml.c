#include "profiles/write/toml.h"

#include "profiles/base/buf.h"
#include "profiles/write/write.h"

void
toml_add(struct buf *out, const char *key, const char *value)
{
	buf_printf(out, "%s = ", key);
	write_quoted(out, value);
	buf_add_str(out, "\n");
}

void
toml_add_command(struct buf *out, const char *key, const struct account *a,
    const struct endpoint *e)
{
	struct buf command;

	buf_init(&command, out->ceiling);
	write_password_command(&command, a, e);
	toml_add(out, key, buf_text(&command));
	buf_clear(&command);
}

void
toml_add_table(struct buf *out, const struct account *a)
{
	buf_add_str(out, "\n[accounts.\"");
	write_label(out, a);
	buf_add_str(out, "\"]\n");
}
