#include "probe/net/task.h"

#include <assert.h>
#include <stdlib.h>

#include "profiles/base/mem.h"

struct task {
	struct loop *loop;
	uv_poll_t poll;
	uv_timer_t timer;
	int fd, want, open_handles;
	bool stopped;
	int64_t deadline;
	task_fn *fn;
	void *arg;
};

static void timer_fired(uv_timer_t *timer);

static void
task_arm(struct task *t)
{
	int64_t left = t->deadline - loop_now(t->loop);

	uv_update_time(loop_uv(t->loop));
	uv_timer_start(
	    &t->timer, timer_fired, left > 0 ? (uint64_t)left : 0, 0);
}

/* The user may have been asked something meanwhile: then there is time left. */
static void
timer_fired(uv_timer_t *timer)
{
	struct task *t = timer->data;

	if (loop_now(t->loop) < t->deadline) {
		task_arm(t);
		return;
	}
	t->fn(t, 0, t->arg);
}

static void
poll_fired(uv_poll_t *poll, int status, int events)
{
	struct task *t = poll->data;

	/* An error shows itself in the read or write that follows. */
	t->fn(t, status < 0 ? t->want : events, t->arg);
}

struct task *
task_start(
    struct loop *l, int fd, int want, int64_t deadline, task_fn *fn, void *arg)
{
	struct task *t = xcalloc(1, sizeof(*t));

	t->loop = l;
	t->fd = fd;
	t->fn = fn;
	t->arg = arg;
	t->deadline = deadline;
	uv_timer_init(loop_uv(l), &t->timer);
	t->timer.data = t;
	t->open_handles = 1;
	if (fd != -1) {
		uv_poll_init(loop_uv(l), &t->poll, fd);
		t->poll.data = t;
		t->open_handles++;
	}
	task_want(t, want);
	task_arm(t);
	return t;
}

void
task_want(struct task *t, int want)
{
	if (t->fd == -1 || t->want == want)
		return;
	t->want = want;
	if (want == 0)
		uv_poll_stop(&t->poll);
	else
		uv_poll_start(&t->poll, want, poll_fired);
}

void
task_deadline(struct task *t, int64_t deadline)
{
	t->deadline = deadline;
	task_arm(t);
}

static void
handle_closed(uv_handle_t *handle)
{
	struct task *t = handle->data;

	if (--t->open_handles == 0)
		free(t);
}

void
task_stop(struct task **t)
{
	struct task *task = *t;

	if (task == NULL)
		return;
	*t = NULL;
	assert(!task->stopped);
	task->stopped = true;
	if (task->fd != -1)
		uv_close((uv_handle_t *)&task->poll, handle_closed);
	uv_close((uv_handle_t *)&task->timer, handle_closed);
}
