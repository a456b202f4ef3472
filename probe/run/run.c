#include "probe/run/run.h"

#include <signal.h>
#include <string.h>
#include <time.h>

#include "probe/judge/judge.h"
#include "probe/net/dns-anchor.h"
#include "probe/net/http.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "probe/net/tls.h"
#include "probe/report/redactor.h"
#include "probe/run/run-private.h"

/* Discovery ends early enough for a login to follow. */
enum { DISCOVERY_PERCENT = 60 };

static struct slot *
slot_of(struct run *r, enum protocol p)
{
	struct slot *s;

	STAILQ_FOREACH (s, &r->slots, entry)
		if (s->protocol == p)
			return s;
	return NULL;
}

/* --- what discovery says --- */

static void
on_found(void *arg, const char *source, int rank,
    const struct settings *settings, const enum trust *trusts)
{
	struct run *r = arg;
	const struct endpoint *e;
	enum trust best = TRUST_NONE;
	struct slot *s;
	int i = 0;

	STAILQ_FOREACH (e, &settings->endpoints, entry) {
		if (trusts[i] < best)
			best = trusts[i];
		s = slot_of(r, e->protocol);
		if (!s->disabled || trusts[i] <= TRUST_CURATED)
			service_add_candidate(
			    r, s, e, source, rank, i, trusts[i]);
		i++;
	}
	if (r->best_rank < 0 || rank < r->best_rank) {
		r->best_rank = rank;
		r->best_trust = best;
	}
	services_advance(r);
}

static void
on_disabled(void *arg, enum protocol p)
{
	struct run *r = arg;

	/* A guess must not go against the domain's own word; that word came
	 * over plain DNS, so better sources may. */
	if (STAILQ_EMPTY(&slot_of(r, p)->probes))
		slot_of(r, p)->disabled = true;
}

/* A weaker source may be the best one now. */
static void
on_ended(void *arg)
{
	services_advance(arg);
}

static void
on_discovered(void *arg)
{
	struct run *r = arg;

	r->discovered = true;
	services_advance(r);
}

static void
begin_discovery(struct run *r)
{
	struct discovery_events events = { on_found, on_disabled, on_ended,
		on_discovered, r };
	int p;

	for (p = 0; p < PROTO_COUNT; p++)
		service_add(r, (enum protocol)p);
	r->discovering = true;
	r->discovery = discover_start(r->loop, r->dns, r->http, r->o, r->report,
	    r->o->timeout_ms * DISCOVERY_PERCENT / 100, &events);
	r->shared.domain = r->report->domain;
}

/* Was the place of number i named before? */
static bool
is_named_twice(const struct run_options *o, size_t i)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (endpoint_equal(o->endpoints[k], o->endpoints[i]))
			return true;
	return false;
}

/* Servers named on the command line: each is a service of its own, IMAP gets
 * the first login wherever it stands. */
static void
begin_named(struct run *r)
{
	const struct endpoint *e;
	size_t i;
	int p;

	for (p = 0; p < PROTO_COUNT; p++)
		for (i = 0; i < r->o->nendpoints; i++) {
			e = r->o->endpoints[i];
			if (e->protocol == (enum protocol)p &&
			    !is_named_twice(r->o, i))
				service_add_candidate(r,
				    service_add(r, e->protocol), e,
				    "command-line", 0, (int)i, TRUST_NAMED);
		}
}

/* --- the run --- */

static void
on_deadline(struct task *t, int events, void *arg)
{
	struct run *r = arg;

	(void)t;
	(void)events;
	r->report->unfinished = true;
	loop_stop(r->loop);
}

static void
prepare(struct run *r, const struct run_options *o)
{
	struct timespec now;

	memset(r, 0, sizeof(*r));
	r->o = o;
	r->best_rank = -1;
	STAILQ_INIT(&r->slots);
	r->report = report_new();
	clock_gettime(CLOCK_REALTIME, &now);
	r->report->started = now.tv_sec;
	r->report->discover_only = o->discover_only;
	if (o->address != NULL)
		r->report->address =
		    arena_strdup(&r->report->arena, o->address);
	r->loop = loop_new();
	r->redactor = redactor_new(o->password);
	r->shared.loop = r->loop;
	r->shared.arena = &r->report->arena;
	r->shared.redactor = r->redactor;
	r->shared.transcript = o->transcript;
	r->shared.deadline = o->timeout_ms;
	r->shared.timeout_ms = o->timeout_ms;
}

static void
release(struct run *r)
{
	struct slot *s;
	struct probe *p;

	STAILQ_FOREACH (s, &r->slots, entry)
		while ((p = STAILQ_FIRST(&s->probes)) != NULL) {
			STAILQ_REMOVE_HEAD(&s->probes, entry);
			candidate_free(p);
		}
	if (r->discovery != NULL)
		discover_stop(&r->discovery);
	if (r->http != NULL)
		http_close(&r->http);
	if (r->dns != NULL)
		dns_close(&r->dns);
	tls_context_free(&r->shared.tls);
	redactor_free(&r->redactor);
	loop_free(&r->loop);
}

/* The report lists endpoints by service, the best candidate first. */
static void
sort_endpoints(struct run *r)
{
	struct slot *s;
	struct probe *p;

	STAILQ_INIT(&r->report->endpoints);
	STAILQ_FOREACH (s, &r->slots, entry)
		STAILQ_FOREACH (p, &s->probes, entry)
			STAILQ_INSERT_TAIL(&r->report->endpoints, p->er, entry);
}

static int
open_dns(struct run *r, struct err *err)
{
	if (dns_open(r->loop, r->o->resolver, &r->dns, err) == -1)
		return -1;
	if (r->o->trust_anchor != NULL)
		return dns_trust_file(r->dns, r->o->trust_anchor, err);
	dns_trust_root(r->dns, DNS_ROOT_ANCHOR);
	return 0;
}

static void
work(struct run *r)
{
	struct task *timer =
	    task_start(r->loop, -1, 0, r->shared.deadline + 20, on_deadline, r);
	struct slot *s;
	struct probe *p;

	r->starting = true;
	if (r->o->endpoints != NULL)
		begin_named(r);
	else
		begin_discovery(r);
	r->starting = false;
	services_advance(r);
	loop_run(r->loop);
	r->advancing = true; /* nothing new begins from here on */
	STAILQ_FOREACH (s, &r->slots, entry)
		STAILQ_FOREACH (p, &s->probes, entry)
			candidate_cut(p);
	task_stop(&timer);
	if (r->discovery != NULL)
		discover_stop(&r->discovery);
	sort_endpoints(r);
	r->report->elapsed_ms = loop_now(r->loop);
}

int
run(const struct run_options *o, struct report **report_out, struct err *err)
{
	struct run r;
	int result = -1;

	signal(SIGPIPE, SIG_IGN);
	prepare(&r, o);
	if (tls_context_new(o->ca_file, &r.shared.tls, err) == -1 ||
	    open_dns(&r, err) == -1 ||
	    http_open(r.loop, r.dns, o->ca_file, &r.http, err) == -1)
		goto out;
	work(&r);
	judge_report(r.report);
	result = 0;
out:
	release(&r);
	if (result == -1)
		report_free(&r.report);
	else
		*report_out = r.report;
	return result;
}
