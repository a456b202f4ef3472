#include <stdlib.h>
#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/place.h"
#include "probe/discover/provenance.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "profiles/base/buf.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/format/autodiscover.h"
#include "profiles/read/reader.h"

/*
 * Microsoft's autodiscover ([MS-OXDISCO] section 3.1.5): a question with the
 * address is posted to two places of the domain, then to where plain http
 * leads and to the host that an SRV record names, by https only.  Plain http
 * does not hear the address.  A server that wants a login first is passed by;
 * where nothing else names a server, one of the usual places of the domain may
 * hear the password, once (autodiscover_login).  No redirect carries it on.
 */

enum {
	REDIRECTS_MAX = 10, /* of every kind, in all */
	PLACES = 3,	    /* where is posted */
	PLACES_ALL = 4,	    /* and where http is asked */
	VISITS_MAX = PLACES * (REDIRECTS_MAX + 1) + REDIRECTS_MAX,
	QUESTION_MAX = 4096
};

/* What a place that did not help leaves to tell, the most telling last. */
enum weight {
	SAY_NOTHING,
	SAY_NO_NAME,
	SAY_OTHER,
	SAY_FAILED,
	SAY_SLOW,
	SAY_ALIVE
};

struct visit {
	const char *url, *address;
};

struct autodiscover_walk {
	const char *address, *domain; /* asked for; a redirect changes them */
	int place;		      /* the next one of the domain */
	/* What has led here, and to the address asked for. */
	struct origin {
		bool foreign; /* a host outside the domain */
		bool http;    /* plain http */
		bool dns;     /* a record that nothing proves */
	} origin, start;
	int redirects;
	struct visit visits[VISITS_MAX];
	int nvisits;
	struct words chain; /* of redirects, both ends included */
	size_t kept;	    /* of them, when a place is in vain */
	struct http_fetch *fetch;
	struct dns_query *query;
	enum weight weight;
	enum source_outcome outcome;
	const char *asked;     /* what is under way */
	const char *url, *why; /* of the most telling place */
};

static void next_place(struct lookup *lk);
static void visit(struct lookup *lk, const char *url);

static const char *
last_url(const struct autodiscover_walk *w)
{
	return w->nvisits == 0 ? "" : w->visits[w->nvisits - 1].url;
}

static enum source_outcome
outcome_of(enum weight weight)
{
	if (weight == SAY_SLOW)
		return SOURCE_UNFINISHED;
	return weight == SAY_FAILED ? SOURCE_FAILED : SOURCE_NONE;
}

/* Where we are belongs to the way. */
static void
add_to_chain(struct lookup *lk)
{
	struct autodiscover_walk *w = lk->state;
	const char *url = w->asked;

	if (w->chain.n == 0 || strcmp(w->chain.list[w->chain.n - 1], url) != 0)
		words_add(&lk->d->report->arena, &w->chain, url);
}

/* Remembers why it was in vain here, and goes on. */
static void
pass_on(struct lookup *lk, enum weight weight, const char *why)
{
	struct autodiscover_walk *w = lk->state;

	if (weight > w->weight) {
		w->weight = weight;
		w->outcome = outcome_of(weight);
		w->url = w->asked;
		w->why = arena_strdup(&lk->d->report->arena, why);
	}
	w->chain.n = w->kept;
	next_place(lk);
}

/* Every way on counts; false when the lookup has ended here. */
static bool
count_redirect(struct lookup *lk)
{
	struct autodiscover_walk *w = lk->state;

	add_to_chain(lk);
	if (++w->redirects <= REDIRECTS_MAX)
		return true;
	lookup_failed(lk, "too many redirects");
	return false;
}

static void
follow_url(struct lookup *lk, const char *url)
{
	if (!count_redirect(lk))
		return;
	if (str_starts_nocase(url, "https://"))
		visit(lk, url);
	else
		pass_on(lk, SAY_FAILED, "redirected to what is no https URL");
}

