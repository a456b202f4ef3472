#include <openssl/evp.h>
#include <string.h>

#include "probe/lint/seen.h"
#include "probe/report/source.h"
#include "profiles/base/str.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"

/* Strongest first: the order of discovery.  A JSON document whose digest
 * does not fit comes last: no mail program follows it. */
static const struct {
	enum source_id source;
	enum web_place place;
} order[] = {
	{ SOURCE_PACC, PLACE_PACC },
	{ SOURCE_AUTOCONFIG, PLACE_AUTOCONFIG },
	{ SOURCE_WELL_KNOWN, PLACE_WELL_KNOWN },
	{ SOURCE_AUTODISCOVER, PLACE_AUTODISCOVER_ROOT },
	{ SOURCE_AUTODISCOVER, PLACE_AUTODISCOVER },
};

bool
lint_answered(const struct lint_fetch *f)
{
	return f->done && f->trouble == HTTP_ANSWERED && f->status == 200;
}

const struct lint_fetch *
lint_main(const struct lint_web *w)
{
	static const enum lint_ask by_name[] = { ASK_KNOWN, ASK_BARE,
		ASK_UNKNOWN },
				   by_path[] = { ASK_BARE, ASK_KNOWN,
					   ASK_UNKNOWN };
	const enum lint_ask *asks =
	    w->place == PLACE_AUTOCONFIG ? by_name : by_path;
	const struct lint_fetch *f, *first = NULL;
	int i;

	for (i = 0; i < LINT_ASKS; i++) {
		f = &w->asks[asks[i]];
		if (f->url == NULL)
			continue;
		if (lint_answered(f))
			return f;
		if (first == NULL)
			first = f;
	}
	return first;
}

static void
read_web(struct lint *l, struct lint_web *w)
{
	const char *reader = w->place == PLACE_PACC ? "pacc" : "autoconfig";
	const struct lint_fetch *f = lint_main(w);

	if (f == NULL || !lint_answered(f))
		return;
	if (reader_is_web_page(f->type, f->body, f->len)) {
		w->page = true;
		w->why = "answered with a web page";
	} else if (w->place >= PLACE_AUTODISCOVER) {
		autodiscover_read(
		    &l->arena, f->body, f->len, l->address, &w->answer);
		w->document = w->answer.settings;
		w->why = w->answer.why;
	} else {
		w->document = reader_find(reader)->read(
		    f->body, f->len, l->address, &w->why);
	}
	if (w->document == NULL)
		return;
	/* Only mail is examined. */
	if (!STAILQ_EMPTY(&w->document->endpoints))
		w->settings = w->document;
	else if (w->why == NULL)
		w->why = READER_ONLY_OTHERS;
}

/* What is compared is no secret here: it is told. */
static void
read_digest(struct lint *l)
{
	const struct lint_fetch *f = lint_main(&l->webs[PLACE_PACC]);
	unsigned char stated[PACC_DIGEST_BYTES];
	char text[PACC_DIGEST_TEXT];
	size_t i;

	if (f != NULL && lint_answered(f))
		pacc_digest_write(f->body, f->len, l->digest);
	for (i = 0; i < l->ntexts; i++) {
		if (!pacc_digest_read(l->texts[i], stated))
			continue;
		l->ndigests++;
		EVP_EncodeBlock(
		    (unsigned char *)text, stated, PACC_DIGEST_BYTES);
		if (strcmp(text, l->digest) == 0)
			l->digest_fits = true;
	}
}

static void
read_srv(struct lint *l)
{
	const struct lint_srv *s;
	const struct lint_target *t;
	struct endpoint *e;
	size_t i, k;

	l->srv_settings = settings_new();
	for (i = 0; i < LINT_SRVS; i++) {
		s = &l->srvs[i];
		for (k = 0; s->mail && k < s->n; k++) {
			t = &s->targets[k];
			if (t->port == 0)
				continue;
			e = settings_add(l->srv_settings);
			e->protocol = s->protocol;
			e->security =
			    t->port == endpoint_port(s->protocol, SECURITY_TLS)
			    ? SECURITY_TLS
			    : s->security;
			e->host =
			    arena_strdup(&l->srv_settings->arena, t->host);
			e->port = t->port;
		}
	}
}

static void
add_source(
    struct lint *l, const char *name, const char *url, const struct settings *s)
{
	if (s == NULL || STAILQ_EMPTY(&s->endpoints))
		return;
	l->sources[l->nsources++] = (struct lint_source){ name, url, s };
}

static void
add_web(struct lint *l, enum source_id source, enum web_place place)
{
	const struct lint_web *w = &l->webs[place];

	if (w->settings != NULL)
		add_source(
		    l, source_name(source), lint_main(w)->url, w->settings);
}

static void
rank_sources(struct lint *l)
{
	size_t i;

	add_source(l, "settings", "", l->o->settings);
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (order[i].place != PLACE_PACC || l->digest_fits)
			add_web(l, order[i].source, order[i].place);
	add_source(l, source_name(SOURCE_SRV),
	    arena_printf(&l->arena, "SRV _*._tcp.%s", l->domain),
	    l->srv_settings);
	add_web(l, SOURCE_AUTOCONFIG_HTTP, PLACE_AUTOCONFIG_HTTP);
	if (!l->digest_fits)
		add_web(l, SOURCE_PACC, PLACE_PACC);
}

void
lint_read(struct lint *l)
{
	int i;

	for (i = 0; i < PLACE_COUNT; i++) {
		l->webs[i].place = (enum web_place)i;
		read_web(l, &l->webs[i]);
	}
	read_digest(l);
	read_srv(l);
	rank_sources(l);
}

/* Was the place named by a source before?  What it states of logins is not
 * lost, when that source said nothing. */
static bool
is_known(const struct endpoint **list, size_t n, const struct endpoint *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (endpoint_equal(list[i], e)) {
			if (list[i]->nauths == 0 && e->nauths > 0)
				list[i] = e;
			return true;
		}
	return false;
}

const struct endpoint **
lint_endpoints(struct lint *l, size_t *n_out)
{
	const struct endpoint **list, *e;
	size_t i, n = 0;

	for (i = 0; i < l->nsources; i++)
		STAILQ_FOREACH (e, &l->sources[i].settings->endpoints, entry)
			n++;
	list = arena_alloc(&l->arena, (n + 1) * sizeof(struct endpoint *));
	n = 0;
	for (i = 0; i < l->nsources; i++)
		STAILQ_FOREACH (e, &l->sources[i].settings->endpoints, entry)
			if (!is_known(list, n, e))
				list[n++] = e;
	*n_out = n;
	return list;
}
