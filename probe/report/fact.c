#include "probe/report/fact.h"

#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/str.h"

void
facts_init(struct facts *f, struct arena *a)
{
	STAILQ_INIT(&f->list);
	f->arena = a;
}

void
fact_add_number(
    struct facts *f, enum fact_id id, const char *text, int64_t number)
{
	struct fact *fact = arena_alloc(f->arena, sizeof(*fact));

	fact->id = id;
	fact->text =
	    text == NULL ? "" : str_printable_dup(f->arena, text, strlen(text));
	fact->number = number;
	STAILQ_INSERT_TAIL(&f->list, fact, entry);
}

void
fact_add(struct facts *f, enum fact_id id, const char *text)
{
	fact_add_number(f, id, text, 0);
}

const struct fact *
fact_find(const struct facts *f, enum fact_id id)
{
	const struct fact *fact;

	STAILQ_FOREACH (fact, &f->list, entry)
		if (fact->id == id)
			return fact;
	return NULL;
}
