#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/http.h"

/*
 * A public database of providers, asked over https for the domain; it is
 * never told the address.  Others look after it, so it stands below what the
 * domain itself publishes.
 */
struct ispdb {
	struct http_fetch *fetch;
};

const char *
ispdb_url(const struct discovery *d, const char *domain)
{
	const char *base = d->options.ispdb;
	size_t n = strlen(base);

	return arena_printf(&d->report->arena, "%s%s%s", base,
	    n > 0 && base[n - 1] == '/' ? "" : "/", domain);
}

static void
got_answer(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct ispdb *p = lk->state;
	enum source_outcome outcome;
	struct settings *s;
	const char *why, *detail = "";

	p->fetch = NULL;
	s = web_autoconfig(lk, answer, &outcome, &why);
	if (s == NULL) {
		if (answer->status == 404)
			why = "the domain is not listed";
		lookup_end(lk, outcome, why);
		return;
	}
	if (answer->redirects > 0)
		detail = arena_printf(
		    &lk->d->report->arena, "redirected to %s", answer->url);
	lookup_found_all(lk, s, TRUST_CURATED, detail);
}

void
ispdb_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct ispdb *p = arena_alloc(&d->report->arena, sizeof(*p));
	const char *url = ispdb_url(d, d->domain);

	lk->state = p;
	lookup_url(lk, url);
	p->fetch = lookup_get(lk, url, 0, got_answer);
}

void
ispdb_stop(struct lookup *lk)
{
	struct ispdb *p = lk->state;

	http_cancel(&p->fetch);
}
