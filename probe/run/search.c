#include "probe/judge/dead.h"
#include "probe/net/loop.h"
#include "probe/run/run-private.h"

/* The sources that were believed name servers, and none of them is there. */

/* Of the time that is left; the rest is for connections and a login. */
enum { SEARCH_PERCENT = 60 };

static bool
is_dead(const struct run_service *s)
{
	const struct candidate *c;

	STAILQ_FOREACH (c, &s->candidates, entry)
		if (!c->done || !dead_endpoint(c->er))
			return false;
	return !STAILQ_EMPTY(&s->candidates);
}

bool
search_goes_on(struct run *r, struct run_service *s)
{
	int64_t now = loop_now(r->engine->loop);
	int64_t left = r->shared.deadline - now;

	if (r->discovery == NULL || r->options.discover_only || !is_dead(s))
		return false;
	s->searched = true;
	r->discovered = !discover_search(
	    r->discovery, s->protocol, now + left * SEARCH_PERCENT / 100);
	return !r->discovered || !is_dead(s);
}
