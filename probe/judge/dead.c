#include "probe/judge/dead.h"

#include <string.h>

#include "probe/judge/rule.h"

/*
 * Servers that are published and not there.  What a weaker source names in
 * their place is told, and whose entry has to be mended.
 */

static bool
has_any(const struct facts *facts, const enum fact_id *ids, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (fact_find(facts, ids[i]) != NULL)
			return true;
	return false;
}

#define HAS_ANY(facts, ids) has_any(facts, ids, sizeof(ids) / sizeof(*(ids)))

bool
dead_endpoint(const struct endpoint_result *e)
{
	static const enum fact_id nameless[] = { FACT_DNS_NXDOMAIN,
		FACT_DNS_NO_ADDRESS, FACT_DNS_SERVFAIL };
	static const enum fact_id mute[] = { FACT_TCP_REFUSED, FACT_TCP_TIMEOUT,
		FACT_TCP_CLOSED_EARLY, FACT_GREETING_SILENT,
		FACT_GREETING_EXPECTS_TLS, FACT_GREETING_OTHER_PROTOCOL,
		FACT_TLS_NOT_TLS, FACT_TLS_ALERT, FACT_TLS_CLOSED,
		FACT_TLS_SILENT, FACT_TLS_FAILED };
	static const enum fact_id alive[] = { FACT_TLS_OLD_VERSION,
		FACT_TLS_CLIENT_CERT };
	const struct address_result *a;
	bool dead = false;

	if (STAILQ_EMPTY(&e->addresses))
		return HAS_ANY(&e->facts, nameless);
	STAILQ_FOREACH (a, &e->addresses, entry) {
		if (subject_address_has(a, FACT_TCP_UNREACHABLE))
			continue;
		if (a->ready || !HAS_ANY(&a->facts, mute) ||
		    HAS_ANY(&a->facts, alive))
			return false;
		dead = true;
	}
	return dead;
}

/* The best server of the protocol that a login may begin at, or NULL. */
static const struct endpoint_result *
living(const struct report *r, enum protocol p)
{
	const struct endpoint_result *e;

	if (r->settings[p] != NULL)
		return r->settings[p];
	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (e->endpoint.protocol == p &&
		    subject_endpoint_reach(e) == REACH_GOOD)
			return e;
	return NULL;
}

static const char *
shown(struct arena *a, const struct endpoint *e)
{
	return arena_printf(a, "%s:%u (%s)", e->host, (unsigned)e->port,
	    security_title(e->security));
}

/* Of that protocol and source; NULL when it names one that is there. */
static const char *
dead_servers(struct report *r, enum protocol p, const char *source)
{
	struct endpoint_result *e;
	const char *list = NULL;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->endpoint.protocol != p ||
		    report_statement(e, source) == NULL)
			continue;
		if (!dead_endpoint(e))
			return NULL;
		list = subject_list_add(
		    &r->arena, list, shown(&r->arena, &e->endpoint));
	}
	return list;
}

/* What was found in their place works: they are no error any more. */
static void
soften(struct report *r, enum protocol p, const char *source)
{
	struct endpoint_result *e;
	struct finding *f;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (e->endpoint.protocol == p &&
		    report_statement(e, source) != NULL)
			STAILQ_FOREACH (f, &e->findings.list, entry)
				if (f->severity == SEV_ERROR)
					f->severity = SEV_WARNING;
}

/* The first of its protocol and source: it bears the finding. */
static bool
is_first(const struct report *r, const struct endpoint_result *e)
{
	const struct endpoint_result *x;

	STAILQ_FOREACH (x, &r->endpoints, entry) {
		if (x == e)
			return true;
		if (x->endpoint.protocol == e->endpoint.protocol &&
		    report_believed(x) != NULL &&
		    strcmp(report_believed(x)->name,
			report_believed(e)->name) == 0)
			return false;
	}
	return true;
}

static void
judge_endpoint(struct report *r, struct endpoint_result *e,
    const struct endpoint_result *other)
{
	const struct statement *first = report_believed(e);
	const struct statement *second = report_believed(other);
	const char *servers;
	struct finding *told;

	if (first == NULL || second == NULL || !dead_endpoint(e) ||
	    !is_first(r, e) ||
	    (servers = dead_servers(r, e->endpoint.protocol, first->name)) ==
		NULL)
		return;
	if (other->login.outcome == LOGIN_OK)
		soften(r, e->endpoint.protocol, first->name);
	told = finding_add(&e->findings, FINDING_DEAD_SERVER,
	    (struct place[]){
		{ "protocol", protocol_title(e->endpoint.protocol) },
		{ "domain", r->domain }, { "host", other->endpoint.host },
		{ "source", first->name }, { "value", servers },
		{ "other", second->name },
		{ "other_value", shown(&r->arena, &other->endpoint) },
		{ NULL, NULL } },
	    arena_printf(&r->arena, "%s: %s; %s: %s", first->name,
		trust_name(e->trust), second->name, trust_name(other->trust)));
	if (other->login.outcome == LOGIN_OK)
		told->severity = SEV_WARNING;
}

void
judge_dead(struct report *r)
{
	const struct endpoint_result *other;
	struct endpoint_result *e;

	if (r->domain == NULL)
		return;
	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->guessed)
			continue;
		other = living(r, e->endpoint.protocol);
		if (other != NULL)
			judge_endpoint(r, e, other);
	}
}
