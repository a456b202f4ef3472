#include <string.h>

#include "probe/judge/rank.h"
#include "probe/report/source.h"
#include "probe/run/run-private.h"
#include "profiles/base/mem.h"

struct run_service *
services_add(struct run *r, enum protocol protocol)
{
	struct run_service *s = arena_alloc(&r->report->arena, sizeof(*s));

	s->protocol = protocol;
	STAILQ_INIT(&s->candidates);
	STAILQ_INSERT_TAIL(&r->services, s, entry);
	return s;
}

/* As long as nothing is proven. */
static bool
is_better(const struct candidate *a, const struct candidate *b)
{
	struct rank left = rank_of(
	    &a->er->endpoint, a->er->trust, a->rank, a->order, STATE_UNTRIED);
	struct rank right = rank_of(
	    &b->er->endpoint, b->er->trust, b->rank, b->order, STATE_UNTRIED);

	return rank_is_better(&left, &right);
}

static void
insert_sorted(struct run_service *s, struct candidate *p)
{
	struct candidate *other, *last = NULL;

	STAILQ_FOREACH (other, &s->candidates, entry) {
		if (is_better(p, other))
			break;
		last = other;
	}
	if (last == NULL)
		STAILQ_INSERT_HEAD(&s->candidates, p, entry);
	else
		STAILQ_INSERT_AFTER(&s->candidates, last, p, entry);
}

/* The strongest source first, whenever it came. */
static void
note_statement(struct run *r, struct candidate *p, const struct endpoint *e,
    const char *source, int rank, int order, enum trust trust)
{
	struct arena *a = &r->report->arena;
	struct statement *n, *other, *before = NULL;

	STAILQ_FOREACH (other, &p->er->sources, entry) {
		if (strcmp(other->name, source) == 0)
			return;
		if (other->rank <= rank)
			before = other;
	}
	n = arena_alloc(a, sizeof(*n));
	n->name = arena_strdup(a, source);
	n->rank = rank;
	n->order = order;
	n->trust = trust;
	if (e->username != NULL)
		n->username = arena_strdup(a, e->username);
	memcpy(n->auths, e->auths, sizeof(n->auths));
	n->nauths = e->nauths;
	if (before == NULL)
		STAILQ_INSERT_HEAD(&p->er->sources, n, entry);
	else
		STAILQ_INSERT_AFTER(&p->er->sources, before, n, entry);
}

/* The name that logged in, or is about to, stays. */
static void
set_username(struct candidate *p, const struct endpoint *e)
{
	if (p->login_running || p->er->login.outcome != LOGIN_SKIPPED)
		return;
	p->er->endpoint.username = e->username == NULL
	    ? NULL
	    : arena_strdup(&p->run->report->arena, e->username);
}

static void
set_auths(struct candidate *p, const struct endpoint *e)
{
	memcpy(p->er->endpoint.auths, e->auths, sizeof(e->auths));
	p->er->endpoint.nauths = e->nauths;
}

/* Several sources may name the same place: the strongest one counts. */
static struct candidate *
merge(struct run_service *s, const struct endpoint *e, int rank, int order,
    enum trust trust, bool guessed)
{
	struct candidate *p;

	STAILQ_FOREACH (p, &s->candidates, entry)
		if (endpoint_equal(&p->er->endpoint, e))
			break;
	if (p == NULL)
		return NULL;
	if (!guessed)
		p->er->guessed = false;
	if (trust > p->er->trust ||
	    (trust == p->er->trust && rank >= p->rank)) {
		if (p->er->endpoint.username == NULL && trust <= TRUST_CURATED)
			set_username(p, e);
		if (p->er->endpoint.nauths == 0 && trust <= TRUST_CURATED)
			set_auths(p, e);
		return p;
	}
	if (e->username != NULL || trust < p->er->trust)
		set_username(p, e);
	if (e->nauths > 0 || trust < p->er->trust)
		set_auths(p, e);
	p->er->trust = trust;
	p->rank = rank;
	p->order = order;
	STAILQ_REMOVE(&s->candidates, p, candidate, entry);
	insert_sorted(s, p);
	return p;
}

struct candidate *
services_add_candidate(struct run *r, struct run_service *s,
    const struct endpoint *e, const char *source, int rank, int order,
    enum trust trust)
{
	bool guessed = source_is(source, SOURCE_GUESS);
	struct candidate *p = merge(s, e, rank, order, trust, guessed);

	if (p == NULL) {
		p = xcalloc(1, sizeof(*p));
		STAILQ_INIT(&p->attempts);
		p->run = r;
		p->rank = rank;
		p->order = order;
		p->er = report_add_endpoint(r->report, e);
		p->er->trust = trust;
		p->er->guessed = guessed;
		insert_sorted(s, p);
	}
	note_statement(r, p, e, source, rank, order, trust);
	return p;
}
