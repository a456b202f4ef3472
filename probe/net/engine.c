#include "probe/net/engine.h"

#include <stdlib.h>

#include "probe/net/dns-anchor.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "probe/net/limits.h"
#include "probe/net/loop.h"
#include "probe/net/tls.h"
#include "profiles/base/mem.h"

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
	e->http = http_new(e->loop, e->dns, tls_context_roots(e->tls));
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
