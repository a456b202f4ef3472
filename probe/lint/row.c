#include "probe/lint/row.h"

#include <string.h>

#include "probe/lint/seen.h"
#include "profiles/base/str.h"

/* The rows that the judges add, and their names. */

static const char *const names[] = {
#define LINT(id, name) [LINT_##id] = (name),
#include "probe/lint/lint.def"
#undef LINT
};

const char *
lint_name(enum lint_id id)
{
	return names[id];
}

const char *
lint_class_name(enum lint_class c)
{
	static const char *const words[] = { "PASS", "MISS", "DRIFT", "ERROR" };

	return words[c];
}

bool
lint_say(struct lint_said *said, enum lint_class c, const char *evidence)
{
	said->class = c;
	said->evidence = evidence;
	return true;
}

static void
add_row(struct lint *l, enum lint_id id, const char *subject,
    const struct lint_said *said)
{
	struct lint_row *row = arena_alloc(&l->arena, sizeof(*row));

	row->id = id;
	row->class = said->class;
	row->required = said->required;
	row->subject = arena_strdup(&l->arena, subject);
	row->evidence = said->evidence == NULL
	    ? ""
	    : str_printable_dup(
		  &l->arena, said->evidence, strlen(said->evidence));
	row->finding = said->finding;
	STAILQ_INSERT_TAIL(&l->rows, row, entry);
	l->counts[row->class]++;
	if (row->class > LINT_MISS ||
	    (row->class == LINT_MISS && row->required))
		l->bad = true;
}

void
lint_check(struct lint *l, const struct lint_check *checks, const void *subject,
    const char *text)
{
	struct lint_said said;

	for (; checks->judge != NULL; checks++) {
		said = (struct lint_said){ LINT_PASS, "", false, NULL };
		if (checks->judge(l, subject, &said))
			add_row(l, checks->id, text, &said);
	}
}
