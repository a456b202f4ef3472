#include <string.h>

#include "probe/judge/rule.h"
#include "probe/report/source.h"
#include "profiles/base/str.h"

/*
 * Trusted sources that contradict each other on a protocol.  More servers
 * from one of them than from another are no contradiction; none in common
 * is.
 */

/* Two sources, the stronger one first, and what they disagree about. */
struct pair {
	struct report *report;
	const char *first, *second;
	enum protocol protocol;
	/* The strongest word of each on the protocol. */
	const struct statement *words[2];
};

/* RFC 6186 section 4: SRV records state no user name, it is only assumed. */
static bool
is_assumed(const char *source)
{
	return source_is(source, SOURCE_SRV);
}

/* What the source says of e, when that is trusted; SRV is compared at T3,
 * too: a record that was forgotten misleads mail programs all the same. */
static const struct statement *
trusted(const struct endpoint_result *e, enum protocol p, const char *source)
{
	const struct statement *s;

	if (e->endpoint.protocol != p)
		return NULL;
	s = report_statement(e, source);
	if (s == NULL || s->trust <= TRUST_CURATED)
		return s;
	return is_assumed(source) && s->trust == TRUST_DNS ? s : NULL;
}

static const struct statement *
first_word(const struct report *r, enum protocol p, const char *source)
{
	const struct endpoint_result *e;
	const struct statement *s;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if ((s = trusted(e, p, source)) != NULL)
			return s;
	return NULL;
}

/* The best server that both name, or NULL. */
static const struct endpoint_result *
shared(const struct pair *x)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &x->report->endpoints, entry)
		if (trusted(e, x->protocol, x->first) != NULL &&
		    trusted(e, x->protocol, x->second) != NULL)
			return e;
	return NULL;
}

/* "imap.example.org:993 (SSL/TLS), ...": all that the source names. */
static const char *
servers_of(const struct pair *x, const char *source)
{
	const struct endpoint_result *e;
	struct arena *a = &x->report->arena;
	const char *list = NULL;

	STAILQ_FOREACH (e, &x->report->endpoints, entry)
		if (trusted(e, x->protocol, source) != NULL)
			list = subject_list_add(a, list,
			    arena_printf(a, "%s:%u (%s)", e->endpoint.host,
				(unsigned)e->endpoint.port,
				security_title(e->endpoint.security)));
	return list;
}

static const char *
auths_of(struct arena *a, const struct statement *s)
{
	const char *list = NULL;
	size_t i;

	for (i = 0; i < s->nauths; i++)
		list = subject_list_add(a, list, auth_name(s->auths[i]));
	return list;
}

/* Has the stronger source nothing that works, though it was tried? */
static bool
first_fails(const struct pair *x)
{
	const struct endpoint_result *e;
	bool tried = false;

	STAILQ_FOREACH (e, &x->report->endpoints, entry) {
		if (trusted(e, x->protocol, x->first) == NULL)
			continue;
		if (subject_endpoint_reach(e) == REACH_GOOD &&
		    e->login.outcome != LOGIN_FAILED)
			return false;
		if (findings_worst(&e->findings) == SEV_ERROR)
			tried = true;
	}
	return tried;
}

static void
tell(const struct pair *x, enum finding_id id, const char *host,
    const char *value, const char *other_value)
{
	struct arena *a = &x->report->arena;
	struct place places[] = { { "protocol", protocol_title(x->protocol) },
		{ "domain", x->report->domain }, { "host", host },
		{ "source", x->first }, { "value", value },
		{ "other", x->second }, { "other_value", other_value },
		{ NULL, NULL } };
	struct finding *told = finding_add(&x->report->findings, id, places,
	    arena_printf(
		a, "%s: %s; %s: %s", x->first, value, x->second, other_value));

	/* A file of this machine (T0) differs on purpose. */
	if ((x->words[0]->trust == TRUST_PROVIDER &&
		x->words[1]->trust == TRUST_PROVIDER) ||
	    first_fails(x))
		told->severity = SEV_WARNING;
}

static bool
have_common_auth(const struct statement *a, const struct statement *b)
{
	size_t i, k;

	for (i = 0; i < a->nauths; i++)
		for (k = 0; k < b->nauths; k++)
			if (a->auths[i] == b->auths[k])
				return true;
	return a->nauths == 0 || b->nauths == 0;
}

/* They agree on the place: on the rest, too? */
static void
compare_statements(const struct pair *x, const struct endpoint_result *e)
{
	const struct statement *a = report_statement(e, x->first);
	const struct statement *b = report_statement(e, x->second);
	struct arena *arena = &x->report->arena;

	if (a->username != NULL && b->username != NULL &&
	    !is_assumed(x->first) && !is_assumed(x->second) &&
	    !str_equal_nocase(a->username, b->username))
		tell(x, FINDING_CONFLICT_USERNAME, e->endpoint.host,
		    a->username, b->username);
	else if (!have_common_auth(a, b))
		tell(x, FINDING_CONFLICT_AUTH, e->endpoint.host,
		    auths_of(arena, a), auths_of(arena, b));
}

static void
compare(struct report *r, const char *left, const char *right, enum protocol p)
{
	struct pair x = { r, left, right, p,
		{ first_word(r, p, left), first_word(r, p, right) } };
	const struct statement *swapped = x.words[1];
	const struct endpoint_result *both;

	if (x.words[0] == NULL || x.words[1] == NULL)
		return;
	if (swapped->trust < x.words[0]->trust ||
	    (swapped->trust == x.words[0]->trust &&
		swapped->rank < x.words[0]->rank)) {
		x.words[1] = x.words[0];
		x.words[0] = swapped;
		x.first = right;
		x.second = left;
	}
	if ((both = shared(&x)) != NULL)
		compare_statements(&x, both);
	else
		tell(&x,
		    is_assumed(left) || is_assumed(right)
			? FINDING_DNS_SRV_CONFLICT
			: FINDING_CONFLICT_SERVER,
		    r->domain, servers_of(&x, x.first),
		    servers_of(&x, x.second));
}

void
judge_conflicts(struct report *r)
{
	const struct source_result *a, *b;
	int p;

	STAILQ_FOREACH (a, &r->sources, entry)
		for (b = STAILQ_NEXT(a, entry); b != NULL;
		     b = STAILQ_NEXT(b, entry))
			for (p = 0; p < PROTO_COUNT; p++)
				compare(
				    r, a->source, b->source, (enum protocol)p);
}
