#include "probe/discover/lookup.h"
#include "probe/discover/place.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/http.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

/*
 * The two places below the domain itself where draft-ietf-mailmaint-autoconfig
 * puts the document.  Some servers refuse to answer without the address and
 * some with it, so each place is asked in the other way once more.
 */
struct autoconfig {
	const char *base;  /* the URL, without the address */
	bool with_address; /* what is under way */
	bool tried_both;
	bool (*again)(int status); /* may the other way help? */
	struct http_fetch *fetch;
};

static void fetch(struct lookup *lk);

static void
take_settings(
    struct lookup *lk, const struct http_answer *answer, struct settings *s)
{
	struct discovery *d = lk->d;
	enum trust trust = TRUST_PROVIDER;
	const char *detail = "";

	/* After a redirect out of the domain, another one says it. */
	if (!str_host_inside(answer->host, d->domain))
		trust = TRUST_CURATED;
	if (answer->redirects > 0)
		detail = arena_printf(
		    &d->report->arena, "redirected to %s", answer->url);
	lookup_found_all(lk, s, trust, detail);
}

static void
got_answer(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct autoconfig *ac = lk->state;
	enum source_outcome outcome;
	struct settings *s;
	const char *why;

	ac->fetch = NULL;
	if (answer->trouble == HTTP_ANSWERED && !ac->tried_both &&
	    ac->again(answer->status)) {
		ac->tried_both = true;
		ac->with_address = !ac->with_address;
		fetch(lk);
		return;
	}
	s = web_autoconfig(lk, answer, &outcome, &why);
	lk->trouble = answer->trouble;
	if (s == NULL)
		lookup_end(lk, outcome, why);
	else
		take_settings(lk, answer, s);
}

static void
fetch(struct lookup *lk)
{
	struct autoconfig *ac = lk->state;
	struct arena *a = &lk->d->report->arena;
	const char *url = ac->base;

	if (ac->with_address)
		url = place_with_address(a, ac->base, lk->d->address);
	lookup_url(lk, url);
	ac->fetch = lookup_get(lk, url, 0, got_answer);
}

static void
start(struct lookup *lk, const char *base, bool with_address,
    bool (*again)(int status))
{
	struct arena *a = &lk->d->report->arena;
	struct autoconfig *ac = arena_alloc(a, sizeof(*ac));
	bool have = lk->d->address != NULL && !lk->d->options.no_address &&
	    settings_encode(a, lk->d->address) != NULL;

	lk->state = ac;
	ac->base = base;
	ac->with_address = with_address && have;
	ac->tried_both = !have;
	ac->again = again;
	fetch(lk);
}

static bool
any_error(int status)
{
	return status >= 400;
}

static bool
wants_address(int status)
{
	return status == 400 || status == 404;
}

void
autoconfig_start(struct lookup *lk)
{
	start(lk,
	    place_url(&lk->d->report->arena, PLACE_AUTOCONFIG, lk->d->domain),
	    true, any_error);
}

void
autoconfig_well_known_start(struct lookup *lk)
{
	start(lk,
	    place_url(&lk->d->report->arena, PLACE_WELL_KNOWN, lk->d->domain),
	    false, wants_address);
}

void
autoconfig_stop(struct lookup *lk)
{
	struct autoconfig *ac = lk->state;

	http_cancel(&ac->fetch);
}
