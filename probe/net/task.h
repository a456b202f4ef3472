#ifndef PROBE_NET_TASK_H
#define PROBE_NET_TASK_H

#include "probe/net/loop.h"

/*
 * A task waits for one file descriptor, or for nothing but its time; every
 * task has an absolute deadline in milliseconds of loop_now.
 */
struct task;

enum { WANT_READ = UV_READABLE, WANT_WRITE = UV_WRITABLE };

/*
 * Called when the descriptor is ready for what was wanted (events holds
 * WANT_READ and WANT_WRITE bits) or when the deadline passed (events is 0).
 * The callback may stop its own task.
 */
typedef void task_fn(struct task *t, int events, void *arg);

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
