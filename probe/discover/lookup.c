#include "probe/discover/lookup.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe/net/loop.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/read/reader.h"
#include "profiles/settings/hint.h"

#define NOT_UNDERSTOOD "not understood: "

/* How a lookup ends, and what is kept of what it found. */

static const char *
printable(struct discovery *d, const char *text)
{
	return str_printable_dup(&d->report->arena, text, strlen(text));
}

const struct lookup *
lookup_of(const struct discovery *d, enum source_id id)
{
	int i;

	for (i = 0; i < d->nlookups; i++)
		if (d->lookups[i].id == id)
			return &d->lookups[i];
	return NULL;
}

int64_t
lookup_deadline(const struct lookup *lk)
{
	int64_t end = loop_now(lk->d->loop) + SOURCE_MS;

	return end < lk->d->deadline ? end : lk->d->deadline;
}

struct http_fetch *
lookup_get(struct lookup *lk, const char *url, int rules, http_fn *fn)
{
	struct http_request request = { .url = url,
		.rules = rules,
		.family = lk->d->options.family,
		.deadline = lookup_deadline(lk) };

	return http_ask(lk->d->http, &request, fn, lk);
}

void
lookup_url(struct lookup *lk, const char *url)
{
	lk->result->url = printable(lk->d, url);
	if (lk->result->asked == 0)
		lk->result->asked = (int64_t)time(NULL);
}

/* What a source says that nobody can use is no secret. */
static const char *
with_misread(const struct lookup *lk, const char *detail)
{
	struct arena *a = &lk->d->report->arena;

	if (lk->misread == NULL || strstr(detail, NOT_UNDERSTOOD) != NULL)
		return detail;
	return arena_printf(a, "%s%s" NOT_UNDERSTOOD "%s", detail,
	    *detail == '\0' ? "" : "; ", lk->misread);
}

void
lookup_close(struct lookup *lk, enum source_outcome outcome, const char *detail)
{
	assert(!lk->done);
	lk->done = true;
	lk->result->outcome = outcome;
	lk->result->ms = lk->started ? loop_now(lk->d->loop) - lk->began : 0;
	lk->result->detail = with_misread(lk, printable(lk->d, detail));
	if (lk->started && lk->source->stop != NULL)
		lk->source->stop(lk);
}

void
lookup_end(struct lookup *lk, enum source_outcome outcome, const char *detail)
{
	struct discovery *d = lk->d;

	lookup_close(lk, outcome, detail);
	if (d->events.ended != NULL)
		d->events.ended(d->events.arg);
	d->advance(d);
}

void
lookup_none(struct lookup *lk, const char *detail)
{
	lookup_end(lk, SOURCE_NONE, detail);
}

void
lookup_spare(struct lookup *lk)
{
	lk->spared = true;
	lookup_none(lk, "not needed");
}

void
lookup_failed(struct lookup *lk, const char *detail)
{
	lookup_end(lk, SOURCE_FAILED, detail);
}

/* Once, as all records of a zone are signed alike. */
void
lookup_note_bogus(struct lookup *lk, const struct dns_answer *answer)
{
	struct facts *facts = &lk->d->report->facts;

	if (answer->status == DNS_BOGUS &&
	    fact_find(facts, FACT_DNS_BOGUS) == NULL)
		fact_add(facts, FACT_DNS_BOGUS, answer->why_bogus);
}

void
lookup_dns_failed(struct lookup *lk, enum dns_status status)
{
	lookup_end(lk,
	    status == DNS_TIMEOUT ? SOURCE_UNFINISHED : SOURCE_FAILED,
	    dns_trouble(status));
}

static const char *
printable_or_null(struct discovery *d, const char *text)
{
	return text == NULL ? NULL : printable(d, text);
}

/* All of it from one source, and none from plain http: parts of several, or
 * a changed part, could send the customer's login to a stranger. */
static void
note_oauth(const struct lookup *lk, const struct oauth *o)
{
	struct discovery *d = lk->d;
	struct report *r = d->report;

	if (o->issuer == NULL && o->auth_url == NULL && o->token_url == NULL)
		return;
	if (lk->result->trust > TRUST_DNS ||
	    (r->oauth_source != NULL && r->oauth_rank <= source_rank(lk->id)))
		return;
	r->oauth.issuer = printable_or_null(d, o->issuer);
	r->oauth.scopes = printable_or_null(d, o->scopes);
	r->oauth.auth_url = printable_or_null(d, o->auth_url);
	r->oauth.token_url = printable_or_null(d, o->token_url);
	r->oauth_source = source_name(lk->id);
	r->oauth_rank = source_rank(lk->id);
}

/* A provider without servers: none are searched for any more. */
static void
note_closed(const struct lookup *lk)
{
	struct discovery *d = lk->d;

	/* The database knows it of this very domain. */
	if (!source_has(lk->id, SOURCE_IS_NETWORK) && !d->incoming &&
	    !d->outgoing)
		d->closed = true;
	d->incoming = d->outgoing = true;
	d->incoming_sure = d->outgoing_sure = true;
}

