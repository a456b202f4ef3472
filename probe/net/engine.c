#include "probe/net/engine.h"

#include <stdlib.h>

#include "probe/net/dns-anchor.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "probe/net/limits.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "probe/net/tls.h"
#include "profiles/base/mem.h"

/* By then the first questions and connections are under way. */
#define TURNS_BEFORE_ROOTS 4

/* Between the turns the roots are read, a few at a time. */
static void
on_turn(struct task *t, int events, void *arg)
{
	struct engine *e = arg;

	(void)t;
	(void)events;
	task_stop(&e->soon);
	if (e->turns < TURNS_BEFORE_ROOTS)
		e->turns++;
	else if (!tls_context_load(e->tls))
		return;
	/* A timer of now would fire before the network is looked at. */
	e->soon = task_start(e->loop, -1, 0, loop_now(e->loop) + 1, on_turn, e);
}

static int
open_dns(struct engine *e, struct err *err)
{
	if (dns_open(e->loop, e->reach.resolver, &e->dns, err) == -1)
		return -1;
	if (e->reach.trust_anchor != NULL)
		return dns_trust_file(e->dns, e->reach.trust_anchor, err);
	dns_trust_root(e->dns, DNS_ROOT_ANCHOR);
	return 0;
}

int
engine_new(
    const struct reach *reach, struct engine **engine_out, struct err *err)
{
	struct engine *e = xcalloc(1, sizeof(*e));

	e->reach = *reach;
	e->loop = loop_new();
	e->limits = limits_new(e->loop);
	if (tls_context_new(reach->ca_file, &e->tls, err) == -1 ||
	    open_dns(e, err) == -1) {
		engine_free(&e);
		return -1;
	}
	e->http = http_new(e->loop, e->dns, e->tls);
	e->soon = task_start(e->loop, -1, 0, loop_now(e->loop), on_turn, e);
	*engine_out = e;
	return 0;
}

void
engine_free(struct engine **e)
{
	struct engine *engine = *e;

	if (engine == NULL)
		return;
	*e = NULL;
	task_stop(&engine->soon);
	http_free(&engine->http);
	dns_close(&engine->dns);
	tls_context_free(&engine->tls);
	limits_free(&engine->limits);
	loop_free(&engine->loop);
	free(engine);
}

void
engine_turn(struct engine *e)
{
	loop_run(e->loop);
}

void
engine_stop(struct engine *e)
{
	loop_stop(e->loop);
}
