#include "probe/net/loop.h"
#include "probe/run/run-private.h"

bool
run_is_late(const struct run *r)
{
	return loop_now(r->engine->loop) >= r->shared.deadline;
}

void
run_wake(struct run *r)
{
	struct loop *l = r->engine->loop;

	if (r->wake == NULL && !r->finished)
		r->wake = task_start(l, -1, 0, loop_now(l), r->on_wake, r);
}