/* What the customer should know, from the strongest source that says it. */
static void
note_provider(const struct lookup *lk, const struct settings *s)
{
	struct report *r = lk->d->report;
	bool stronger = source_rank(lk->id) < lk->d->name_rank;
	const struct service *v;
	size_t i;

	if (s->provider != NULL && (stronger || r->provider == NULL)) {
		r->provider = printable(lk->d, s->provider);
		r->checked = s->checked == NULL
		    ? NULL
		    : arena_strdup(&r->arena, s->checked);
		lk->d->name_rank = source_rank(lk->id);
	}
	/* Not from plain http: anyone on the way could name another page. */
	if (s->documentation != NULL && lk->result->trust <= TRUST_DNS &&
	    (stronger || r->documentation == NULL))
		r->documentation = printable(lk->d, s->documentation);
	note_oauth(lk, &s->oauth);
	STAILQ_FOREACH (v, &s->services, entry)
		report_add_service(
		    r, v, source_name(lk->id), source_rank(lk->id));
	for (i = 0; i < s->nhints; i++)
		if (!words_have(&r->hints, s->hints[i]))
			words_add(&r->arena, &r->hints, s->hints[i]);
	if (!source_has(lk->id, SOURCE_IS_HINT) &&
	    words_have(&r->hints, hint_code(HINT_NO_STANDARD_PROTOCOL)))
		note_closed(lk);
}

void
lookup_misread(struct lookup *lk, const struct misreads *m)
{
	struct arena *a = &lk->d->report->arena;
	int p;

	if (m->n > 0)
		lk->misread = misread_all(a, m);
	for (p = 0; p < PROTO_COUNT; p++)
		if (m->lost[p])
			lk->result->misread[p] =
			    misread_of(a, m, (enum protocol)p);
}

bool
lookup_has_servers(struct lookup *lk, struct settings **s, const char **why)
{
	if (*s == NULL)
		return false;
	if (!STAILQ_EMPTY(&(*s)->endpoints))
		return true;
	lookup_misread(lk, &(*s)->misread);
	if (!STAILQ_EMPTY(&(*s)->services)) {
		*why = READER_ONLY_OTHERS;
		note_provider(lk, *s);
	}
	settings_free(s);
	return false;
}

static void
note_service(struct lookup *lk, enum protocol p, enum trust trust)
{
	struct discovery *d = lk->d;
	bool sure;

	if (source_has(lk->id, SOURCE_IS_HINT))
		return;
	sure = trust <= TRUST_CURATED ||
	    source_rank(lk->id) < source_rank(SOURCE_SRV);

	if (p == PROTO_SMTP) {
		d->outgoing = true;
		d->outgoing_sure = d->outgoing_sure || sure;
	} else {
		d->incoming = true;
		d->incoming_sure = d->incoming_sure || sure;
	}
}

/*
 * What a source is believed.  Where names are registered by the public below the
 * mail domain (anna@co.uk), autoconfig.co.uk does not speak for it.
 */
static enum trust
limit_trust(const struct lookup *lk, enum trust t)
{
	if (t < TRUST_DNS && source_has(lk->id, SOURCE_IS_NETWORK) &&
	    !source_has(lk->id, SOURCE_IS_PUBLIC_LIST) &&
	    trust_is_shared(lk->d->domain))
		return TRUST_DNS;
	return t;
}

/*
 * A service without TLS is for diagnosis only, whatever its source.  The trust
 * of the source is that of its weakest endpoint otherwise.
 */
static enum trust *
judge_trusts(
    struct lookup *lk, const struct settings *s, const enum trust *trusts)
{
	const struct endpoint *e;
	enum trust *mine, weakest = TRUST_NAMED;
	size_t n = 0;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		n++;
	mine = xcalloc(n + 1, sizeof(*mine));
	n = 0;
	STAILQ_FOREACH (e, &s->endpoints, entry) {
		mine[n] = limit_trust(lk, trusts[n]);
		if (mine[n] > weakest)
			weakest = mine[n];
		if (e->security == SECURITY_NONE)
			mine[n] = TRUST_NONE;
		if (mine[n++] > TRUST_DNS)
			continue;
		note_service(lk, e->protocol, mine[n - 1]);
	}
	if (n > 0)
		lk->result->trust = weakest;
	return mine;
}

void
lookup_found(struct lookup *lk, struct settings *s, const enum trust *trusts,
    const char *detail)
{
	struct discovery *d = lk->d;
	enum trust *mine = judge_trusts(lk, s, trusts);

	note_provider(lk, s);
	lookup_misread(lk, &s->misread);
	lookup_close(lk, SOURCE_FOUND, detail);
	if (STAILQ_EMPTY(&s->endpoints)) {
		if (d->events.ended != NULL)
			d->events.ended(d->events.arg);
	} else if (d->events.found != NULL)
		d->events.found(d->events.arg, source_name(lk->id),
		    source_rank(lk->id), s, mine);
	free(mine);
	settings_free(&s);
	d->advance(d);
}

void
lookup_found_all(
    struct lookup *lk, struct settings *s, enum trust trust, const char *detail)
{
	const struct endpoint *e;
	enum trust *trusts;
	size_t n = 0;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		n++;
	trusts = xcalloc(n + 1, sizeof(*trusts));
	while (n > 0)
		trusts[--n] = trust;
	lookup_found(lk, s, trusts, detail);
	free(trusts);
}

/* The sources stand in the order in which they are asked. */
bool
lookup_is_next(const struct lookup *lk)
{
	const struct lookup *other;

	for (other = lk->d->lookups; other != lk; other++)
		if (!other->done)
			return false;
	return true;
}
