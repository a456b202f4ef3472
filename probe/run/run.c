#include "probe/run/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe/judge/judge.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "probe/report/redactor.h"
#include "probe/run/run-private.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"

enum {
	/* Discovery ends early enough for a login to follow. */
	DISCOVERY_PERCENT = 60,
	/* A session that ends by the deadline tells so before the run does. */
	GRACE_MS = 20
};

static struct run_service *
service_of(struct run *r, enum protocol p)
{
	struct run_service *s;

	STAILQ_FOREACH (s, &r->services, entry)
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
	struct run_service *s;
	int i = 0;

	STAILQ_FOREACH (e, &settings->endpoints, entry) {
		if (trusts[i] < best)
			best = trusts[i];
		s = service_of(r, e->protocol);
		if (!s->disabled || trusts[i] <= TRUST_CURATED)
			services_add_candidate(
			    r, s, e, source, rank, i, trusts[i]);
		i++;
	}
	if (r->best_rank < 0 || rank < r->best_rank) {
		r->best_rank = rank;
		r->best_trust = best;
	}
	run_wake(r);
}

static void
on_disabled(void *arg, enum protocol p)
{
	struct run *r = arg;

	/* A guess must not go against the domain's own word; that word came
	 * over plain DNS, so better sources may. */
	if (STAILQ_EMPTY(&service_of(r, p)->candidates))
		service_of(r, p)->disabled = true;
}

/* A weaker source may be the best one now. */
static void
on_ended(void *arg)
{
	run_wake(arg);
}

static void
on_discovered(void *arg)
{
	struct run *r = arg;

	r->discovered = true;
	run_wake(r);
}

static void
begin_discovery(struct run *r)
{
	struct discovery_events events = { on_found, on_disabled, on_ended,
		on_discovered, r };
	const struct run_options *o = &r->options;
	struct discover_options discover = {
		.address = o->address,
		.discover_only = o->discover_only,
		.offline = o->offline,
		.no_address = o->no_address,
		.family = o->family,
		.ispdb = o->ispdb,
		.providers = o->providers,
	};
	int p;

	for (p = 0; p < PROTO_COUNT; p++)
		services_add(r, (enum protocol)p);
	r->discovering = true;
	r->discovery = discover_start(r->engine->loop, r->engine->dns,
	    r->engine->http, &discover, r->report,
	    r->began + o->timeout_ms * DISCOVERY_PERCENT / 100, &events);
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
		for (i = 0; i < r->options.nendpoints; i++) {
			e = r->options.endpoints[i];
			if (e->protocol == (enum protocol)p &&
			    !is_named_twice(&r->options, i))
				services_add_candidate(r,
				    services_add(r, e->protocol), e,
				    "command-line", 0, (int)i, TRUST_NAMED);
		}
}

/* --- the run --- */

/* The report lists endpoints by service, the best candidate first. */
static void
sort_endpoints(struct run *r)
{
	struct run_service *s;
	struct candidate *c;

	STAILQ_INIT(&r->report->endpoints);
	STAILQ_FOREACH (s, &r->services, entry)
		STAILQ_FOREACH (c, &s->candidates, entry)
			STAILQ_INSERT_TAIL(&r->report->endpoints, c->er, entry);
}

static void
each_candidate(struct run *r, void (*fn)(struct candidate *c))
{
	struct run_service *s;
	struct candidate *c, *next;

	STAILQ_FOREACH (s, &r->services, entry)
		for (c = STAILQ_FIRST(&s->candidates); c != NULL; c = next) {
			next = STAILQ_NEXT(c, entry);
			fn(c);
		}
}

/* Everything but the report's memory, in which the services live. */
static void
release(struct run *r)
{
	task_stop(&r->timer);
	task_stop(&r->wake);
	discover_stop(&r->discovery);
	each_candidate(r, candidate_free);
	STAILQ_INIT(&r->services);
	redactor_free(&r->redactor);
	secret_free(&r->given);
}

/* --- events: each of them may free the run --- */

/* After an event: false when it has freed the run, which is gone then. */
static bool
has_told(struct run *r)
{
	r->telling = false;
	if (!r->freed)
		return true;
	free(r);
	return false;
}

static bool
tell_steps(struct run *r)
{
	struct run_step *s;

	while ((s = STAILQ_FIRST(&r->steps)) != NULL) {
		STAILQ_REMOVE_HEAD(&r->steps, entry);
		r->telling = true;
		r->events.step(r->arg, r->report, s->e, s->a, s->step);
		if (!has_told(r))
			return false;
	}
	return true;
}

static bool
tell_findings(struct run *r, const struct endpoint_result *e,
    const struct findings *findings)
{
	const struct finding *f, *next;

	if (r->events.finding == NULL)
		return true;
	for (f = STAILQ_FIRST(&findings->list); f != NULL; f = next) {
		next = STAILQ_NEXT(f, entry);
		r->telling = true;
		r->events.finding(r->arg, r->report, e, f);
		if (!has_told(r))
			return false;
	}
	return true;
}

static bool
tell_all_findings(struct run *r)
{
	const struct endpoint_result *e;

	if (!tell_findings(r, NULL, &r->report->findings))
		return false;
	STAILQ_FOREACH (e, &r->report->endpoints, entry)
		if (!tell_findings(r, e, &e->findings))
			return false;
	return true;
}