/* The other address tells where to ask; the user logs in with his own. */
static void
follow_address(struct lookup *lk, const char *address)
{
	struct autodiscover_walk *w = lk->state;
	const char *at = strrchr(address, '@');

	if (!count_redirect(lk))
		return;
	if (at == NULL || at == address || !str_is_host(at + 1, false)) {
		pass_on(lk, SAY_FAILED, "redirected to what is no address");
		return;
	}
	w->address = address;
	w->domain = str_lower(arena_strdup(&lk->d->report->arena, at + 1));
	w->start = w->origin;
	w->kept = w->chain.n;
	w->place = 0;
	next_place(lk);
}

/*
 * The usual places of the domain speak for it.  Where plain http or plain DNS
 * chose the place inside the domain, any page there may answer: then
 * only a server inside the domain is believed, as its certificate proves it.
 */
static enum trust
trust_of(const struct origin *o, const char *host, const char *domain)
{
	if (!o->foreign &&
	    ((!o->http && !o->dns) || str_host_inside(host, domain)))
		return TRUST_CURATED;
	return o->http ? TRUST_HTTP : TRUST_DNS;
}

static void
take_settings(struct lookup *lk, struct settings *s)
{
	struct autodiscover_walk *w = lk->state;
	const char *detail = "";
	struct endpoint *e;
	enum trust *trusts;
	size_t n = 0;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		n++;
	trusts = xcalloc(n + 1, sizeof(*trusts));
	n = 0;
	STAILQ_FOREACH (e, &s->endpoints, entry) {
		trusts[n++] = trust_of(&w->origin, e->host, lk->d->domain);
		if (e->username == NULL)
			e->username = arena_strdup(&s->arena, lk->d->typed);
	}
	if (w->chain.n > 0)
		add_to_chain(lk);
	if (w->redirects > 0)
		detail = arena_printf(
		    &lk->d->report->arena, "redirected to %s", last_url(w));
	lookup_found(lk, s, trusts, detail);
	free(trusts);
}

static void
read_body(struct lookup *lk, const struct http_answer *answer)
{
	struct autodiscover found;

	if (reader_is_web_page(
		answer->content_type, answer->body, answer->len)) {
		pass_on(lk, SAY_OTHER, "answered with a web page");
		return;
	}
	provenance_digest(lk, answer->body, answer->len);
	autodiscover_read(&lk->d->report->arena, answer->body, answer->len,
	    lk->d->typed, &found);
	if (lookup_has_servers(lk, &found.settings, &found.why))
		take_settings(lk, found.settings);
	else if (found.redirect_url != NULL)
		follow_url(lk, found.redirect_url);
	else if (found.redirect_address != NULL)
		follow_address(lk, found.redirect_address);
	else
		pass_on(lk, found.alive ? SAY_ALIVE : SAY_FAILED, found.why);
}

/*
 * The first place that may hear the password: inside the domain, and chosen by
 * nothing that is unproven, neither a record nor plain http.
 */
static void
note_login(struct lookup *lk, const struct http_answer *answer)
{
	const struct autodiscover_walk *w = lk->state;
	struct discovery *d = lk->d;
	struct arena *a = &d->report->arena;

	if (d->login_url != NULL || !answer->basic || w->origin.foreign ||
	    w->origin.http || w->origin.dns || w->address != d->address ||
	    trust_is_shared(d->domain))
		return;
	d->login_url = arena_strdup(a, answer->url);
	d->login_host = arena_strdup(a, answer->host);
	fact_add(&d->report->facts, FACT_AUTODISCOVER_LOGIN, d->login_host);
}

