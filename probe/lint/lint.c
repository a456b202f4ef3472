#include "probe/lint/lint.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe/judge/judge.h"
#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "probe/report/report.h"
#include "probe/run/pool.h"
#include "profiles/base/idna.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

/* Observe, judge, tell: the order of work, and the rows. */

enum { SERVERS_LEAST_MS = 1000 };

/* Anything at all that a mail program can find. */
static bool
judge_published(struct lint *l, const void *subject, struct lint_said *said)
{
	size_t i;

	(void)subject;
	said->required = true;
	for (i = 0; i < l->nsources; i++)
		if (strcmp(l->sources[i].name, "settings") != 0)
			return true;
	/* No answer is not the answer that there is nothing. */
	if (!l->srvs[0].done || dns_trouble(l->srvs[0].status) != NULL)
		return lint_say(said, LINT_ERROR, "no answer in time");
	return lint_say(said, LINT_MISS, "");
}

static bool
judge_wildcard(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_name *n = l->wildcard;

	(void)subject;
	if (n == NULL || n->host.open[HOST_IPV4])
		return false;
	if (n->ip[0] == '\0')
		return true;
	return lint_say(
	    said, LINT_MISS, arena_printf(&l->arena, "%s: %s", n->name, n->ip));
}

static const struct lint_check checks[] = {
	{ LINT_PUBLISHED, judge_published },
	{ LINT_WILDCARD, judge_wildcard },
	{ LINT_COUNT, NULL },
};

void
lint_judge(struct lint *l)
{
	STAILQ_INIT(&l->rows);
	lint_check(l, checks, NULL, l->domain);
	lint_judge_webs(l);
	lint_judge_pacc(l);
	lint_judge_srv(l);
	lint_judge_autodiscover(l);
	lint_judge_agreement(l);
	lint_judge_servers(l);
}

static void
keep_servers(void *arg, struct run *r, struct report *report)
{
	struct lint *l = arg;

	(void)r;
	l->servers = report;
}

/* What is named is examined, without a login, in the time that is left. */
static void
examine(struct lint *l, struct engine *e)
{
	static const struct run_events events = { .done = keep_servers };
	struct run_options o = *l->o->run;
	int64_t left = o.timeout_ms - l->elapsed_ms;
	struct pool *pool;

	o.address = NULL;
	o.username = NULL;
	o.password = NULL;
	o.endpoints = lint_endpoints(l, &o.nendpoints);
	if (o.nendpoints == 0)
		return;
	o.timeout_ms = left < SERVERS_LEAST_MS ? SERVERS_LEAST_MS : left;
	pool = pool_new(e, 1);
	pool_add(pool, &o, &events, l);
	pool_finish(pool);
	pool_free(&pool);
	judge_drift(l->servers);
	l->elapsed_ms += l->servers->elapsed_ms;
}

static void
set_names(struct lint *l, const struct lint_options *o)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	l->started = now.tv_sec;
	l->o = o;
	l->domain = idna_ascii(&l->arena, o->domain);
	if (l->domain == NULL)
		l->domain = arena_strdup(&l->arena, o->domain);
	l->address = o->address != NULL
	    ? arena_strdup(&l->arena, o->address)
	    : arena_printf(&l->arena, "postmaster@%s", l->domain);
	l->unknown =
	    arena_printf(&l->arena, "no-such-mailbox-4711@%s", l->domain);
}

struct lint *
lint_run(struct engine *e, const struct lint_options *o)
{
	struct lint *l = xcalloc(1, sizeof(*l));

	set_names(l, o);
	lint_observe(l, e);
	lint_read(l);
	examine(l, e);
	lint_judge(l);
	lint_choose(l);
	return l;
}

void
lint_free(struct lint **l)
{
	int i;

	if (*l == NULL)
		return;
	for (i = 0; i < PLACE_COUNT; i++)
		settings_free(&(*l)->webs[i].document);
	settings_free(&(*l)->srv_settings);
	settings_free(&(*l)->choice.settings);
	report_free(&(*l)->servers);
	arena_clear(&(*l)->arena);
	free(*l);
	*l = NULL;
}

const struct lint_rows *
lint_rows(const struct lint *l)
{
	return &l->rows;
}

size_t
lint_count(const struct lint *l, enum lint_class c)
{
	return l->counts[c];
}

bool
lint_is_bad(const struct lint *l)
{
	return l->bad;
}

const char *
lint_domain(const struct lint *l)
{
	return l->domain;
}

const char *
lint_address(const struct lint *l)
{
	return l->address;
}

int64_t
lint_started(const struct lint *l)
{
	return l->started;
}

int64_t
lint_elapsed_ms(const struct lint *l)
{
	return l->elapsed_ms;
}

size_t
lint_sources(const struct lint *l, const struct lint_source **out)
{
	*out = l->sources;
	return l->nsources;
}

const struct lint_choice *
lint_choice(const struct lint *l)
{
	return &l->choice;
}

/* A host for every TLS service, and no other host. */
static bool
says_the_same(const struct settings *a, const struct settings *b)
{
	const struct endpoint *e, *f;
	bool found;

	STAILQ_FOREACH (e, &a->endpoints, entry) {
		if (e->security != SECURITY_TLS ||
		    e->port != endpoint_port(e->protocol, SECURITY_TLS))
			continue;
		found = false;
		STAILQ_FOREACH (f, &b->endpoints, entry)
			found = found || endpoint_equal(e, f);
		if (!found)
			return false;
	}
	return true;
}

const char *
lint_pacc_body(const struct lint *l, size_t *len_out)
{
	const struct lint_web *w = &l->webs[PLACE_PACC];

	if (w->settings == NULL || l->choice.settings == NULL ||
	    !says_the_same(w->settings, l->choice.settings) ||
	    !says_the_same(l->choice.settings, w->settings))
		return NULL;
	*len_out = lint_main(w)->len;
	return lint_main(w)->body;
}
