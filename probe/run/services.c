#include <stdlib.h>
#include <string.h>

#include "probe/judge/rank.h"
#include "probe/net/loop.h"
#include "probe/run/run-private.h"
#include "profiles/base/mem.h"

struct slot *
service_add(struct run *r, enum protocol protocol)
{
	struct slot *s = arena_alloc(&r->report->arena, sizeof(*s));

	s->protocol = protocol;
	STAILQ_INIT(&s->probes);
	STAILQ_INSERT_TAIL(&r->slots, s, entry);
	return s;
}

/* As long as nothing is proven. */
static bool
is_better(const struct probe *a, const struct probe *b)
{
	struct rank left = rank_of(
	    &a->er->endpoint, a->er->trust, a->rank, a->order, STATE_UNTRIED);
	struct rank right = rank_of(
	    &b->er->endpoint, b->er->trust, b->rank, b->order, STATE_UNTRIED);

	return rank_is_better(&left, &right);
}

static void
insert_sorted(struct slot *s, struct probe *p)
{
	struct probe *other, *last = NULL;

	STAILQ_FOREACH (other, &s->probes, entry) {
		if (is_better(p, other))
			break;
		last = other;
	}
	if (last == NULL)
		STAILQ_INSERT_HEAD(&s->probes, p, entry);
	else
		STAILQ_INSERT_AFTER(&s->probes, last, p, entry);
}

