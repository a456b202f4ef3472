#include "probe/judge/rank.h"

#include <string.h>

#include "probe/judge/subject.h"

struct rank
rank_of(const struct endpoint *e, enum trust trust, int source, int order,
    enum rank_state state)
{
	return (struct rank){ {
	    [RANK_TRUST] = (int)trust,
	    [RANK_SOURCE] = source,
	    [RANK_STATE] = (int)state,
	    [RANK_SECURITY] = (int)e->security,
	    [RANK_PROTOCOL] = (int)e->protocol,
	    [RANK_ORDER] = order,
	} };
}

enum rank_part
rank_differs(const struct rank *a, const struct rank *b)
{
	int p;

	for (p = 0; p < RANK_PARTS; p++)
		if (a->part[p] != b->part[p])
			break;
	return (enum rank_part)p;
}

bool
rank_is_better(const struct rank *a, const struct rank *b)
{
	enum rank_part p = rank_differs(a, b);

	return p != RANK_PARTS && a->part[p] < b->part[p];
}

const char *
rank_part_name(enum rank_part p)
{
	static const char *const names[] = { "trust", "source", "state",
		"security", "protocol", "order", "equal" };

	return names[p];
}

static const char *
state_name(enum rank_state s)
{
	static const char *const names[] = { "login", "ready", "untried",
		"failed" };

	return names[s];
}

/* --- the report --- */

static bool
is_ready(const struct endpoint_result *e)
{
	const struct address_result *a;

	STAILQ_FOREACH (a, &e->addresses, entry)
		if (a->ready && a->tls.verified && a->mechanisms.n > 0)
			return true;
	return false;
}

enum rank_state
rank_state(const struct endpoint_result *e)
{
	if (e->login.outcome == LOGIN_OK)
		return STATE_LOGIN;
	if (e->login.outcome == LOGIN_FAILED)
		return STATE_FAILED;
	if (is_ready(e))
		return STATE_READY;
	if (subject_endpoint_reach(e) == REACH_UNKNOWN &&
	    STAILQ_EMPTY(&e->facts.list))
		return STATE_UNTRIED;
	return STATE_FAILED;
}

static struct rank
rank_of_result(const struct endpoint_result *e)
{
	const struct statement *s = report_believed(e);

	return rank_of(&e->endpoint, e->trust, s == NULL ? 0 : s->rank,
	    s == NULL ? 0 : s->order, rank_state(e));
}

static bool
is_outgoing(const struct endpoint_result *e)
{
	return e->endpoint.protocol == PROTO_SMTP;
}

/* The best of those that have no rank yet. */
static struct endpoint_result *
next_best(struct report *r, bool outgoing)
{
	struct endpoint_result *e, *best = NULL;
	struct rank mine, first = { { 0 } };

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->rank != 0 || is_outgoing(e) != outgoing)
			continue;
		mine = rank_of_result(e);
		if (best != NULL && !rank_is_better(&mine, &first))
			continue;
		best = e;
		first = mine;
	}
	return best;
}

/* "trust:T1", "source:autoconfig" and so on: all that was compared. */
static void
explain(struct report *r, struct endpoint_result *e)
{
	const struct statement *s = report_believed(e);
	const char *values[RANK_PARTS] = {
		[RANK_TRUST] = trust_name(e->trust),
		[RANK_SOURCE] = s == NULL ? "" : s->name,
		[RANK_STATE] = state_name(rank_state(e)),
		[RANK_SECURITY] = security_name(e->endpoint.security),
		[RANK_PROTOCOL] = protocol_name(e->endpoint.protocol),
		[RANK_ORDER] =
		    arena_printf(&r->arena, "%d", s == NULL ? 1 : s->order + 1),
	};
	int p;

	for (p = 0; p < RANK_PARTS; p++)
		words_add(&r->arena, &e->why,
		    arena_printf(&r->arena, "%s:%s",
			rank_part_name((enum rank_part)p), values[p]));
}

static void
rank_direction(struct report *r, bool outgoing)
{
	struct endpoint_result *e;
	struct rank mine, before = { { 0 } };
	int n = 0;

	while ((e = next_best(r, outgoing)) != NULL) {
		mine = rank_of_result(e);
		e->rank = ++n;
		if (n > 1)
			e->worse_by =
			    rank_part_name(rank_differs(&before, &mine));
		explain(r, e);
		before = mine;
	}
}

/* Does the source it was taken from name the other direction, too? */
static bool
names_both_ways(const struct report *r, const struct endpoint_result *e)
{
	const struct statement *mine = report_believed(e), *other;
	const struct endpoint_result *x;

	STAILQ_FOREACH (x, &r->endpoints, entry) {
		if (mine == NULL || is_outgoing(x) == is_outgoing(e))
			continue;
		other = report_believed(x);
		if (other != NULL && strcmp(other->name, mine->name) == 0)
			return true;
	}
	return false;
}

static bool
comes_before(const struct endpoint_result *a, const struct endpoint_result *b)
{
	if (a->endpoint.protocol != b->endpoint.protocol)
		return a->endpoint.protocol < b->endpoint.protocol;
	return a->rank < b->rank;
}

static void
sort(struct report *r)
{
	struct endpoint_result *e, *other, *last;
	STAILQ_HEAD(, endpoint_result) all;

	STAILQ_INIT(&all);
	STAILQ_CONCAT(&all, &r->endpoints);
	while ((e = STAILQ_FIRST(&all)) != NULL) {
		STAILQ_REMOVE_HEAD(&all, entry);
		last = NULL;
		STAILQ_FOREACH (other, &r->endpoints, entry) {
			if (comes_before(e, other))
				break;
			last = other;
		}
		if (last == NULL)
			STAILQ_INSERT_HEAD(&r->endpoints, e, entry);
		else
			STAILQ_INSERT_AFTER(&r->endpoints, last, e, entry);
	}
}

void
rank_report(struct report *r)
{
	struct endpoint_result *e;

	rank_direction(r, false);
	rank_direction(r, true);
	STAILQ_FOREACH (e, &r->endpoints, entry)
		e->both_ways = names_both_ways(r, e);
	sort(r);
}
