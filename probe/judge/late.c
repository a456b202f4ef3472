#include "probe/judge/rule.h"

/*
 * A source that did not answer in time is not a source that has nothing.
 * When it would have been believed first, the report names the source that
 * was taken in its place.
 */

/* Where the settings of the protocol come from: what is proven, or else the
 * first of the candidates. */
static const struct statement *
chosen(const struct report *r, enum protocol p)
{
	const struct endpoint_result *e = r->settings[p];

	if (e == NULL)
		STAILQ_FOREACH (e, &r->endpoints, entry)
			if (e->endpoint.protocol == p)
				break;
	return e == NULL ? NULL : report_believed(e);
}

/* The weakest source in use among those weaker than late, or NULL. */
static const struct statement *
replacement(const struct report *r, const struct source_result *late)
{
	const struct statement *s, *weakest = NULL;
	int p;

	for (p = 0; p < PROTO_COUNT; p++) {
		s = chosen(r, (enum protocol)p);
		if (s != NULL && s->rank > late->rank &&
		    s->trust >= late->trust &&
		    (weakest == NULL || s->rank > weakest->rank))
			weakest = s;
	}
	return weakest;
}

void
judge_late_sources(struct report *r)
{
	const struct source_result *late;
	const struct statement *s;
	struct finding *told;

	STAILQ_FOREACH (late, &r->sources, entry) {
		if (late->outcome != SOURCE_UNFINISHED || late->asked == 0)
			continue;
		if ((s = replacement(r, late)) == NULL)
			continue;
		told = finding_add(&r->findings, FINDING_SOURCE_LATE,
		    (struct place[]){ { "domain", r->domain },
			{ "source", late->source }, { "other", s->name },
			{ NULL, NULL } },
		    late->url);
		if (s->trust > late->trust)
			told->severity = SEV_WARNING;
	}
}
