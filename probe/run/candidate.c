#include <arpa/inet.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "probe/net/limits.h"
#include "probe/net/loop.h"
#include "probe/report/source.h"
#include "probe/run/run-private.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

/* Two addresses of each family tell enough; more would be impolite. */
enum { ADDRESSES_PER_FAMILY = 2, DNS_MS = 5000 };

#define NEVER (INT64_MAX / 2)

enum {
	TLS_ALERT_HANDSHAKE_FAILURE = 40,
	TLS_ALERT_PROTOCOL_VERSION = 70,
	TLS_ALERT_INSUFFICIENT_SECURITY = 71
};

static void start_attempt(struct candidate *p, struct address_result *ar,
    enum session_mode mode, struct attempt *origin);

/* The candidate is done when no name and no dialogue is open any more. */
static void
check_done(struct candidate *p)
{
	const struct attempt *t;

	if (p->query != NULL)
		return;
	STAILQ_FOREACH (t, &p->attempts, entry)
		if (!t->over)
			return;
	p->done = true;
	if (!p->settled) {
		p->settled = true;
		p->er->login.skip = SKIP_NOT_REACHED;
	}
}

void
candidate_settle(struct candidate *p, enum login_skip skip)
{
	struct attempt *t;

	if (!p->settled)
		p->er->login.skip = skip;
	p->settled = true;
	t = p->chosen;
	if (t != NULL && !t->over) {
		if (p->er->used == NULL)
			p->er->used = t->result;
		session_quit(t->session);
	}
}

static void
on_ready(struct session *session, void *arg)
{
	struct attempt *t = arg;
	struct candidate *p = t->candidate;

	/* The faster address gets the login, the other one its verdict. */
	if (p->chosen != NULL || p->settled) {
		session_quit(session);
		return;
	}
	p->chosen = t;
	run_wake(p->run);
}

static void
on_login_done(struct session *session, void *arg)
{
	struct attempt *t = arg;
	struct candidate *p = t->candidate;

	(void)session;
	p->login_running = false;
	p->settled = true;
	if (p->er->login.outcome == LOGIN_FAILED)
		p->run->failed_logins++;
	run_wake(p->run);
}

static void
on_step(struct session *session, const struct step_result *step, void *arg)
{
	struct attempt *t = arg;
	struct run *r = t->candidate->run;
	struct run_step *s;

	(void)session;
	if (r->events.step == NULL || t->origin != NULL)
		return;
	s = arena_alloc(&r->report->arena, sizeof(*s));
	s->e = t->candidate->er;
	s->a = t->result;
	s->step = step;
	STAILQ_INSERT_TAIL(&r->steps, s, entry);
	run_wake(r);
}

/* A scratch result: what a second look sees, until it is judged. */
static struct address_result *
scratch_result(struct candidate *p, const struct address_result *of)
{
	struct address_result *ar =
	    arena_alloc(&p->run->report->arena, sizeof(*ar));

	ar->ip = of->ip;
	ar->family = of->family;
	STAILQ_INIT(&ar->steps);
	facts_init(&ar->facts, &p->run->report->arena);
	return ar;
}

/* Silence on a port without TLS: does it answer a ClientHello? */
static void
on_silent(struct session *session, void *arg)
{
	struct attempt *t = arg;

	(void)session;
	if (t->origin != NULL ||
	    t->candidate->er->endpoint.security == SECURITY_TLS)
		return;
	start_attempt(t->candidate, scratch_result(t->candidate, t->result),
	    SESSION_HELLO, t);
}

static bool
may_be_old(const struct facts *facts)
{
	const struct fact *alert = fact_find(facts, FACT_TLS_ALERT);

	if (alert != NULL)
		return alert->number == TLS_ALERT_HANDSHAKE_FAILURE ||
		    alert->number == TLS_ALERT_PROTOCOL_VERSION ||
		    alert->number == TLS_ALERT_INSUFFICIENT_SECURITY;
	return fact_find(facts, FACT_TLS_FAILED) != NULL ||
	    fact_find(facts, FACT_TLS_CLOSED) != NULL;
}

/* What the second look saw becomes a fact of the first. */
static void
tell_origin(struct attempt *t, enum session_mode mode)
{
	struct attempt *origin = t->origin;
	const struct tls_result *tls = &t->result->tls;

	if (mode == SESSION_LEGACY && tls->version != NULL)
		fact_add(
		    &origin->result->facts, FACT_TLS_OLD_VERSION, tls->version);
	if (mode == SESSION_HELLO && !origin->over &&
	    (tls->version != NULL ||
		fact_find(&t->result->facts, FACT_TLS_ALERT) != NULL))
		session_abort(origin->session, FACT_GREETING_EXPECTS_TLS, NULL);
}

/* A server may stumble over the session that it was offered to resume, which
 * says nothing of it: everything begins anew, as if it had not been met. */
static void
start_fresh(struct attempt *t)
{
	struct address_result *ar = t->result;

	*ar = (struct address_result){ .entry = ar->entry,
		.ip = ar->ip,
		.family = ar->family,
		.by_srv = ar->by_srv };
	STAILQ_INIT(&ar->steps);
	facts_init(&ar->facts, &t->candidate->run->report->arena);
	start_attempt(t->candidate, ar, SESSION_FRESH, NULL);
}

