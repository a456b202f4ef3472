#include "probe/judge/subject.h"

#include <string.h>

#include "profiles/base/str.h"

enum reach
subject_address_reach(
    const struct endpoint_result *e, const struct address_result *a)
{
	if (a->ready &&
	    (a->tls.verified || e->endpoint.security == SECURITY_NONE))
		return REACH_GOOD;
	if (subject_address_has(a, FACT_TCP_REFUSED) ||
	    subject_address_has(a, FACT_TCP_TIMEOUT))
		return REACH_NOTHING;
	if (subject_address_has(a, FACT_TCP_UNREACHABLE))
		return REACH_UNKNOWN;
	if (a->unfinished &&
	    (STAILQ_EMPTY(&a->facts.list) ||
		subject_address_has(a, FACT_DEADLINE)))
		return REACH_UNKNOWN;
	if (STAILQ_EMPTY(&a->facts.list) && STAILQ_EMPTY(&a->steps) &&
	    !a->ready)
		return REACH_UNKNOWN;
	return REACH_CONNECTED;
}

enum reach
subject_endpoint_reach(const struct endpoint_result *e)
{
	const struct address_result *a;
	enum reach reach, best = REACH_UNKNOWN;

	if (e->login.outcome == LOGIN_OK)
		return REACH_GOOD;
	STAILQ_FOREACH (a, &e->addresses, entry) {
		reach = subject_address_reach(e, a);
		if (reach > best)
			best = reach;
	}
	return best;
}

bool
subject_is_local(const struct subject *s)
{
	const char *host = s->endpoint->endpoint.host;

	return (strncmp(host, "127.", 4) == 0 && str_is_ip(host)) ||
	    strcmp(host, "::1") == 0 || str_host_inside(host, "localhost");
}

bool
subject_address_has(const struct address_result *a, enum fact_id id)
{
	return fact_find(&a->facts, id) != NULL;
}

bool
subject_endpoint_all(const struct endpoint_result *e, enum fact_id id)
{
	const struct address_result *a;

	STAILQ_FOREACH (a, &e->addresses, entry)
		if (!subject_address_has(a, id))
			return false;
	return true;
}

const char *
subject_list_add(struct arena *a, const char *list, const char *word)
{
	if (list == NULL)
		return arena_strdup(a, word);
	return arena_printf(a, "%s, %s", list, word);
}

static const char *
shown(const char *value)
{
	return value == NULL || *value == '\0' ? "-" : value;
}

/* Adds name and value, in place of an earlier place of that name. */
static void
place_set(struct place *places, const char *name, const char *value)
{
	while (places->name != NULL && strcmp(places->name, name) != 0)
		places++;
	places->name = name;
	places->value = shown(value);
}

struct finding *
subject_tell(const struct subject *s, enum finding_id id,
    const struct place *places, const char *evidence)
{
	const struct endpoint *e = &s->endpoint->endpoint;
	struct findings *findings = &s->endpoint->findings;
	struct finding *told = finding_find(findings, id);
	struct place all[FINDING_PLACES + 1] = { 0 };
	struct arena *arena = &s->report->arena;

	if (told != NULL) {
		if (evidence != NULL && *evidence != '\0' &&
		    strstr(told->evidence, evidence) == NULL)
			told->evidence = arena_printf(
			    arena, "%s; %s", told->evidence, evidence);
		return told;
	}
	place_set(all, "host", e->host);
	place_set(all, "port", arena_printf(arena, "%u", e->port));
	place_set(all, "protocol", protocol_title(e->protocol));
	for (; places != NULL && places->name != NULL; places++)
		place_set(all, places->name, places->value);
	return finding_add(findings, id, all, evidence);
}
