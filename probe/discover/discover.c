#include "probe/discover/discover.h"

#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/sources.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"
#include "profiles/settings/account.h"

/* Which sources are asked, and when. */

enum {
	GUESS_MS = 250, /* how long the guess waits for better sources */
	/* How long a source is waited for that would only replace one of the
	 * same trust; one that is trusted more has until its deadline. */
	PATIENCE_MS = 1000,
	RANK_LAST = 1000
};

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
	if (!source_has(lk->id, SOURCE_IS_NO_MAIL))
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
		if (!source_has(lk->id, SOURCE_IS_LATE) || lk->started ||
		    lk->done)
			continue;
		if (!time_is_up && !is_last(d, lk))
			continue;
		if (d->incoming && d->outgoing)
			lookup_spare(lk);
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
start_first(struct discovery *d)
{
	struct lookup *lk;
	int i;

	for (i = 0; i < d->nlookups && !d->stopped; i++) {
		lk = &d->lookups[i];
		if (lk->done || source_has(lk->id, SOURCE_IS_LATE) ||
		    lk->source->ready != NULL)
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
	r->domain = *d->domain != '\0'
	    ? d->domain
	    : str_printable_dup(&r->arena, domain, strlen(domain));
	if (*d->domain == '\0')
		fact_add(&r->facts, FACT_DNS_NXDOMAIN, r->domain);
}

static bool
is_asked(enum source_id id, const struct discover_options *o)
{
	if (o->offline && source_has(id, SOURCE_IS_NETWORK))
		return false;
	if (o->no_address && source_has(id, SOURCE_NEEDS_ADDRESS))
		return false;
	return id != SOURCE_ISPDB || o->ispdb != NULL;
}

static void
add_lookup(struct discovery *d, enum source_id id)
{
	struct lookup *lk = &d->lookups[d->nlookups++];

	lk->id = id;
	lk->source = sources_row(id);
	lk->d = d;
	lk->result = arena_alloc(&d->report->arena, sizeof(*lk->result));
	lk->result->source = source_name(id);
	lk->result->rank = source_rank(id);
	lk->result->url = lk->result->detail = "";
	lk->result->outcome = SOURCE_UNFINISHED;
	lk->result->trust = source_trust(id);
	STAILQ_INSERT_TAIL(&d->report->sources, lk->result, entry);
}

struct discovery *
discover_start(struct loop *l, struct dns *dns, struct http *http,
    const struct discover_options *o, struct report *report, int64_t deadline,
    const struct discovery_events *events)
{
	struct discovery *d = arena_alloc(&report->arena, sizeof(*d));
	int i;

	d->loop = l;
	d->dns = dns;
	d->http = http;
	d->options = *o;
	d->report = report;
	d->deadline = deadline;
	d->events = *events;
	d->name_rank = RANK_LAST;
	set_names(d, o->address);
	d->advance = go_on;
	for (i = 0; i < SOURCE_COUNT; i++)
		if (is_asked((enum source_id)i, o))
			add_lookup(d, (enum source_id)i);
	d->timer = task_start(l, -1, 0, loop_now(l), timer_fired, d);
	return d;
}

/* It was spared, or it has guessed at other protocols alone. */
static bool
may_help(const struct lookup *lk, enum protocol p)
{
	return lk->spared ||
	    (lk->id == SOURCE_GUESS && lk->done && !lk->d->guessed[p]);
}

static void
reopen(struct lookup *lk)
{
	lk->spared = lk->started = lk->done = false;
	lk->result->outcome = SOURCE_UNFINISHED;
	lk->result->detail = "";
}

/* All has ended; the sources go on from here. */
static void
set_going(struct discovery *d, int64_t deadline)
{
	d->finished = false;
	d->deadline = deadline;
}

bool
discover_search(struct discovery *d, enum protocol p, int64_t deadline)
{
	bool reopened = false;
	int i;

	if (d->closed || d->options.offline)
		return false;
	d->dead[p] = true;
	if (p == PROTO_SMTP)
		d->outgoing = d->outgoing_sure = false;
	else
		d->incoming = d->incoming_sure = false;
	for (i = 0; i < d->nlookups; i++)
		if (may_help(&d->lookups[i], p)) {
			reopen(&d->lookups[i]);
			reopened = true;
		}
	if (reopened) {
		set_going(d, deadline);
		/* The guess and equal trust wait as at the beginning. */
		d->phase = 1;
		task_stop(&d->timer);
		d->timer = task_start(d->loop, -1, 0,
		    loop_now(d->loop) + GUESS_MS, timer_fired, d);
	}
	go_on(d);
	return !d->finished;
}

const char *
discover_login_host(const struct discovery *d)
{
	return d->login_url == NULL ? NULL : d->login_host;
}

bool
discover_login(struct discovery *d, const char *username,
    const struct secret *password, int64_t deadline)
{
	struct lookup *lk;
	int i;

	for (i = 0; i < d->nlookups; i++) {
		lk = &d->lookups[i];
		if (lk->id != SOURCE_AUTODISCOVER || d->login_url == NULL ||
		    !lk->done || strchr(username, ':') != NULL)
			continue;
		reopen(lk);
		lk->started = true;
		lk->began = loop_now(d->loop);
		set_going(d, deadline);
		autodiscover_login(lk, username, password);
	}
	return !d->finished;
}

bool
discover_pending(const struct discovery *d, int rank, enum trust trust)
{
	const struct lookup *lk;
	bool patient = d->phase <= 2;
	int i;

	for (i = 0; i < d->nlookups; i++) {
		lk = &d->lookups[i];
		if (!lk->done && source_rank(lk->id) < rank &&
		    (patient || source_trust(lk->id) < trust))
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
			lookup_close(lk, SOURCE_UNFINISHED, "");
	}
}
