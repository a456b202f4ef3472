#include <stdlib.h>
#include <string.h>

#include "probe/report/source.h"
#include "probe/run/run-private.h"

/* --- questions --- */

static const char *
username_of(const struct run *r, const struct candidate *c)
{
	if (r->options.username != NULL)
		return r->options.username;
	if (c->er->endpoint.username != NULL)
		return c->er->endpoint.username;
	return r->options.address;
}

/* Puts the question that is asked next; the run waits for its answer. */
static void
put_question(struct run *r, enum question_kind kind, const struct candidate *c,
    const char *domain)
{
	r->questioned = true;
	r->told = false;
	r->question.kind = kind;
	r->question.domain = domain;
	r->question.host = c->er->endpoint.host;
	r->question.username = username_of(r, c);
	r->question.report = r->report;
}

/* A stronger source may still name a better place. */
static bool
may_get_better(const struct run *r, int rank, enum trust trust)
{
	return r->discovery != NULL && !r->discovered &&
	    discover_pending(r->discovery, rank, trust);
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

/* --- which endpoints are tried --- */

/* A candidate that cannot lead to a login any more. */
static bool
is_spent(const struct candidate *p)
{
	return p->settled && p->er->login.outcome != LOGIN_OK &&
	    p->er->login.skip != SKIP_NO_PASSWORD;
}

/* The password is asked for before this first connection. */
static bool
waits_for_secret(struct run *r, const struct candidate *c)
{
	if (r->options.discover_only || r->options.secret != SECRET_FIRST ||
	    r->secret != NULL || r->unheard)
		return false;
	if (!r->questioned && sources_are_in(r, false))
		put_question(r, QUESTION_SECRET, c, r->report->domain);
	return true;
}

/*
 * The best candidate is tried; the next one only when it is spent.  Guesses
 * are all tried at once: a hit is what tells them apart.
 */
static void
start_candidates(struct run *r, struct run_service *s)
{
	struct candidate *p;
	bool failed = false;

	STAILQ_FOREACH (p, &s->candidates, entry) {
		if (r->options.discover_only && !p->er->guessed)
			continue;
		if (!p->started && s->state == RUN_SERVICE_OPEN) {
			if (waits_for_secret(r, p))
				return;
			p->er->fallback = failed;
			candidate_start(p);
		}
		if (p->er->guessed)
			continue;
		if (!is_spent(p) || s->state != RUN_SERVICE_OPEN)
			return;
		failed = true;
	}
}

/* --- logins --- */

enum permission { PERMITTED, REFUSED, ASKED };

/* One question per registrable domain and run. */
static enum permission
user_permits(struct run *r, const struct candidate *c)
{
	char *registrable = trust_domain(c->er->endpoint.host);
	const char *domain = arena_strdup(&r->report->arena, registrable);

	free(registrable);
	if (words_have(&r->granted, domain))
		return PERMITTED;
	if (words_have(&r->asked, domain))
		return REFUSED;
	put_question(r, QUESTION_TRUST, c, domain);
	return ASKED;
}

static enum permission
permission_of(struct run *r, const struct candidate *c)
{
	if (trust_permits(
		c->er->trust, c->er->endpoint.host, r->options.trusted))
		return PERMITTED;
	return c->er->trust < TRUST_NONE ? user_permits(r, c) : REFUSED;
}

static void
log_in(struct run *r, struct candidate *p)
{
	struct attempt *t = p->chosen;

	p->er->used = t->result;
	p->login_running = true;
	p->credentials.secret = r->secret;
	p->credentials.mechanisms = r->options.mechanisms;
	p->credentials.guarded = p->er->trust > TRUST_CURATED;
	p->credentials.further = &r->further_showings;
	p->credentials.username = username_of(r, p);
	session_login(t->session, &p->credentials, &p->er->login);
}

/* One failed login ends it; with more allowed, the budget does. */
static enum login_skip
stop_reason(const struct run *r)
{
	return r->options.max_logins > 1 ? SKIP_BUDGET : SKIP_EARLIER_FAILED;
}

/*
 * The certificate names the mail domain, so the domain's owner had this server
 * certified.  It counts only where the domain's records name the server: one
 * that was guessed need not be meant for this mailbox.
 */
static void
raise_trust(struct run *r, struct candidate *p)
{
	struct address_result *ar = p->chosen->result;
	enum trust t = trust_of_certified(p->er->trust);

	if (!ar->tls.names_domain || t == p->er->trust ||
	    (report_statement(p->er, source_name(SOURCE_SRV)) == NULL &&
		report_statement(p->er, source_name(SOURCE_MX)) == NULL))
		return;
	p->er->trust = t;
	fact_add(&ar->facts, FACT_CERT_NAMES_DOMAIN, r->report->domain);
}

/* Why a ready candidate cannot log in; SKIP_COUNT: it can, or a question
 * was put first. */
static bool
must_skip(struct run *r, struct candidate *c, enum login_skip *why)
{
	if (r->options.discover_only || (r->secret == NULL && r->unheard)) {
		*why = SKIP_NO_PASSWORD;
		return true;
	}
	if (r->stopped) {
		*why = stop_reason(r);
		return true;
	}
	*why = SKIP_UNTRUSTED;
	return permission_of(r, c) == REFUSED;
}

/* Settles a ready candidate that cannot log in; true when that was so. */
static bool
settle_without_login(struct run *r, struct candidate *c)
{
	enum login_skip why;

	if (!c->chosen->result->tls.verified) {
		if (c->er->endpoint.security == SECURITY_NONE)
			fact_add(&c->chosen->result->facts,
			    FACT_AUTH_CLEAR_REFUSED, NULL);
		candidate_settle(c, SKIP_UNVERIFIED);
		return true;
	}
	/* Here, as it holds for the address of the login alone. */
	raise_trust(r, c);
	if (!must_skip(r, c, &why))
		return false;
	candidate_settle(c, why);
	return true;
}

/* The candidate of the service whose turn it is to log in, or NULL. */
static struct candidate *
next_login(struct run *r, struct run_service *s)
{
	struct candidate *p;

	/* A better place may have been named while another one logs in. */
	STAILQ_FOREACH (p, &s->candidates, entry)
		if (p->login_running)
			return NULL;
	STAILQ_FOREACH (p, &s->candidates, entry) {
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

/* What a settled candidate means for its service; open: it says nothing yet. */
static enum run_service_state
state_by(const struct candidate *p)
{
	if (!p->settled)
		return RUN_SERVICE_OPEN;
	if (p->er->login.outcome == LOGIN_FAILED)
		return RUN_SERVICE_FAILED;
	if (p->er->login.outcome == LOGIN_OK ||
	    p->er->login.skip == SKIP_NO_PASSWORD)
		return RUN_SERVICE_OK;
	return RUN_SERVICE_OPEN;
}

static void
update_state(struct run *r, struct run_service *s)
{
	struct candidate *p;
	bool open = false;

	STAILQ_FOREACH (p, &s->candidates, entry) {
		if (s->state != RUN_SERVICE_OPEN)
			return;
		s->state = state_by(p);
		if (!p->settled &&
		    (!r->options.discover_only || p->er->guessed))
			open = true;
	}
	if (s->state == RUN_SERVICE_OPEN && !open &&
	    sources_are_in(r, !STAILQ_EMPTY(&s->candidates)) &&
	    !search_goes_on(r, s))
		s->state = RUN_SERVICE_GIVEN_UP;
}

/* The candidate whose turn it is logs in, or a question is put for it. */
static void
log_in_at(struct run *r, struct run_service *s)
{
	struct candidate *c;

	while ((c = next_login(r, s)) != NULL) {
		if (settle_without_login(r, c))
			continue;
		if (!r->questioned && r->secret == NULL)
			put_question(r, QUESTION_SECRET, c, r->report->domain);
		if (!r->questioned)
			log_in(r, c);
		return;
	}
}

static int
logins_running(const struct run *r)
{
	const struct run_service *s;
	const struct candidate *p;
	int n = 0;

	STAILQ_FOREACH (s, &r->services, entry)
		STAILQ_FOREACH (p, &s->candidates, entry)
			if (p->login_running)
				n++;
	return n;
}

/* Each login that runs may still be refused: there is room for one more when
 * the budget would bear that, too. */
static bool
budget_bears_one_more(const struct run *r)
{
	return r->stopped ||
	    r->failed_logins + logins_running(r) < r->options.max_logins;
}

/*
 * One service first: the password is shown to the others only after it was
 * accepted, so that a wrong one costs one try and not three.  A service that
 * accepts it says nothing for the next one: after it, too, no more logins run
 * at once than may fail.  A service that is searched for holds up no other.
 */
static void
advance_logins(struct run *r)
{
	struct run_service *s;
	bool proven = false;

	if (r->failed_logins >= r->options.max_logins)
		r->stopped = true;
	STAILQ_FOREACH (s, &r->services, entry) {
		update_state(r, s);
		if (s->state == RUN_SERVICE_OK)
			proven = true;
		if (s->state != RUN_SERVICE_OPEN)
			continue;
		if (!budget_bears_one_more(r) ||
		    (!proven && !r->stopped && logins_running(r) > 0))
			return;
		log_in_at(r, s);
		if (r->questioned)
			return;
		update_state(r, s);
		if (s->state == RUN_SERVICE_OPEN && !proven && !r->stopped &&
		    (!s->searched || logins_running(r) > 0))
			return;
	}
}

static bool
all_settled(struct run *r)
{
	struct run_service *s;
	struct candidate *p;

	if (!sources_are_in(r, false) ||
	    (r->options.discover_only && r->discovering && !r->discovered))
		return false;
	STAILQ_FOREACH (s, &r->services, entry) {
		if (s->state == RUN_SERVICE_OPEN)
			return false;
		STAILQ_FOREACH (p, &s->candidates, entry)
			if (p->started && !p->done)
				return false;
	}
	return true;
}

/* An endpoint that was not tried says so. */
static void
settle_rest(struct run *r)
{
	struct run_service *s;
	struct candidate *p;

	STAILQ_FOREACH (s, &r->services, entry) {
		if (s->state == RUN_SERVICE_OPEN)
			continue;
		STAILQ_FOREACH (p, &s->candidates, entry)
			if (!p->settled && !p->login_running)
				candidate_settle(p,
				    r->options.discover_only ? SKIP_NO_PASSWORD
					: r->stopped	     ? stop_reason(r)
						     : SKIP_ALTERNATIVE);
	}
}

bool
turns_advance(struct run *r)
{
	struct run_service *s;

	/* The time is up: what fails now makes room for nothing any more, a
	 * password least of all.  The end of the run is a moment away. */
	if (run_is_late(r))
		return false;
	search_logs_in(r);
	STAILQ_FOREACH (s, &r->services, entry)
		start_candidates(r, s);
	if (!r->questioned)
		advance_logins(r);
	settle_rest(r);
	return !r->questioned && all_settled(r);
}
