#include <stdlib.h>
#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/place.h"
#include "probe/discover/provenance.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "profiles/base/str.h"
#include "profiles/provider/provider.h"

/*
 * The mail exchanger tells the hoster of a domain that no list knows: by the
 * database, by what the hoster publishes for his own domain, or by the public
 * database.  The first
 * query to the domain itself also shows what is wrong with its names.
 */
struct mx {
	struct dns_query *query;
	struct http_fetch *fetch;
	const char *host; /* of the best preference */
	bool secure;
	const char *domains[2]; /* above host: whose settings to ask for */
	int ndomains, next;
};

static void ask_hoster(struct lookup *lk);

static void
note_trouble(struct lookup *lk, const struct dns_answer *answer)
{
	struct discovery *d = lk->d;
	struct facts *facts = &d->report->facts;

	if (answer->status == DNS_TIMEOUT)
		fact_add(facts, FACT_DNS_TIMEOUT, d->domain);
	else if (answer->status == DNS_SERVFAIL)
		fact_add(facts, FACT_DNS_SERVFAIL, d->domain);
	else if (answer->status == DNS_BOGUS)
		lookup_note_bogus(lk, answer);
	else if (answer->status == DNS_NXDOMAIN)
		fact_add(facts, FACT_DNS_NXDOMAIN, d->domain);
}

/* RFC 8020 holds, yet some servers say NXDOMAIN for a type they lack. */
static void
got_address(const struct dns_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct mx *mx = lk->state;

	mx->query = NULL;
	if (answer->status == DNS_NXDOMAIN) {
		note_trouble(lk, answer);
		lookup_none(lk, "no such domain");
		return;
	}
	lookup_none(lk, "no MX record");
}

static struct provider *
match_provider(const struct discovery *d, const struct dns_answer *answer,
    const char **host_out)
{
	const struct provider_db *db = d->options.providers;
	struct provider *p;
	size_t i;

	*host_out = answer->records[0].host;
	if (db == NULL)
		return NULL;
	/* Only the best preference: others are often a hired backup. */
	for (i = 0; i < answer->n; i++) {
		if (answer->records[i].priority != answer->records[0].priority)
			break;
		p = provider_db_mx(db, answer->records[i].host);
		if (p == NULL)
			continue;
		*host_out = answer->records[i].host;
		return p;
	}
	return NULL;
}

/* How Microsoft names the exchangers of its customers. */
static bool
is_exchange(const char *host)
{
	return str_host_inside(host, "mail.protection.outlook.com");
}

static void
found(struct lookup *lk, struct settings *s, const char *what)
{
	const struct mx *mx = lk->state;

	lookup_found_all(lk, s, trust_of_record(mx->secure),
	    arena_printf(&lk->d->report->arena, "%s%s", what,
		mx->secure ? " (DNSSEC)" : ""));
}

static void
got_document(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct mx *mx = lk->state;
	enum source_outcome outcome;
	struct settings *s;
	const char *why;

	mx->fetch = NULL;
	s = web_autoconfig(lk, answer, &outcome, &why);
	if (s != NULL)
		found(lk, s,
		    arena_printf(&lk->d->report->arena, "%s, for %s",
			answer->url, mx->host));
	else
		ask_hoster(lk);
}

/* Where the hoster may be found: his own autoconfig first, then the public
 * database; NULL when there is nothing left to ask. */
static const char *
next_url(const struct lookup *lk, struct mx *mx)
{
	const struct discovery *d = lk->d;
	int i = mx->next++;

	if (i < mx->ndomains)
		return place_url(
		    &d->report->arena, PLACE_AUTOCONFIG, mx->domains[i]);
	i -= mx->ndomains;
	if (i < mx->ndomains && d->options.ispdb != NULL)
		return ispdb_url(d, mx->domains[i]);
	return NULL;
}

/* The address is sent to none of them. */
static void
ask_hoster(struct lookup *lk)
{
	struct mx *mx = lk->state;
	const char *url = next_url(lk, mx);

	if (url == NULL) {
		lookup_none(lk,
		    arena_printf(&lk->d->report->arena,
			"%s belongs to no known provider", mx->host));
		return;
	}
	mx->fetch = lookup_get(lk, url, 0, got_document);
}

/*
 * The exchanger's name without its first label, and its registrable domain
 * (draft-ietf-mailmaint-autoconfig, "MX"), unless they are our own.
 */
static void
find_domains(struct lookup *lk, struct mx *mx)
{
	struct arena *a = &lk->d->report->arena;
	const char *dot = strchr(mx->host, '.');
	char *base = trust_domain(mx->host);

	if (dot != NULL && strlen(dot + 1) > strlen(base) &&
	    !str_equal_nocase(dot + 1, lk->d->domain))
		mx->domains[mx->ndomains++] = dot + 1;
	if (strcmp(base, lk->d->domain) != 0)
		mx->domains[mx->ndomains++] = arena_strdup(a, base);
	free(base);
}

static void
take_hosts(struct lookup *lk, const struct dns_answer *answer)
{
	struct discovery *d = lk->d;
	struct mx *mx = lk->state;
	struct settings *s;
	struct provider *p;
	const char *host, *detail;

	p = match_provider(d, answer, &host);
	mx->host = arena_strdup(&d->report->arena, host);
	mx->secure = answer->secure;
	d->exchange = is_exchange(mx->host);
	if (p != NULL) {
		s = provider_settings_mx(p, d->typed, mx->host);
		detail =
		    arena_printf(&d->report->arena, "%s: %s", mx->host, p->id);
		provider_free(&p);
		found(lk, s, detail);
	} else if (*mx->host == '\0') {
		/* RFC 7505: the null MX. */
		fact_add(&d->report->facts, FACT_DNS_MX_NULL, d->domain);
		lookup_none(lk, "the domain takes no mail (null MX)");
	} else {
		find_domains(lk, mx);
		ask_hoster(lk);
	}
}

static void
got_mx(const struct dns_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct mx *mx = lk->state;

	mx->query = NULL;
	provenance_records(lk,
	    arena_printf(&lk->d->report->arena, "%s.", lk->d->domain), DNS_MX,
	    answer);
	switch (answer->status) {
	case DNS_OK:
		take_hosts(lk, answer);
		return;
	case DNS_NXDOMAIN:
		mx->query = dns_ask(lk->d->dns, lk->d->domain, DNS_A,
		    lookup_deadline(lk), got_address, lk);
		return;
	case DNS_NODATA:
		lookup_none(lk, "no MX record");
		return;
	default:
		note_trouble(lk, answer);
		lookup_dns_failed(lk, answer->status);
	}
}

void
mx_start(struct lookup *lk)
{
	struct mx *mx = arena_alloc(&lk->d->report->arena, sizeof(*mx));

	lk->state = mx;
	lookup_url(
	    lk, arena_printf(&lk->d->report->arena, "MX %s", lk->d->domain));
	mx->query = dns_ask(
	    lk->d->dns, lk->d->domain, DNS_MX, lookup_deadline(lk), got_mx, lk);
}

void
mx_stop(struct lookup *lk)
{
	struct mx *mx = lk->state;

	dns_cancel(&mx->query);
	http_cancel(&mx->fetch);
}
