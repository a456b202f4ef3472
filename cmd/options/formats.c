#include "cmd/options/formats.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/writer.h"

const struct format_word formats_platforms[] = {
	{ "windows", ON_WINDOWS },
	{ "mac", ON_MAC },
	{ "iphone", ON_IPHONE },
	{ "android", ON_ANDROID },
	{ "linux", ON_LINUX },
	{ NULL, 0 },
};

void
formats_names(struct buf *out)
{
	size_t i;

	for (i = 0; i < writer_count(); i++)
		buf_printf(out, "%s%s", i == 0 ? "" : ", ", writer_at(i)->name);
}

void
formats_sets(struct buf *out)
{
	const struct format_word *s;

	buf_add_str(out, "all");
	for (s = formats_platforms; s->name != NULL; s++)
		buf_printf(out, ", %s", s->name);
}

bool
formats_is_set(const char *word)
{
	const struct format_word *s;

	for (s = formats_platforms; s->name != NULL; s++)
		if (strcmp(s->name, word) == 0)
			return true;
	return strcmp(word, "all") == 0;
}

bool
formats_has(const char *set, const struct writer *w)
{
	const struct format_word *s;

	if (set == NULL)
		return w->usual;
	for (s = formats_platforms; s->name != NULL; s++)
		if (strcmp(s->name, set) == 0)
			return (w->platforms & s->bit) != 0;
	return true;
}
