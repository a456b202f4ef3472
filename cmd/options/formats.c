#include "cmd/options/formats.h"

#include <stdio.h>
#include <string.h>

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

const char *
formats_names(void)
{
	static char names[2048];
	size_t i, n = 0;

	for (i = 0; i < writer_count() && n < sizeof(names); i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s",
		    i == 0 ? "" : ", ", writer_at(i)->name);
	return names;
}

const char *
formats_sets(void)
{
	static char names[128];
	const struct format_word *s;
	size_t n;

	n = (size_t)snprintf(names, sizeof(names), "all");
	for (s = formats_platforms; s->name != NULL && n < sizeof(names); s++)
		n += (size_t)snprintf(
		    names + n, sizeof(names) - n, ", %s", s->name);
	return names;
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
