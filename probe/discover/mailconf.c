#include <stdlib.h>
#include <string.h>

#include "probe/discover/mailconf-record.h"
#include "probe/discover/lookup.h"
#include "probe/discover/provenance.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "profiles/base/mem.h"

/*
 * A TXT record "mailconf=URL" of the domain: where an autoconfig document
 * lies.  Plain DNS named the place, so a server that the document names is
 * believed like one that an SRV record names, wherever the document lies:
 * not all that a web server of the domain serves is the domain's word.
 */
struct mailconf {
	struct dns_query *query;
	struct http_fetch *fetch;
	bool secure, several;
};

static void
take_settings(
    struct lookup *lk, const struct http_answer *answer, struct settings *s)
{
	struct mailconf *m = lk->state;
	const struct endpoint *e;
	const char *detail = "";
	enum trust *trusts;
	size_t n = 0;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		n++;
	trusts = xcalloc(n + 1, sizeof(*trusts));
	n = 0;
	STAILQ_FOREACH (e, &s->endpoints, entry)
		trusts[n++] = trust_of_srv(e->host, lk->d->domain, m->secure);
	if (answer->redirects > 0)
		detail = arena_printf(
		    &lk->d->report->arena, "redirected to %s", answer->url);
	else if (m->several)
		detail = "several records; the first in the alphabet counts";
	lookup_found(lk, s, trusts, detail);
	free(trusts);
}

static void
got_document(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct mailconf *m = lk->state;
	enum source_outcome outcome;
	struct settings *s;
	const char *why;

	m->fetch = NULL;
	s = web_autoconfig(lk, answer, &outcome, &why);
	if (s == NULL)
		lookup_end(lk, outcome, why);
	else
		take_settings(lk, answer, s);
}

/* Servers answer in any order; the same one shall win each time. */
static const char *
choose(struct mailconf *m, const struct dns_answer *answer)
{
	const char *url = NULL, *found;
	size_t i;

	for (i = 0; i < answer->n; i++) {
		found = mailconf_url(answer->records[i].text);
		if (found == NULL)
			continue;
		m->several = m->several || url != NULL;
		if (url == NULL || strcmp(found, url) < 0)
			url = found;
	}
	return url;
}

/* What else stands there is none of our business. */
static void
note_records(struct lookup *lk, const struct dns_answer *answer)
{
	struct dns_answer one = *answer;
	size_t i;

	one.n = 1;
	for (i = 0; i < answer->n; i++) {
		one.records = &answer->records[i];
		if (mailconf_url(one.records->text) != NULL)
			provenance_records(lk,
			    arena_printf(
				&lk->d->report->arena, "%s.", lk->d->domain),
			    DNS_TXT, &one);
	}
}

static void
got_records(const struct dns_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct mailconf *m = lk->state;
	const char *url = choose(m, answer);

	m->query = NULL;
	note_records(lk, answer);
	m->secure = answer->secure;
	lookup_note_bogus(lk, answer);
	if (url == NULL) {
		if (dns_trouble(answer->status) != NULL)
			lookup_dns_failed(lk, answer->status);
		else
			lookup_none(lk, "no mailconf record");
		return;
	}
	lookup_url(lk, url);
	if (!mailconf_is_https(url)) {
		lookup_failed(lk, "the record names no https URL");
		return;
	}
	m->fetch = lookup_get(lk, url, 0, got_document);
}

void
mailconf_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct mailconf *m = arena_alloc(&d->report->arena, sizeof(*m));

	lk->state = m;
	lookup_url(lk, arena_printf(&d->report->arena, "TXT %s", d->domain));
	m->query = dns_ask(
	    d->dns, d->domain, DNS_TXT, lookup_deadline(lk), got_records, lk);
}

void
mailconf_stop(struct lookup *lk)
{
	struct mailconf *m = lk->state;

	dns_cancel(&m->query);
	http_cancel(&m->fetch);
}
