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

static int64_t
search_deadline(const struct run *r)
{
	int64_t now = loop_now(r->engine->loop);

	return now + (r->shared.deadline - now) * SEARCH_PERCENT / 100;
}

bool
search_goes_on(struct run *r, struct run_service *s)
{
	if (r->discovery == NULL || r->options.discover_only || !is_dead(s))
		return false;
	s->searched = true;
	r->discovered =
	    !discover_search(r->discovery, s->protocol, search_deadline(r));
	return !r->discovered || !is_dead(s);
}

/* A guess names servers without knowing of any. */
static bool
is_any_known(const struct run *r)
{
	const struct run_service *s;
	const struct candidate *c;

	STAILQ_FOREACH (s, &r->services, entry)
		STAILQ_FOREACH (c, &s->candidates, entry)
			if (!c->er->guessed || c->login_running ||
			    c->er->login.outcome != LOGIN_SKIPPED)
				return true;
	return false;
}

static void
put_question(struct run *r, const char *host, const char *username)
{
	r->questioned = true;
	r->told = false;
	r->question.kind = QUESTION_SECRET;
	r->question.domain = r->report->domain;
	r->question.host = host;
	r->question.username = username;
	r->question.report = r->report;
}

void
search_logs_in(struct run *r)
{
	const char *host,
	    *username = r->options.username != NULL ? r->options.username
						    : r->options.address;

	if (r->discovery == NULL || r->options.discover_only || r->stopped ||
	    r->questioned || !r->discovered)
		return;
	/* It counts as every other login. */
	if (r->directory_shown) {
		r->stopped = fact_find(&r->report->facts,
				 FACT_AUTODISCOVER_SHOWN) != NULL;
		return;
	}
	host = discover_login_host(r->discovery);
	if (host == NULL || is_any_known(r) ||
	    (r->secret == NULL && r->unheard))
		return;
	if (r->secret == NULL) {
		put_question(r, host, username);
		return;
	}
	r->directory_shown = true;
	r->discovered = !discover_login(
	    r->discovery, username, r->secret, search_deadline(r));
}