static void
got_answer(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct autodiscover_walk *w = lk->state;
	struct arena *a = &lk->d->report->arena;

	w->fetch = NULL;
	lk->result->sha256 = NULL;
	if (!str_host_inside(answer->host, lk->d->domain))
		w->origin.foreign = true;
	/* Version 2 lies at the second place of the domain, too. */
	if (strcmp(answer->host,
		arena_printf(a, "autodiscover.%s", lk->d->domain)) == 0)
		lk->trouble = answer->trouble;
	if (answer->trouble == HTTP_NO_NAME)
		pass_on(lk, SAY_NO_NAME, answer->error);
	else if (answer->trouble == HTTP_TIMEOUT)
		pass_on(lk, SAY_SLOW, answer->error);
	else if (answer->trouble != HTTP_ANSWERED)
		pass_on(lk, SAY_FAILED, answer->error);
	else if (answer->location != NULL)
		follow_url(lk, arena_strdup(a, answer->location));
	else if (answer->status == 401) {
		note_login(lk, answer);
		pass_on(lk, SAY_ALIVE, "wants a login first");
	} else if (answer->status == 200)
		read_body(lk, answer);
	else
		pass_on(lk,
		    answer->status >= 400 && answer->status < 500 ? SAY_OTHER
								  : SAY_FAILED,
		    arena_printf(a, "HTTP %d", answer->status));
}

static bool
was_here(const struct autodiscover_walk *w, const char *url)
{
	int i;

	for (i = 0; i < w->nvisits; i++)
		if (strcmp(w->visits[i].url, url) == 0 &&
		    strcmp(w->visits[i].address, w->address) == 0)
			return true;
	return false;
}

static struct http_request
question_to(struct lookup *lk, const char *url, const char *question)
{
	return (struct http_request){ .url = url,
		.family = lk->d->options.family,
		.deadline = lookup_deadline(lk),
		.post = question };
}

static struct http_fetch *
post(struct lookup *lk, const char *url, const char *question)
{
	struct http_request request = question_to(lk, url, question);

	return http_ask(lk->d->http, &request, got_answer, lk);
}

/* Asks at url for the address, unless that was done before. */
static void
visit(struct lookup *lk, const char *url)
{
	struct autodiscover_walk *w = lk->state;
	struct buf question;

	if (was_here(w, url) || w->nvisits == VISITS_MAX) {
		pass_on(lk, SAY_FAILED, "redirected in a circle");
		return;
	}
	w->visits[w->nvisits].url = url;
	w->visits[w->nvisits++].address = w->address;
	w->asked = url;
	lookup_url(lk, url);
	buf_init(&question, QUESTION_MAX);
	if (autodiscover_ask(&question, w->address) == -1)
		lookup_none(lk, "the address cannot be asked for");
	else
		w->fetch = post(lk, url, buf_text(&question));
	buf_clear(&question);
}

/* [MS-OXDISCO] section 3.1.5.4: nothing but a 302 counts. */
static void
got_pointer(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct autodiscover_walk *w = lk->state;
	const char *to = answer->location;

	w->fetch = NULL;
	if (answer->status == 302 && to != NULL) {
		w->origin.http = true;
		follow_url(lk, arena_strdup(&lk->d->report->arena, to));
	} else if (answer->trouble == HTTP_NO_NAME)
		pass_on(lk, SAY_NO_NAME, answer->error);
	else
		pass_on(lk, SAY_NOTHING, "");
}

/* Only where to ask is heard by plain http; the address stays here. */
static void
ask_pointer(struct lookup *lk)
{
	struct autodiscover_walk *w = lk->state;

	/* HTTPS answered: there is nowhere else to be led to. */
	if (w->weight == SAY_ALIVE) {
		next_place(lk);
		return;
	}
	w->asked = place_url(
	    &lk->d->report->arena, PLACE_AUTODISCOVER_HTTP, w->domain);
	lookup_url(lk, w->asked);
	w->fetch =
	    lookup_get(lk, w->asked, HTTP_PLAIN | HTTP_TELL, got_pointer);
}