static void
on_ended(struct session *session, void *arg)
{
	struct attempt *t = arg;
	struct candidate *p = t->candidate;
	enum session_mode mode = session_mode(session);

	t->over = true;
	limits_release(&t->ticket);
	if (p->chosen == t && !p->settled) {
		/* It went away before its turn: another may take it. */
		p->chosen = NULL;
	}
	if (t->origin != NULL)
		tell_origin(t, mode);
	else if (session_failed_to_resume(session))
		start_fresh(t);
	else if (may_be_old(&t->result->facts))
		start_attempt(
		    p, scratch_result(p, t->result), SESSION_LEGACY, t);
	check_done(p);
	run_wake(p->run);
}

static void
connect_attempt(struct attempt *t)
{
	struct session_events events = { on_ready, on_silent, on_login_done,
		on_ended, on_step, t };
	struct candidate *p = t->candidate;

	t->session = session_start(
	    &p->run->shared, &p->er->endpoint, t->result, t->mode, &events);
}

static void
on_ticket(bool granted, void *arg)
{
	assert(granted); /* there is no deadline but that of the run */
	connect_attempt(arg);
}

/* Connects, or waits until there is room for one connection more to that
 * address, up to the end of the run. */
static void
start_attempt(struct candidate *p, struct address_result *ar,
    enum session_mode mode, struct attempt *origin)
{
	struct attempt *t = xcalloc(1, sizeof(*t));

	t->candidate = p;
	t->result = ar;
	t->mode = mode;
	t->origin = origin;
	STAILQ_INSERT_TAIL(&p->attempts, t, entry);
	t->ticket =
	    limits_ask(p->run->engine->limits, ar->ip, NEVER, on_ticket, t);
	if (limits_granted(t->ticket))
		connect_attempt(t);
}

static void
try_address(struct candidate *p, const char *ip, int family)
{
	struct address_result *ar =
	    report_add_address(p->run->report, p->er, ip, family);

	ar->by_srv = report_statement(p->er, source_name(SOURCE_SRV)) != NULL;
	start_attempt(p, ar, SESSION_FULL, NULL);
}

/* Both families have answered and none gave an address: say why. */
static void
note_names(struct candidate *p)
{
	static const struct {
		enum dns_status status;
		enum fact_id fact;
	} rows[] = {
		{ DNS_BOGUS, FACT_DNS_BOGUS },
		{ DNS_TIMEOUT, FACT_DNS_TIMEOUT },
		{ DNS_SERVFAIL, FACT_DNS_SERVFAIL },
		{ DNS_NXDOMAIN, FACT_DNS_NXDOMAIN },
		{ DNS_NODATA, FACT_DNS_NO_ADDRESS },
	};
	const enum dns_status *said = p->host.status;
	size_t i;

	if (!STAILQ_EMPTY(&p->er->addresses) ||
	    p->er->facts.list.stqh_first != NULL)
		return;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (said[HOST_IPV4] == rows[i].status ||
		    said[HOST_IPV6] == rows[i].status) {
			fact_add(
			    &p->er->facts, rows[i].fact, p->er->endpoint.host);
			return;
		}
}

static void
on_addresses(const struct host *host, int family,
    const struct dns_answer *answer, void *arg)
{
	struct candidate *p = arg;
	size_t n;

	p->host = *host;
	if (!host_open(host))
		p->query = NULL;
	for (n = 0; n < answer->n && n < ADDRESSES_PER_FAMILY; n++)
		try_address(p, answer->records[n].ip,
		    family == HOST_IPV4 ? AF_INET : AF_INET6);
	if (p->query == NULL)
		note_names(p);
	check_done(p);
	run_wake(p->run);
}

static void
resolve(struct candidate *p)
{
	struct engine *e = p->run->engine;
	int64_t end = loop_now(e->loop) + DNS_MS;

	if (end > p->run->shared.deadline)
		end = p->run->shared.deadline;
	p->query = host_ask(e->dns, p->er->endpoint.host,
	    p->run->options.family, end, on_addresses, p);
}

void
candidate_start(struct candidate *p)
{
	const char *host = p->er->endpoint.host;

	p->started = true;
	if (str_is_ip(host))
		try_address(
		    p, host, strchr(host, ':') == NULL ? AF_INET : AF_INET6);
	else
		resolve(p);
}

/* The time is up before the name was answered. */
static void
cut_query(struct candidate *p)
{
	int i;

	if (p->query == NULL)
		return;
	p->host = *host_seen(p->query);
	for (i = 0; i < HOST_FAMILIES; i++)
		if (p->host.open[i])
			p->host.status[i] = DNS_TIMEOUT;
	host_cancel(&p->query);
}

static void
cut_attempt(struct attempt *t)
{
	if (t->over)
		return;
	t->result->unfinished = true;
	if (t->session != NULL) {
		session_abort(t->session, FACT_DEADLINE, NULL);
		return;
	}
	fact_add(&t->result->facts, FACT_DEADLINE, NULL);
	t->over = true;
	limits_release(&t->ticket);
}

void
candidate_cut(struct candidate *p)
{
	struct attempt *t;

	cut_query(p);
	note_names(p);
	STAILQ_FOREACH (t, &p->attempts, entry)
		cut_attempt(t);
	if (p->started)
		check_done(p);
}

void
candidate_set_deadline(struct candidate *c)
{
	struct attempt *t;

	STAILQ_FOREACH (t, &c->attempts, entry)
		if (!t->over && t->session != NULL)
			session_set_deadline(t->session);
}

void
candidate_free(struct candidate *p)
{
	struct attempt *t;

	host_cancel(&p->query);
	while ((t = STAILQ_FIRST(&p->attempts)) != NULL) {
		STAILQ_REMOVE_HEAD(&p->attempts, entry);
		session_free(&t->session);
		limits_release(&t->ticket);
		free(t);
	}
	free(p);
}