/* The strongest source first, whenever it came. */
static void
note_statement(struct run *r, struct probe *p, const struct endpoint *e,
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
set_username(struct probe *p, const struct endpoint *e)
{
	if (p->login_running || p->er->login.outcome != LOGIN_SKIPPED)
		return;
	p->er->endpoint.username = e->username == NULL
	    ? NULL
	    : arena_strdup(&p->run->report->arena, e->username);
}

static void
set_auths(struct probe *p, const struct endpoint *e)
{
	memcpy(p->er->endpoint.auths, e->auths, sizeof(e->auths));
	p->er->endpoint.nauths = e->nauths;
}

/* Several sources may name the same place: the strongest one counts. */
static struct probe *
merge(struct slot *s, const struct endpoint *e, int rank, int order,
    enum trust trust, bool guessed)
{
	struct probe *p;

	STAILQ_FOREACH (p, &s->probes, entry)
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
	STAILQ_REMOVE(&s->probes, p, probe, entry);
	insert_sorted(s, p);
	return p;
}

struct probe *
service_add_candidate(struct run *r, struct slot *s, const struct endpoint *e,
    const char *source, int rank, int order, enum trust trust)
{
	bool guessed = strcmp(source, "guess") == 0;
	struct probe *p = merge(s, e, rank, order, trust, guessed);

	if (p == NULL) {
		p = xcalloc(1, sizeof(*p));
		STAILQ_INIT(&p->talks);
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

/* --- which endpoints are tried --- */

/* A probe that cannot lead to a login any more. */
static bool
is_spent(const struct probe *p)
{
	return p->settled && p->er->login.outcome != LOGIN_OK &&
	    p->er->login.skip != SKIP_NO_PASSWORD;
}

/*
 * The best candidate is tried; the next one only when it is spent.  Guesses
 * are all tried at once: a hit is what tells them apart.
 */
static void
start_candidates(struct run *r, struct slot *s)
{
	struct probe *p;
	bool failed = false;

	STAILQ_FOREACH (p, &s->probes, entry) {
		if (r->o->discover_only && !p->er->guessed)
			continue;
		if (!p->started && s->state == SLOT_OPEN) {
			p->er->fallback = failed;
			candidate_start(p);
		}
		if (p->er->guessed)
			continue;
		if (!is_spent(p) || s->state != SLOT_OPEN)
			return;
		failed = true;
	}
}

/* --- logins --- */

/* One question per registrable domain and run. */
static bool
user_agrees(struct run *r, const char *host)
{
	char *domain = trust_domain(host);
	bool yes;

	if (!words_have(&r->asked, domain) && r->o->ask_trust != NULL) {
		loop_pause(r->loop);
		yes = r->o->ask_trust(r->o->arg, domain, host);
		loop_resume(r->loop);
		words_add(&r->report->arena, &r->asked, domain);
		if (yes)
			words_add(&r->report->arena, &r->granted, domain);
	}
	yes = words_have(&r->granted, domain);
	free(domain);
	return yes;
}

static bool
is_permitted(struct run *r, const struct probe *p)
{
	const char *host = p->er->endpoint.host;

	if (trust_permits(p->er->trust, host, r->o->trusted))
		return true;
	return p->er->trust < TRUST_NONE && user_agrees(r, host);
}

static void
log_in(struct run *r, struct probe *p)
{
	struct talk *t = p->chosen;

	p->er->used = t->result;
	p->login_running = true;
	p->credentials.secret = r->o->password;
	p->credentials.mechanisms = r->o->mechanisms;
	p->credentials.username =
	    r->o->username != NULL ? r->o->username : p->er->endpoint.username;
	if (p->credentials.username == NULL)
		p->credentials.username = r->o->address;
	session_login(t->session, &p->credentials, &p->er->login);
}

/* One failed login ends it; with more allowed, the budget does. */
static enum login_skip
stop_reason(const struct run *r)
{
	return r->o->max_logins > 1 ? SKIP_BUDGET : SKIP_EARLIER_FAILED;
}

/*
 * Whoever owns the mail domain had this server certified for it.  Only where
 * the domain's records name it: from a guess nobody knows whether the server
 * is meant for this mailbox.
 */
static void
raise_trust(struct run *r, struct probe *p)
{
	struct address_result *ar = p->chosen->result;
	enum trust t = trust_of_certified(p->er->trust);

	if (!ar->tls.names_domain || t == p->er->trust ||
	    (report_statement(p->er, "srv") == NULL &&
		report_statement(p->er, "mx") == NULL))
		return;
	p->er->trust = t;
	fact_add(&ar->facts, FACT_CERT_NAMES_DOMAIN, r->report->domain);
}

/* Settles a ready probe that cannot log in; true when that was so. */
static bool
settle_without_login(struct run *r, struct probe *p)
{
	if (!p->chosen->result->tls.verified) {
		if (p->er->endpoint.security == SECURITY_NONE)
			fact_add(&p->chosen->result->facts,
			    FACT_AUTH_CLEAR_REFUSED, NULL);
		candidate_settle(p, SKIP_UNVERIFIED);
		return true;
	}
	/* Here, as it holds for the address of the login alone. */
	raise_trust(r, p);
	if (r->o->password == NULL || r->o->discover_only)
		candidate_settle(p, SKIP_NO_PASSWORD);
	else if (r->stopped)
		candidate_settle(p, stop_reason(r));
	else if (!is_permitted(r, p))
		candidate_settle(p, SKIP_UNTRUSTED);
	else
		return false;
	return true;
}

/* A stronger source may still name a better place. */
static bool
may_get_better(const struct run *r, int rank, enum trust trust)
{
	return r->starting ||
	    (r->discovery != NULL && !r->discovered &&
		discover_pending(r->discovery, rank, trust));
}

/* The probe of the slot whose turn it is to log in, or NULL. */
static struct probe *
next_login(struct run *r, struct slot *s)
{
	struct probe *p;

	/* A better place may have been named while another one logs in. */
	STAILQ_FOREACH (p, &s->probes, entry)
		if (p->login_running)
			return NULL;
	STAILQ_FOREACH (p, &s->probes, entry) {
		if (p->settled && !is_spent(p))
			return NULL;
		if (is_spent(p) || (!p->started && p->er->guessed))
			continue;
		if (p->chosen == NULL) {
			if (p->er->guessed)
				continue;
			return NULL;
		}
		return may_get_better(r, p->rank, p->er->trust) ? NULL : p;
	}
	return NULL;
}

/* What a settled probe means for its service; open: it says nothing yet. */
static enum slot_state
state_by(const struct probe *p)
{
	if (!p->settled)
		return SLOT_OPEN;
	if (p->er->login.outcome == LOGIN_FAILED)
		return SLOT_FAILED;
	if (p->er->login.outcome == LOGIN_OK ||
	    p->er->login.skip == SKIP_NO_PASSWORD)
		return SLOT_OK;
	return SLOT_OPEN;
}

/* No source that is still under way may name a candidate worth waiting for.
 * in_vain: what has been named so far does not work. */
static bool
sources_are_in(const struct run *r, bool in_vain)
{
	return !r->discovering || r->discovered ||
	    (r->best_rank >= 0 &&
		!may_get_better(
		    r, r->best_rank, in_vain ? TRUST_NONE : r->best_trust));
}

static void
update_state(struct run *r, struct slot *s)
{
	struct probe *p;
	bool open = false;

	STAILQ_FOREACH (p, &s->probes, entry) {
		if (s->state != SLOT_OPEN)
			return;
		s->state = state_by(p);
		if (!p->settled && (!r->o->discover_only || p->er->guessed))
			open = true;
	}
	if (s->state == SLOT_OPEN && !open &&
	    sources_are_in(r, !STAILQ_EMPTY(&s->probes)))
		s->state = SLOT_GIVEN_UP;
}

/*
 * One service first: the password is shown to the others only after it was
 * accepted, so that a wrong one costs one try and not three.
 */
static void
advance_logins(struct run *r)
{
	struct slot *s;
	struct probe *p;
	bool proven = false;

	STAILQ_FOREACH (s, &r->slots, entry) {
		update_state(r, s);
		if (s->state == SLOT_FAILED &&
		    r->failed_logins >= r->o->max_logins)
			r->stopped = true;
		if (s->state == SLOT_OK)
			proven = true;
		if (s->state != SLOT_OPEN)
			continue;
		while ((p = next_login(r, s)) != NULL) {
			if (!settle_without_login(r, p)) {
				log_in(r, p);
				break;
			}
		}
		update_state(r, s);
		if (s->state == SLOT_OPEN && !proven && !r->stopped)
			return;
	}
}

static bool
all_settled(struct run *r)
{
	struct slot *s;
	struct probe *p;

	if (!sources_are_in(r, false) ||
	    (r->o->discover_only && r->discovering && !r->discovered))
		return false;
	STAILQ_FOREACH (s, &r->slots, entry) {
		if (s->state == SLOT_OPEN)
			return false;
		STAILQ_FOREACH (p, &s->probes, entry)
			if (p->started && !p->done)
				return false;
	}
	return true;
}

/* An endpoint that nobody tried says so. */
static void
settle_rest(struct run *r)
{
	struct slot *s;
	struct probe *p;

	STAILQ_FOREACH (s, &r->slots, entry) {
		if (s->state == SLOT_OPEN)
			continue;
		STAILQ_FOREACH (p, &s->probes, entry)
			if (!p->settled && !p->login_running)
				candidate_settle(p,
				    r->o->discover_only ? SKIP_NO_PASSWORD
					: r->stopped	? stop_reason(r)
							: SKIP_ALTERNATIVE);
	}
}

void
services_advance(struct run *r)
{
	struct slot *s;

	if (r->starting || r->advancing) {
		r->again = true;
		return;
	}
	/* The time is up: what fails now makes room for nothing any more, a
	 * password least of all.  The end of the run is a moment away. */
	if (loop_now(r->loop) >= r->shared.deadline)
		return;
	r->advancing = true;
	do {
		r->again = false;
		STAILQ_FOREACH (s, &r->slots, entry)
			start_candidates(r, s);
		advance_logins(r);
		settle_rest(r);
	} while (r->again);
	r->advancing = false;
	if (all_settled(r))
		loop_stop(r->loop);
}