static void
got_srv(const struct dns_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct autodiscover_walk *w = lk->state;
	const struct dns_record *r = answer->records;
	struct arena *a = &lk->d->report->arena;

	w->query = NULL;
	lookup_note_bogus(lk, answer);
	provenance_records(lk,
	    arena_printf(a, "_autodiscover._tcp.%s.", w->domain), DNS_SRV,
	    answer);
	w->origin.dns = !answer->secure;
	/* No record, or one that says ".", for no service: RFC 2782. */
	if (answer->status != DNS_OK || *r->host == '\0' || r->port == 0)
		next_place(lk);
	else if (r->port == 443)
		visit(lk, place_url(a, PLACE_AUTODISCOVER_ROOT, r->host));
	else
		visit(lk,
		    place_url(a, PLACE_AUTODISCOVER_ROOT,
			arena_printf(a, "%s:%d", r->host, r->port)));
}

static void
next_place(struct lookup *lk)
{
	struct autodiscover_walk *w = lk->state;
	struct arena *a = &lk->d->report->arena;

	w->origin = w->start;
	switch (w->place++) {
	case 0:
		visit(lk, place_url(a, PLACE_AUTODISCOVER_ROOT, w->domain));
		return;
	case 1:
		visit(lk, place_url(a, PLACE_AUTODISCOVER, w->domain));
		return;
	case 2:
		ask_pointer(lk);
		return;
	case 3:
		w->query = dns_ask(lk->d->dns,
		    arena_printf(a, "_autodiscover._tcp.%s", w->domain),
		    DNS_SRV, lookup_deadline(lk), got_srv, lk);
		return;
	default:
		lookup_url(lk, w->url);
		lookup_end(lk, w->outcome, w->why);
	}
}

void
autodiscover_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct autodiscover_walk *w =
	    arena_alloc(&d->report->arena, sizeof(*w));

	lk->state = w;
	w->outcome = SOURCE_NONE;
	w->asked = w->url = w->why = "";
	/* Exchange may know better than the pattern of its MX. */
	if (!d->exchange && d->incoming_sure && d->outgoing_sure) {
		lookup_spare(lk);
		return;
	}
	if (d->address == NULL) {
		lookup_none(lk, "asks for an address, not for a domain");
		return;
	}
	w->address = d->address;
	w->domain = d->domain;
	next_place(lk);
}

void
autodiscover_stop(struct lookup *lk)
{
	struct autodiscover_walk *w = lk->state;

	provenance_chain(lk, &w->chain);
	dns_cancel(&w->query);
	http_cancel(&w->fetch);
}

/* No answer counts as a refusal: the password may have been heard. */
static void
got_login(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct autodiscover_walk *w = lk->state;
	struct facts *facts = &lk->d->report->facts;
	bool refused = answer->status == 401;

	if (!refused && answer->trouble == HTTP_ANSWERED) {
		got_answer(answer, arg);
		return;
	}
	w->fetch = NULL;
	fact_add_number(
	    facts, FACT_AUTODISCOVER_SHOWN, lk->d->login_host, refused);
	lookup_failed(lk, refused ? "the login was refused" : answer->error);
}

void
autodiscover_login(
    struct lookup *lk, const char *username, const struct secret *password)
{
	struct discovery *d = lk->d;
	struct autodiscover_walk *w = lk->state;
	struct http_request request;
	struct buf question;

	/* There are no more places to ask after this one. */
	w->address = d->address;
	w->domain = d->domain;
	w->place = PLACES_ALL;
	w->origin = w->start = (struct origin){ 0 };
	w->chain.n = w->kept = 0;
	w->weight = SAY_NOTHING;
	w->url = w->why = "";
	w->asked = d->login_url;
	lookup_url(lk, w->asked);
	buf_init(&question, QUESTION_MAX);
	if (autodiscover_ask(&question, w->address) == -1) {
		lookup_none(lk, "the address cannot be asked for");
	} else {
		request = question_to(lk, w->asked, buf_text(&question));
		request.username = username;
		request.password = password;
		w->fetch = http_ask(d->http, &request, got_login, lk);
	}
	buf_clear(&question);
}
