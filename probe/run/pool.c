#include "probe/run/pool.h"

#include <stdbool.h>
#include <stdlib.h>
#include <sys/queue.h>

#include "probe/net/engine.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "profiles/base/mem.h"

struct job {
	TAILQ_ENTRY(job) entry;
	struct pool *pool;
	struct run *run;
	struct run_options options;
	struct run_events events; /* the caller's */
	void *arg;
};
TAILQ_HEAD(jobs, job);

struct pool {
	struct engine *engine;
	size_t most, nrunning, nwaiting;
	struct jobs running, waiting;
	struct task *filler; /* begins what has room */
	bool turning;
};

struct pool *
pool_new(struct engine *e, size_t most)
{
	struct pool *p = xcalloc(1, sizeof(*p));

	p->engine = e;
	p->most = most;
	TAILQ_INIT(&p->running);
	TAILQ_INIT(&p->waiting);
	return p;
}

/* --- the caller's events, with the arg of the caller --- */

static void
on_step(void *arg, const struct report *report, const struct endpoint_result *e,
    const struct address_result *a, const struct step_result *step)
{
	struct job *j = arg;

	j->events.step(j->arg, report, e, a, step);
}

static void
on_question(void *arg, struct run *r, const struct question *q)
{
	struct job *j = arg;

	j->events.question(j->arg, r, q);
}

static void
on_finding(void *arg, const struct report *report,
    const struct endpoint_result *e, const struct finding *f)
{
	struct job *j = arg;

	j->events.finding(j->arg, report, e, f);
}

static void fill_soon(struct pool *p);

static void
on_done(void *arg, struct run *r, struct report *report)
{
	struct job *j = arg;
	struct pool *p = j->pool;

	TAILQ_REMOVE(&p->running, j, entry);
	p->nrunning--;
	if (j->events.done != NULL)
		j->events.done(j->arg, r, report);
	else
		report_free(&report);
	run_free(&j->run);
	free(j);
	fill_soon(p);
	if (p->turning && p->nrunning + p->nwaiting == 0)
		engine_stop(p->engine);
}

static void
begin(struct pool *p, struct job *j)
{
	struct run_events events = { .done = on_done };

	if (j->events.step != NULL)
		events.step = on_step;
	if (j->events.question != NULL)
		events.question = on_question;
	if (j->events.finding != NULL)
		events.finding = on_finding;
	TAILQ_INSERT_TAIL(&p->running, j, entry);
	p->nrunning++;
	j->run = run_start(p->engine, &j->options, &events, j);
}

static void
fill(struct task *t, int events, void *arg)
{
	struct pool *p = arg;
	struct job *j;

	(void)t;
	(void)events;
	task_stop(&p->filler);
	while (p->nrunning < p->most && !TAILQ_EMPTY(&p->waiting)) {
		j = TAILQ_FIRST(&p->waiting);
		TAILQ_REMOVE(&p->waiting, j, entry);
		p->nwaiting--;
		begin(p, j);
	}
}

static void
fill_soon(struct pool *p)
{
	struct loop *l = p->engine->loop;

	if (p->filler == NULL && p->nwaiting > 0)
		p->filler = task_start(l, -1, 0, loop_now(l), fill, p);
}

void
pool_add(struct pool *p, const struct run_options *o,
    const struct run_events *events, void *arg)
{
	struct job *j = xcalloc(1, sizeof(*j));

	j->pool = p;
	j->options = *o;
	if (events != NULL)
		j->events = *events;
	j->arg = arg;
	TAILQ_INSERT_TAIL(&p->waiting, j, entry);
	p->nwaiting++;
	fill_soon(p);
}

size_t
pool_running(const struct pool *p)
{
	return p->nrunning;
}

size_t
pool_waiting(const struct pool *p)
{
	return p->nwaiting;
}

void
pool_finish(struct pool *p)
{
	if (p->nrunning + p->nwaiting == 0)
		return;
	p->turning = true;
	engine_turn(p->engine);
	p->turning = false;
}

static void
drop(struct jobs *jobs)
{
	struct job *j;

	while ((j = TAILQ_FIRST(jobs)) != NULL) {
		TAILQ_REMOVE(jobs, j, entry);
		run_free(&j->run);
		free(j);
	}
}

void
pool_free(struct pool **p)
{
	struct pool *pool = *p;

	if (pool == NULL)
		return;
	*p = NULL;
	task_stop(&pool->filler);
	drop(&pool->running);
	drop(&pool->waiting);
	free(pool);
}
