#include "probe/report/finding.h"

#include <assert.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"

#define N_(text) text

static const struct row {
	const char *name, *text, *remedy;
	enum severity severity;
} rows[] = {
#define FINDING(id, name, severity, text, remedy) \
	{ name, text, remedy, severity },
#include "probe/report/finding.def"
#undef FINDING
};

static const char *const severities[] = { "info", "warning", "error" };

void
findings_init(struct findings *f, struct arena *a)
{
	STAILQ_INIT(&f->list);
	f->arena = a;
}

static int
same_places(const struct finding *f, const struct place *places)
{
	int i;

	for (i = 0; i < f->nplaces; i++)
		if (places == NULL || places[i].name == NULL ||
		    strcmp(f->places[i].name, places[i].name) != 0 ||
		    strcmp(f->places[i].value, places[i].value) != 0)
			return 0;
	return places == NULL || places[i].name == NULL;
}

struct finding *
finding_add(struct findings *f, enum finding_id id, const struct place *places,
    const char *evidence)
{
	struct finding *new;
	int i;

	STAILQ_FOREACH (new, &f->list, entry)
		if (new->id == id && same_places(new, places))
			return new;
	new = arena_alloc(f->arena, sizeof(*new));
	new->id = id;
	new->severity = rows[id].severity;
	new->evidence =
	    evidence == NULL ? "" : arena_strdup(f->arena, evidence);
	for (i = 0; places != NULL && places[i].name != NULL; i++) {
		assert(i < FINDING_PLACES);
		new->places[i].name = arena_strdup(f->arena, places[i].name);
		new->places[i].value = arena_strdup(f->arena, places[i].value);
	}
	new->nplaces = i;
	STAILQ_INSERT_TAIL(&f->list, new, entry);
	return new;
}

struct finding *
finding_find(const struct findings *f, enum finding_id id)
{
	struct finding *found;

	STAILQ_FOREACH (found, &f->list, entry)
		if (found->id == id)
			return found;
	return NULL;
}

enum severity
findings_worst(const struct findings *f)
{
	const struct finding *found;
	enum severity worst = SEV_INFO;

	STAILQ_FOREACH (found, &f->list, entry)
		if (found->severity > worst)
			worst = found->severity;
	return worst;
}

const char *
finding_name(enum finding_id id)
{
	return rows[id].name;
}

const char *
finding_text(enum finding_id id)
{
	return rows[id].text;
}

const char *
finding_remedy(enum finding_id id)
{
	return rows[id].remedy;
}

const char *
finding_severity_name(enum severity s)
{
	return severities[s];
}

static const char *
place_value(const struct finding *f, const char *name, size_t len)
{
	int i;

	for (i = 0; i < f->nplaces; i++)
		if (strlen(f->places[i].name) == len &&
		    memcmp(f->places[i].name, name, len) == 0)
			return f->places[i].value;
	return NULL;
}

void
finding_fill(struct buf *out, const char *template, const struct finding *f)
{
	const char *open, *close, *value;

	while ((open = strchr(template, '{')) != NULL &&
	    (close = strchr(open, '}')) != NULL) {
		buf_add(out, template, (size_t)(open - template));
		value = place_value(f, open + 1, (size_t)(close - open - 1));
		if (value != NULL)
			buf_add_str(out, value);
		else
			buf_add(out, open, (size_t)(close - open + 1));
		template = close + 1;
	}
	buf_add_str(out, template);
}
