#include "probe/discover/lookup.h"
#include "probe/discover/place.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/http.h"

/*
 * The last place of draft-ietf-mailmaint-autoconfig: plain http, where anyone
 * on the way can read and change what is said.  It is asked only when https
 * cannot be had at either place, is not told the address, and what it says
 * stays at T4, even when a redirect ends at https.
 */
struct plain {
	struct http_fetch *fetch;
};

static bool
has_no_https(const struct lookup *place)
{
	return place->trouble == HTTP_CONNECT ||
	    place->trouble == HTTP_UNTRUSTED || place->trouble == HTTP_TIMEOUT;
}

static void
got_answer(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct plain *p = lk->state;
	enum source_outcome outcome;
	struct settings *s;
	const char *why, *detail = "";

	p->fetch = NULL;
	s = web_autoconfig(lk, answer, &outcome, &why);
	if (s == NULL) {
		lookup_end(lk, outcome, why);
		return;
	}
	if (answer->redirects > 0)
		detail = arena_printf(
		    &lk->d->report->arena, "redirected to %s", answer->url);
	lookup_found_all(lk, s, TRUST_HTTP, detail);
}

bool
plain_ready(const struct lookup *lk)
{
	return lookup_of(lk->d, SOURCE_AUTOCONFIG)->done &&
	    lookup_of(lk->d, SOURCE_WELL_KNOWN)->done;
}

void
plain_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct arena *a = &d->report->arena;
	const struct lookup *first = lookup_of(d, SOURCE_AUTOCONFIG);
	const struct lookup *second = lookup_of(d, SOURCE_WELL_KNOWN);
	struct plain *p = arena_alloc(a, sizeof(*p));
	const char *url;

	lk->state = p;
	if (first->trouble == HTTP_NO_NAME) {
		lookup_none(lk, first->result->detail);
		return;
	}
	if (!has_no_https(first) ||
	    (!has_no_https(second) && second->trouble != HTTP_NO_NAME)) {
		lookup_none(lk, "not needed");
		return;
	}
	url = place_url(a, PLACE_AUTOCONFIG_HTTP, d->domain);
	lookup_url(lk, url);
	p->fetch = lookup_get(lk, url, HTTP_PLAIN, got_answer);
}

void
plain_stop(struct lookup *lk)
{
	struct plain *p = lk->state;

	http_cancel(&p->fetch);
}
