#ifndef PROBE_RUN_POOL_H
#define PROBE_RUN_POOL_H

#include <stddef.h>

#include "probe/run/run.h"

/*
 * Runs that wait for room: at most so many of them go at once on the engine,
 * begun in the order in which they were added.  One alone is a pool, too.
 */
struct pool;

/* most: 1 or more. The engine is borrowed until pool_free. */
struct pool *pool_new(struct engine *e, size_t most);
/*
 * Adds a run, which begins from the loop when there is room.  Options are
 * copied, what they point at is borrowed until the run is done.  The pool
 * frees the run, after its event done; the caller must not.
 */
void pool_add(struct pool *p, const struct run_options *o,
    const struct run_events *events, void *arg);
/* How many are under way, and how many wait. */
size_t pool_running(const struct pool *p);
size_t pool_waiting(const struct pool *p);
/* Turns the engine until none is left.  Not from a callback. */
void pool_finish(struct pool *p);
/* Ends what is under way, without an event. Not from a callback of a run. */
void pool_free(struct pool **p);

#endif
