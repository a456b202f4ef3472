#include "probe/net/loop.h"

#include <assert.h>
#include <stdlib.h>

#include "profiles/base/mem.h"

struct loop {
	uv_loop_t uv;
	uint64_t start;
	uint64_t paused_at;
	uint64_t paused; /* milliseconds spent waiting for the user */
};

struct loop *
loop_new(void)
{
	struct loop *l = xcalloc(1, sizeof(*l));

	if (uv_loop_init(&l->uv) != 0)
		abort();
	l->start = uv_now(&l->uv);
	return l;
}

void
loop_free(struct loop **l)
{
	if (*l == NULL)
		return;
	/* Closing handles get their last callback. */
	uv_run(&(*l)->uv, UV_RUN_DEFAULT);
	if (uv_loop_close(&(*l)->uv) != 0)
		assert(!"a handle was left open");
	free(*l);
	*l = NULL;
}

void
loop_run(struct loop *l)
{
	uv_run(&l->uv, UV_RUN_DEFAULT);
}

void
loop_stop(struct loop *l)
{
	uv_stop(&l->uv);
}

int64_t
loop_now(const struct loop *l)
{
	return (int64_t)(uv_now(&l->uv) - l->start - l->paused);
}

void
loop_refresh(struct loop *l)
{
	uv_update_time(&l->uv);
}

void
loop_pause(struct loop *l)
{
	uv_update_time(&l->uv);
	l->paused_at = uv_now(&l->uv);
}

void
loop_resume(struct loop *l)
{
	uv_update_time(&l->uv);
	l->paused += uv_now(&l->uv) - l->paused_at;
}

uv_loop_t *
loop_uv(struct loop *l)
{
	return &l->uv;
}
