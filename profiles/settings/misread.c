#include "profiles/settings/misread.h"

#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"

enum { TEXT_MAX = 1024 };

void
misread_add(
    struct arena *a, struct misreads *m, const char *place, const char *value)
{
	struct buf text;

	if (m->n == MISREAD_MAX)
		return;
	buf_init(&text, TEXT_MAX);
	buf_printf(&text, "%s \"", place);
	str_printable(&text, value, strlen(value), MISREAD_VALUE_MAX);
	buf_add_str(&text, "\"");
	m->list[m->n++] =
	    (struct misread){ arena_strdup(a, buf_text(&text)), PROTO_COUNT };
	buf_clear(&text);
}

void
misread_drop(struct misreads *m, size_t from, enum protocol p)
{
	m->dropped = true;
	if (p != PROTO_COUNT)
		m->lost[p] = true;
	for (; from < m->n; from++)
		m->list[from].lost = p;
}

static const char *
join(struct arena *a, const char *list, const struct misread *m)
{
	return *list == '\0' ? m->text
			     : arena_printf(a, "%s, %s", list, m->text);
}

const char *
misread_all(struct arena *a, const struct misreads *m)
{
	const char *list = "";
	size_t i;

	for (i = 0; i < m->n; i++)
		list = join(a, list, &m->list[i]);
	return *list == '\0' ? "" : arena_strdup(a, list);
}

const char *
misread_of(struct arena *a, const struct misreads *m, enum protocol p)
{
	const char *list = "";
	size_t i;

	for (i = 0; i < m->n; i++)
		if (m->list[i].lost == p)
			list = join(a, list, &m->list[i]);
	return *list == '\0' ? "" : arena_strdup(a, list);
}
