#include "probe/discover/discover.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe/discover/source.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "profiles/base/idna.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/settings/account.h"

enum {
	GUESS_MS = 250, /* how long the guess waits for better sources */
	/* How long a source is waited for that would only replace one of the
	 * same trust; one that is trusted more has until its deadline. */
	PATIENCE_MS = 1000,
	RANK_SRV = 50,
	RANK_HINT = 60, /* names a provider, but does not stop the search */
	RANK_LAST = 1000
};

/* In the order of the report; the rank is the order of belief. */
static const struct source sources[] = {
	/* Thunderbird's order: the word of whoever runs the machine is first. */
	{ "local-file", 0, TRUST_NAMED, false, false, NULL, local_start, NULL },
	{ "provider-database", 1, TRUST_PROVIDER, false, false, NULL,
	    database_start, NULL },
	{ "pacc", 10, TRUST_PROVIDER, true, false, NULL, pacc_start,
	    pacc_stop },
	{ "autoconfig", 11, TRUST_PROVIDER, true, false, NULL, autoconfig_start,
	    autoconfig_stop },
	{ "autoconfig-well-known", 12, TRUST_PROVIDER, true, false, NULL,
	    autoconfig_well_known_start, autoconfig_stop },
	{ "autoconfig-http", 80, TRUST_HTTP, true, false, plain_ready,
	    plain_start, plain_stop },
	{ "ispdb", 21, TRUST_CURATED, true, false, NULL, ispdb_start,
	    ispdb_stop },
	{ "mx", 31, TRUST_DNS, true, false, NULL, mx_start, mx_stop },
	{ "srv", RANK_SRV, TRUST_DNS, true, false, NULL, srv_start, srv_stop },
	{ "mailconf", RANK_SRV + 1, TRUST_DNS, true, false, NULL,
	    mailconf_start, mailconf_stop },
	/* Later than SRV and, by https, more to be believed. */
	{ "autodiscover", 40, TRUST_CURATED, true, false, autodiscover_ready,
	    autodiscover_start, autodiscover_stop },
	/* A pattern of the database, as with an exchanger. */
	{ "autodiscover-v2", 41, TRUST_DNS, true, false, autodiscover_ready,
	    microsoft_start, microsoft_stop },
	{ "ns", RANK_HINT, TRUST_DNS, true, false, autodiscover_ready, ns_start,
	    ns_stop },
	{ "guess", 70, TRUST_DNS, true, true, NULL, guess_start, guess_stop },
	{ "srv-services", 90, TRUST_DNS, true, false, NULL, services_start,
	    services_stop },
};

enum { NSOURCES = sizeof(sources) / sizeof(sources[0]) };

static const char *
printable(struct discovery *d, const char *text)
{
	return str_printable_dup(&d->report->arena, text, strlen(text));
}

const struct lookup *
lookup_of(const struct discovery *d, void (*start)(struct lookup *lk))
{
	int i;

	for (i = 0; i < d->nlookups; i++)
		if (d->lookups[i].source->start == start)
			return &d->lookups[i];
	return NULL;
}

int64_t
lookup_deadline(const struct lookup *lk)
{
	int64_t end = loop_now(lk->d->loop) + SOURCE_MS;

	return end < lk->d->deadline ? end : lk->d->deadline;
}

void
lookup_url(struct lookup *lk, const char *url)
{
	lk->result->url = printable(lk->d, url);
	if (lk->result->asked == 0)
		lk->result->asked = (int64_t)time(NULL);
}

static void
start_lookup(struct lookup *lk)
{
	if (*lk->d->domain == '\0') {
		lookup_failed(lk, "not a domain name");
		return;
	}
	lk->started = true;
	lk->began = loop_now(lk->d->loop);
	lk->source->start(lk);
}

/* Only where the settings themselves are the subject is all waited for. */
static bool
is_waited_for(const struct discovery *d, const struct lookup *lk, bool by_guess)
{
	if (lk->source->start != services_start)
		return true;
	return !by_guess && d->options.discover_only;
}

/* All others have ended. */
static bool
is_last(const struct discovery *d, const struct lookup *late)
{
	const struct lookup *lk;
	int i;

	for (i = 0; i < d->nlookups; i++) {
		lk = &d->lookups[i];
		if (lk != late && !lk->done &&
		    is_waited_for(d, lk, late != NULL))
			return false;
	}
	return true;
}

/* Starts what waits for the others, or finds that it is not needed. */
static void
start_late(struct discovery *d, bool time_is_up)
{
	struct lookup *lk;
	int i;

	for (i = 0; i < d->nlookups && !d->stopped; i++) {
		lk = &d->lookups[i];
		if (!lk->source->late || lk->started || lk->done)
			continue;
		if (!time_is_up && !is_last(d, lk))
			continue;
		if (d->incoming && d->outgoing)
			lookup_none(lk, "not needed");
		else
			start_lookup(lk);
	}
}