/* Nothing begins any more; what is known is judged and told. */
static void
finish(struct run *r)
{
	struct report *report = r->report;

	r->finished = true;
	each_candidate(r, candidate_cut);
	discover_stop(&r->discovery);
	sort_endpoints(r);
	report->elapsed_ms = loop_now(r->engine->loop) - r->began;
	report->login_asked = r->secret != NULL && !r->options.discover_only;
	judge_report(report);
	if (!tell_steps(r) || !tell_all_findings(r))
		return;
	release(r);
	r->report = NULL;
	if (r->events.done != NULL)
		r->events.done(r->arg, r, report);
	else
		report_free(&report);
}

/* --- questions --- */

/* The time of a run does not pass while a person is waited for. */
static void
hold(struct run *r)
{
	r->left = r->shared.deadline - loop_now(r->engine->loop);
	r->held = true;
	r->shared.deadline = INT64_MAX / 2;
	task_deadline(r->timer, r->shared.deadline);
	each_candidate(r, candidate_set_deadline);
}

static void
go_on(struct run *r)
{
	r->held = false;
	r->shared.deadline = loop_now(r->engine->loop) + r->left;
	task_deadline(r->timer, r->shared.deadline + GRACE_MS);
	each_candidate(r, candidate_set_deadline);
}

static void
answered(struct run *r)
{
	r->questioned = false;
	if (r->held)
		go_on(r);
	run_wake(r);
}

/* Asks what is due; false when the run was freed. */
static bool
ask(struct run *r)
{
	struct loop *l = r->engine->loop;

	r->told = true;
	r->telling = true;
	if (r->events.question == NULL) {
		if (r->question.kind == QUESTION_SECRET)
			run_give_secret(r, &r->given);
		else
			run_answer(r, &r->question, false);
	} else {
		loop_pause(l);
		r->events.question(r->arg, r, &r->question);
		loop_resume(l);
	}
	if (!has_told(r))
		return false;
	if (r->questioned)
		hold(r);
	return true;
}

void
run_answer(struct run *r, const struct question *q, bool yes)
{
	struct arena *a;

	if (!r->questioned || q != &r->question || q->kind != QUESTION_TRUST ||
	    r->finished)
		return;
	a = &r->report->arena;
	words_add(a, &r->asked, q->domain);
	if (yes)
		words_add(a, &r->granted, q->domain);
	answered(r);
}

void
run_give_secret(struct run *r, struct secret **secret)
{
	if (r->finished || r->secret != NULL) {
		secret_free(secret);
		return;
	}
	r->given = *secret;
	*secret = NULL;
	r->secret = r->given;
	r->unheard = r->secret == NULL;
	if (r->secret != NULL) {
		redactor_free(&r->redactor);
		r->redactor = redactor_new(r->secret);
		r->shared.redactor = r->redactor;
	}
	if (r->questioned && r->question.kind == QUESTION_SECRET)
		answered(r);
}

/* --- the loop comes by --- */

static void
on_wake(struct task *t, int events, void *arg)
{
	struct run *r = arg;
	bool over;

	(void)t;
	(void)events;
	task_stop(&r->wake);
	if (!tell_steps(r))
		return;
	over = turns_advance(r);
	if (r->questioned && !r->told && !ask(r))
		return;
	if (over)
		finish(r);
}

static void
on_deadline(struct task *t, int events, void *arg)
{
	struct run *r = arg;

	(void)t;
	(void)events;
	r->report->unfinished = true;
	finish(r);
}

static void
prepare_report(struct run *r)
{
	const struct run_options *o = &r->options;
	struct timespec now;

	r->report = report_new();
	clock_gettime(CLOCK_REALTIME, &now);
	r->report->started = now.tv_sec;
	r->report->discover_only = o->discover_only;
	if (o->address != NULL)
		r->report->address =
		    arena_strdup(&r->report->arena, o->address);
}

static void
prepare_sessions(struct run *r)
{
	struct engine *e = r->engine;

	r->redactor = redactor_new(r->secret);
	r->shared.loop = e->loop;
	r->shared.tls = e->tls;
	r->shared.arena = &r->report->arena;
	r->shared.sender = r->options.sender;
	r->shared.redactor = r->redactor;
	r->shared.transcript = r->options.transcript;
	r->shared.deadline = r->began + r->options.timeout_ms;
	r->shared.timeout_ms = r->options.timeout_ms;
}

struct run *
run_start(struct engine *e, const struct run_options *o,
    const struct run_events *events, void *arg)
{
	struct run *r = xcalloc(1, sizeof(*r));

	r->engine = e;
	r->on_wake = on_wake;
	r->options = *o;
	if (events != NULL)
		r->events = *events;
	r->arg = arg;
	r->best_rank = -1;
	r->further_showings = 1;
	r->secret = o->password;
	r->unheard = o->secret == SECRET_NEVER;
	STAILQ_INIT(&r->services);
	STAILQ_INIT(&r->steps);
	loop_refresh(e->loop);
	r->began = loop_now(e->loop);
	prepare_report(r);
	prepare_sessions(r);
	r->timer = task_start(
	    e->loop, -1, 0, r->shared.deadline + GRACE_MS, on_deadline, r);
	if (o->endpoints != NULL)
		begin_named(r);
	else
		begin_discovery(r);
	run_wake(r);
	return r;
}

void
run_free(struct run **r)
{
	struct run *run = *r;

	if (run == NULL)
		return;
	*r = NULL;
	run->finished = true;
	run->freed = true;
	release(run);
	report_free(&run->report);
	if (!run->telling)
		free(run);
}
