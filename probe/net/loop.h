#ifndef PROBE_NET_LOOP_H
#define PROBE_NET_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/*
 * The one loop of a run.  A task waits for one file descriptor, or for
 * nothing but its time; every task has an absolute deadline.  Callbacks are
 * made from loop_run only.  Times are milliseconds of loop_now.
 */
struct loop;
struct task;

enum { WANT_READ = UV_READABLE, WANT_WRITE = UV_WRITABLE };

/*
 * Called when the descriptor is ready for what was wanted (events holds
 * WANT_READ and WANT_WRITE bits) or when the deadline passed (events is 0).
 * The callback may stop its own task.
 */
typedef void task_fn(struct task *t, int events, void *arg);

struct loop *loop_new(void);
/* All tasks must have been stopped. */
void loop_free(struct loop **l);
/* Runs until loop_stop is called or nothing is left to wait for. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);
/* Milliseconds since loop_new, less the time spent in loop_pause. */
int64_t loop_now(const struct loop *l);
/* A question to the user takes time that no deadline counts. */
void loop_pause(struct loop *l);
void loop_resume(struct loop *l);
/* libuv's own loop, for handles that are no tasks. */
uv_loop_t *loop_uv(struct loop *l);

/*
 * Starts a task on fd, or on no descriptor when fd is -1 (a timer).  The
 * deadline is absolute.  The task is owned by the loop until task_stop.
 */
struct task *task_start(
    struct loop *l, int fd, int want, int64_t deadline, task_fn *fn, void *arg);
void task_want(struct task *t, int want); /* 0: only the deadline */
void task_deadline(struct task *t, int64_t deadline);
/* Ends the task and sets t to NULL; the descriptor stays the caller's. */
void task_stop(struct task **t);

#endif