/* Starts what has waited for those that have ended by now. */
static void
start_ready(struct discovery *d)
{
	struct lookup *lk;
	int i;

	for (i = 0; i < d->nlookups && !d->stopped; i++) {
		lk = &d->lookups[i];
		if (lk->source->ready != NULL && !lk->started && !lk->done &&
		    lk->source->ready(lk))
			start_lookup(lk);
	}
}

static void
go_on(struct discovery *d)
{
	if (d->stopped || d->finished)
		return;
	start_ready(d);
	start_late(d, false);
	if (d->stopped || d->finished || !is_last(d, NULL))
		return;
	d->finished = true;
	task_stop(&d->timer);
	if (d->events.finished != NULL)
		d->events.finished(d->events.arg);
}

static void
end_lookup(struct lookup *lk, enum source_outcome outcome, const char *detail)
{
	assert(!lk->done);
	lk->done = true;
	lk->result->outcome = outcome;
	lk->result->ms = lk->started ? loop_now(lk->d->loop) - lk->began : 0;
	lk->result->detail = printable(lk->d, detail);
	if (lk->started && lk->source->stop != NULL)
		lk->source->stop(lk);
}

void
lookup_end(struct lookup *lk, enum source_outcome outcome, const char *detail)
{
	struct discovery *d = lk->d;

	end_lookup(lk, outcome, detail);
	if (d->events.ended != NULL)
		d->events.ended(d->events.arg);
	go_on(d);
}

