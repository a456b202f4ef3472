#include "profiles/provider/read-json.h"

#include <ctype.h>
#include <string.h>

enum { MAX_EVIDENCE = 32, MAX_VALUES = 8 };

static bool
is_one_of(const char *const *words, const char *word)
{
	for (; *words != NULL; words++)
		if (strcmp(*words, word) == 0)
			return true;
	return false;
}

/* date = YYYY "-" MM [ "-" DD ] */
static bool
is_date(const char *s)
{
	static const char form[] = "dddd-dd-dd";
	size_t i, n = strlen(s);
	int month, day;

	if (n != 7 && n != 10)
		return false;
	for (i = 0; i < n; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)s[i])
				   : s[i] != '-')
			return false;
	month = (s[5] - '0') * 10 + s[6] - '0';
	day = n == 7 ? 1 : (s[8] - '0') * 10 + s[9] - '0';
	return s[0] == '2' && s[1] == '0' && month >= 1 && month <= 12 &&
	    day >= 1 && day <= 31;
}

static const char *
take_date(struct reading *r, const char *path, json_object *v)
{
	const char *date = read_text(r, path, v, 16);

	if (date == NULL || is_date(date))
		return date;
	provider_problem_add(r->problems, r->file, path,
	    "%s is not a date (YYYY-MM or YYYY-MM-DD)", read_shown(r, v));
	return NULL;
}

static void
read_source(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_evidence *evidence = target;

	evidence->source = read_text(r, path, v, 500);
}

static void
read_date(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_evidence *evidence = target;

	evidence->date = take_date(r, path, v);
}

static void
read_method(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_evidence *evidence = target;
	static const char *const methods[] = { "publication", "help-page",
		"database-cross-check", "probe", NULL };
	const char *word = read_text(r, path, v, 32);

	if (word == NULL)
		return;
	if (!is_one_of(methods, word)) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not publication, help-page, database-cross-check "
		    "or probe",
		    read_shown(r, v));
		return;
	}
	evidence->method = word;
}

static bool
is_field(const char *word)
{
	static const char *const fields[] = { "domains", "mx", "ns", "spf",
		"imap", "pop3", "smtp", "hints", "documentation", "oauth",
		NULL };

	return is_one_of(fields, word);
}

static void
read_fields(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_evidence *evidence = target;

	evidence->fields = read_words(r, path, v, 10, is_field,
	    "a part of an entry, such as imap or hints", &evidence->nfields);
}

static const struct key evidence_keys[] = {
	{ "source", true, read_source },
	{ "date", true, read_date },
	{ "method", true, read_method },
	{ "fields", false, read_fields },
};

void
read_evidence(struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 1, MAX_EVIDENCE);
	struct provider_evidence *list;

	(void)target;
	list = arena_alloc(&r->p->arena, (n + 1) * sizeof(*list));
	for (i = 0; i < n; i++)
		read_object(r, read_row_path(r, path, i),
		    json_object_array_get_idx(v, i), KEYS(evidence_keys),
		    &list[i]);
	r->p->evidence = list;
	r->p->nevidence = n;
}

static void
read_value(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_value *value = target;

	value->value = read_text(r, path, v, 300);
}

static void
read_value_source(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_value *value = target;

	value->source = read_text(r, path, v, 500);
}

static void
read_value_date(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_value *value = target;

	value->date = take_date(r, path, v);
}

static const struct key value_keys[] = {
	{ "value", true, read_value },
	{ "source", true, read_value_source },
	{ "date", true, read_value_date },
};

static void
read_values(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_disagreement *d = target;
	size_t i, n = read_length(r, path, v, 2, MAX_VALUES);

	d->values = arena_alloc(&r->p->arena, (n + 1) * sizeof(*d->values));
	d->nvalues = n;
	for (i = 0; i < n; i++)
		read_object(r, read_row_path(r, path, i),
		    json_object_array_get_idx(v, i), KEYS(value_keys),
		    &d->values[i]);
}

static void
read_field(struct reading *r, const char *path, json_object *v, void *target)
{
	static const char *const fields[] = { "imap", "pop3", "smtp",
		"username", "auth", "domains", "hints", NULL };
	struct provider_disagreement *d = target;

	d->field = read_text(r, path, v, 16);
	if (d->field != NULL && !is_one_of(fields, d->field))
		provider_problem_add(r->problems, r->file, path,
		    "%s is not imap, pop3, smtp, username, auth, domains or "
		    "hints",
		    read_shown(r, v));
}

static void
read_note(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_disagreement *d = target;

	d->note = read_text(r, path, v, 300);
}

static const struct key disagreement_keys[] = {
	{ "field", true, read_field },
	{ "values", true, read_values },
	{ "note", false, read_note },
};

void
read_disagreements(
    struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 1, MAX_EVIDENCE);
	struct provider_disagreement *list;

	(void)target;
	list = arena_alloc(&r->p->arena, (n + 1) * sizeof(*list));
	for (i = 0; i < n; i++)
		read_object(r, read_row_path(r, path, i),
		    json_object_array_get_idx(v, i), KEYS(disagreement_keys),
		    &list[i]);
	r->p->disagreements = list;
	r->p->ndisagreements = n;
}
