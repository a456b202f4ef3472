#ifndef PROBE_NET_LOOP_H
#define PROBE_NET_LOOP_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

/*
 * The one loop of an engine.  Callbacks are made from loop_run only.  Times
 * are milliseconds of loop_now.
 */
struct loop;

struct loop *loop_new(void);
/* All tasks must have been stopped. */
void loop_free(struct loop **l);
/* Runs until loop_stop is called or nothing is left to wait for. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);
/* Milliseconds since loop_new, less the time spent in loop_pause. */
int64_t loop_now(const struct loop *l);
/* Looks at the clock, where much was done since the loop did. */
void loop_refresh(struct loop *l);
/* A question to the user takes time that no deadline counts. */
void loop_pause(struct loop *l);
void loop_resume(struct loop *l);
/* libuv's own loop, for handles that are no tasks. */
uv_loop_t *loop_uv(struct loop *l);

#endif