void
lookup_none(struct lookup *lk, const char *detail)
{
	lookup_end(lk, SOURCE_NONE, detail);
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

/* All of it from one source: who mixes them could send the customer's login
 * to a stranger, and so could who speaks by plain http. */
static void
note_oauth(const struct lookup *lk, const struct oauth *o)
{
	struct discovery *d = lk->d;
	struct report *r = d->report;

	if (o->issuer == NULL && o->auth_url == NULL && o->token_url == NULL)
		return;
	if (lk->result->trust > TRUST_DNS ||
	    (r->oauth_source != NULL && r->oauth_rank <= lk->source->rank))
		return;
	r->oauth.issuer = printable_or_null(d, o->issuer);
	r->oauth.scopes = printable_or_null(d, o->scopes);
	r->oauth.auth_url = printable_or_null(d, o->auth_url);
	r->oauth.token_url = printable_or_null(d, o->token_url);
	r->oauth_source = lk->source->name;
	r->oauth_rank = lk->source->rank;
}

/* Who is known to have no servers needs no guess. */
static void
note_closed(const struct lookup *lk)
{
	struct discovery *d = lk->d;

	/* The database knows it of this very domain. */
	if (!lk->source->network && !d->incoming && !d->outgoing)
		d->closed = true;
	d->incoming = d->outgoing = true;
	d->incoming_sure = d->outgoing_sure = true;
}

/* What the customer should know, from the strongest source that says it. */
static void
note_provider(const struct lookup *lk, const struct settings *s)
{
	struct report *r = lk->d->report;
	bool stronger = lk->source->rank < lk->d->name_rank;
	const struct service *v;
	size_t i;

	if (s->provider != NULL && (stronger || r->provider == NULL)) {
		r->provider = printable(lk->d, s->provider);
		r->checked = s->checked == NULL
		    ? NULL
		    : arena_strdup(&r->arena, s->checked);
		lk->d->name_rank = lk->source->rank;
	}
	/* Anyone on the way could send the customer to a page of his. */
	if (s->documentation != NULL && lk->result->trust <= TRUST_DNS &&
	    (stronger || r->documentation == NULL))
		r->documentation = printable(lk->d, s->documentation);
	note_oauth(lk, &s->oauth);
	STAILQ_FOREACH (v, &s->services, entry)
		report_add_service(r, v, lk->source->name, lk->source->rank);
	for (i = 0; i < s->nhints; i++)
		if (!words_have(&r->hints, s->hints[i]))
			words_add(&r->arena, &r->hints, s->hints[i]);
	if (lk->source->rank != RANK_HINT &&
	    words_have(&r->hints, "no-standard-protocol"))
		note_closed(lk);
}

bool
lookup_only_others(const struct lookup *lk, struct settings **s)
{
	if (*s == NULL || !STAILQ_EMPTY(&(*s)->endpoints))
		return false;
	note_provider(lk, *s);
	settings_free(s);
	return true;
}

static void
note_service(struct lookup *lk, enum protocol p, enum trust trust)
{
	struct discovery *d = lk->d;
	bool sure;

	if (lk->source->rank == RANK_HINT)
		return;
	sure = trust <= TRUST_CURATED || lk->source->rank < RANK_SRV;

	if (p == PROTO_SMTP) {
		d->outgoing = true;
		d->outgoing_sure = d->outgoing_sure || sure;
	} else {
		d->incoming = true;
		d->incoming_sure = d->incoming_sure || sure;
	}
}

/*
 * What a source is believed.  Where anybody can register a name below the
 * mail domain (anna@co.uk), autoconfig.co.uk does not speak for it.
 */
static enum trust
limit_trust(const struct lookup *lk, enum trust t)
{
	if (t < TRUST_DNS && lk->source->network &&
	    lk->source->start != ispdb_start && trust_is_shared(lk->d->domain))
		return TRUST_DNS;
	return t;
}

/*
 * A service without TLS is for diagnosis only, whoever names it.  The trust
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
	end_lookup(lk, SOURCE_FOUND, detail);
	if (STAILQ_EMPTY(&s->endpoints)) {
		if (d->events.ended != NULL)
			d->events.ended(d->events.arg);
	} else if (d->events.found != NULL)
		d->events.found(
		    d->events.arg, lk->source->name, lk->source->rank, s, mine);
	free(mine);
	settings_free(&s);
	go_on(d);
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

static void
start_first(struct discovery *d)
{
	struct lookup *lk;
	int i;

	for (i = 0; i < d->nlookups && !d->stopped; i++) {
		lk = &d->lookups[i];
		if (lk->done || lk->source->late || lk->source->ready != NULL)
			continue;
		if (d->closed)
			lookup_none(lk, "not needed");
		else
			start_lookup(lk);
	}
	if (!d->stopped)
		go_on(d);
}

/* At once, from the loop; when the guess has waited enough; and when those
 * of equal trust have. */
static void
timer_fired(struct task *t, int events, void *arg)
{
	struct discovery *d = arg;
	int64_t now = loop_now(d->loop);

	(void)events;
	switch (d->phase++) {
	case 0:
		task_deadline(t, now + GUESS_MS);
		start_first(d);
		return;
	case 1:
		task_deadline(t, now + PATIENCE_MS - GUESS_MS);
		start_late(d, true);
		return;
	default:
		task_stop(&d->timer);
		if (d->events.ended != NULL)
			d->events.ended(d->events.arg);
	}
}

static void
set_names(struct discovery *d, const char *typed)
{
	struct report *r = d->report;
	size_t n = strlen(typed);
	const char *at, *domain;

	if (n > 0 && typed[n - 1] == '.')
		n--;
	d->typed = arena_strndup(&r->arena, typed, n);
	at = strrchr(d->typed, '@');
	domain = at == NULL ? d->typed : at + 1;
	d->domain = idna_ascii(&r->arena, domain);
	if (d->domain == NULL)
		d->domain = "";
	if (at != NULL)
		d->address = arena_printf(&r->arena, "%.*s@%s",
		    (int)(at - d->typed), d->typed, d->domain);
	d->typed = account_login(&r->arena, d->typed);
	r->domain = *d->domain != '\0' ? d->domain : printable(d, domain);
	if (*d->domain == '\0')
		fact_add(&r->facts, FACT_DNS_NXDOMAIN, r->domain);
}

static bool
is_asked(const struct source *source, const struct discover_options *o)
{
	if (o->offline && source->network)
		return false;
	/* These two cannot be asked without it. */
	if (o->no_address &&
	    (source->start == autodiscover_start ||
		source->start == microsoft_start))
		return false;
	return source->start != ispdb_start || o->ispdb != NULL;
}

static void
add_lookup(struct discovery *d, const struct source *source)
{
	struct lookup *lk = &d->lookups[d->nlookups++];

	lk->source = source;
	lk->d = d;
	lk->result = arena_alloc(&d->report->arena, sizeof(*lk->result));
	lk->result->source = source->name;
	lk->result->rank = source->rank;
	lk->result->url = lk->result->detail = "";
	lk->result->outcome = SOURCE_UNFINISHED;
	lk->result->trust = source->trust;
	STAILQ_INSERT_TAIL(&d->report->sources, lk->result, entry);
}

struct discovery *
discover_start(struct loop *l, struct dns *dns, struct http *http,
    const struct discover_options *o, struct report *report, int64_t deadline,
    const struct discovery_events *events)
{
	struct discovery *d = arena_alloc(&report->arena, sizeof(*d));
	size_t i;

	d->loop = l;
	d->dns = dns;
	d->http = http;
	d->options = *o;
	d->report = report;
	d->deadline = deadline;
	d->events = *events;
	d->name_rank = RANK_LAST;
	set_names(d, o->address);
	for (i = 0; i < NSOURCES; i++)
		if (is_asked(&sources[i], o))
			add_lookup(d, &sources[i]);
	d->timer = task_start(l, -1, 0, loop_now(l), timer_fired, d);
	return d;
}

bool
discover_pending(const struct discovery *d, int rank, enum trust trust)
{
	const struct lookup *lk;
	bool patient = d->phase <= 2;
	int i;

	for (i = 0; i < d->nlookups; i++) {
		lk = &d->lookups[i];
		if (!lk->done && lk->source->rank < rank &&
		    (patient || lk->source->trust < trust))
			return true;
	}
	return false;
}

void
discover_stop(struct discovery **d)
{
	struct discovery *found = *d;
	struct lookup *lk;
	int i;

	if (found == NULL)
		return;
	*d = NULL;
	found->stopped = true;
	task_stop(&found->timer);
	for (i = 0; i < found->nlookups; i++) {
		lk = &found->lookups[i];
		if (!lk->done)
			end_lookup(lk, SOURCE_UNFINISHED, "");
	}
}
