#include "probe/net/limits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "probe/net/task.h"
#include "profiles/base/mem.h"

struct limits_ticket {
	TAILQ_ENTRY(limits_ticket) entry; /* while it waits */
	struct place *place;
	bool granted;
	int64_t deadline;
	limits_fn *fn;
	void *arg;
};

/* One address. */
struct place {
	TAILQ_ENTRY(place) entry;
	struct limits *limits;
	char *ip;
	bool free;    /* of limits: on this machine */
	bool serving; /* a callback may be running */
	int nopen;
	/* When all that was begun has been made up for, each by its gap. */
	int64_t even;
	TAILQ_HEAD(, limits_ticket) waiting;
	struct task *timer; /* while anything waits */
};

struct limits {
	struct loop *loop;
	TAILQ_HEAD(, place) places;
};

struct limits *
limits_new(struct loop *l)
{
	struct limits *limits = xcalloc(1, sizeof(*limits));

	limits->loop = l;
	TAILQ_INIT(&limits->places);
	return limits;
}

static void
remove_place(struct place *p)
{
	TAILQ_REMOVE(&p->limits->places, p, entry);
	task_stop(&p->timer);
	free(p->ip);
	free(p);
}

void
limits_free(struct limits **l)
{
	struct place *p;

	if (*l == NULL)
		return;
	while ((p = TAILQ_FIRST(&(*l)->places)) != NULL) {
		assert(p->nopen == 0 && TAILQ_EMPTY(&p->waiting));
		remove_place(p);
	}
	free(*l);
	*l = NULL;
}

/* The earliest time for the next connection, when few enough are open. */
static int64_t
next_time(const struct place *p)
{
	return p->even - (LIMITS_BURST - 1) * (int64_t)LIMITS_GAP_MS;
}

static bool
may_begin(const struct place *p)
{
	return p->free ||
	    (p->nopen < LIMITS_OPEN &&
		loop_now(p->limits->loop) >= next_time(p));
}

static void
grant(struct limits_ticket *t)
{
	struct place *p = t->place;
	int64_t now = loop_now(p->limits->loop);

	t->granted = true;
	p->nopen++;
	p->even = (p->even > now ? p->even : now) + LIMITS_GAP_MS;
}

/* A ticket whose deadline has come, or NULL. */
static struct limits_ticket *
find_late(const struct place *p)
{
	struct limits_ticket *t;

	TAILQ_FOREACH (t, &p->waiting, entry)
		if (t->deadline <= loop_now(p->limits->loop))
			return t;
	return NULL;
}

static void serve(struct task *task, int events, void *arg);

/* Sets the timer for what comes next. */
static void
arm(struct place *p)
{
	const struct limits_ticket *t;
	int64_t when = INT64_MAX;

	if (p->serving)
		return;
	if (TAILQ_EMPTY(&p->waiting)) {
		task_stop(&p->timer);
		return;
	}
	if (p->nopen < LIMITS_OPEN)
		when = next_time(p);
	TAILQ_FOREACH (t, &p->waiting, entry)
		if (t->deadline < when)
			when = t->deadline;
	if (p->timer == NULL)
		p->timer = task_start(p->limits->loop, -1, 0, when, serve, p);
	else
		task_deadline(p->timer, when);
}

static void
serve(struct task *task, int events, void *arg)
{
	struct place *p = arg;
	struct limits_ticket *t;
	limits_fn *fn;
	void *fn_arg;

	(void)task;
	(void)events;
	p->serving = true;
	for (;;) {
		bool late = (t = find_late(p)) != NULL;

		if (!late && may_begin(p))
			t = TAILQ_FIRST(&p->waiting);
		if (t == NULL)
			break;
		fn = t->fn;
		fn_arg = t->arg;
		TAILQ_REMOVE(&p->waiting, t, entry);
		if (late)
			free(t);
		else
			grant(t);
		fn(!late, fn_arg);
	}
	p->serving = false;
	arm(p);
}

static bool
is_idle(const struct place *p)
{
	return p->nopen == 0 && TAILQ_EMPTY(&p->waiting) && !p->serving &&
	    loop_now(p->limits->loop) >= p->even;
}

/* The place of that address; others that are at rest are forgotten. */
static struct place *
find_place(struct limits *l, const char *ip)
{
	struct place *p, *next, *found = NULL;

	for (p = TAILQ_FIRST(&l->places); p != NULL; p = next) {
		next = TAILQ_NEXT(p, entry);
		if (strcmp(p->ip, ip) == 0)
			found = p;
		else if (is_idle(p))
			remove_place(p);
	}
	if (found != NULL)
		return found;
	p = xcalloc(1, sizeof(*p));
	p->limits = l;
	p->ip = xstrdup(ip);
	p->free = strncmp(ip, "127.", 4) == 0 || strcmp(ip, "::1") == 0;
	TAILQ_INIT(&p->waiting);
	TAILQ_INSERT_TAIL(&l->places, p, entry);
	return p;
}

struct limits_ticket *
limits_ask(struct limits *l, const char *ip, int64_t deadline, limits_fn *fn,
    void *arg)
{
	struct limits_ticket *t = xcalloc(1, sizeof(*t));
	struct place *p = find_place(l, ip);

	t->place = p;
	t->deadline = deadline;
	t->fn = fn;
	t->arg = arg;
	if (TAILQ_EMPTY(&p->waiting) && may_begin(p)) {
		grant(t);
		return t;
	}
	TAILQ_INSERT_TAIL(&p->waiting, t, entry);
	arm(p);
	return t;
}

bool
limits_granted(const struct limits_ticket *t)
{
	return t->granted;
}

void
limits_release(struct limits_ticket **t)
{
	struct limits_ticket *ticket = *t;
	struct place *p;

	if (ticket == NULL)
		return;
	*t = NULL;
	p = ticket->place;
	if (ticket->granted)
		p->nopen--;
	else
		TAILQ_REMOVE(&p->waiting, ticket, entry);
	free(ticket);
	arm(p);
}
