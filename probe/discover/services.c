#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/provenance.h"
#include "probe/discover/sources.h"
#include "probe/net/dns.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"

/*
 * Services beside mail that the domain names by SRV: calendars and address
 * books (RFC 6764), JMAP (RFC 8620 section 2.2), mail filters (RFC 5804
 * section 1.8).  They are told and not asked.
 */

static const struct kind {
	const char *name, *kind;
	const char *scheme; /* of its URL; NULL: host and port are all */
	const char *path;   /* the place when no TXT record names another */
	bool txt;	    /* RFC 6764 section 4: "path=" */
	uint16_t port;	    /* of the scheme: not said in the URL */
} kinds[] = {
	{ "_jmap", "jmap", "https", "/.well-known/jmap", false, 443 },
	{ "_caldavs", "caldav", "https", "/.well-known/caldav", true, 443 },
	{ "_caldav", "caldav", "http", "/.well-known/caldav", true, 80 },
	{ "_carddavs", "carddav", "https", "/.well-known/carddav", true, 443 },
	{ "_carddav", "carddav", "http", "/.well-known/carddav", true, 80 },
	{ "_sieve", "managesieve", NULL, NULL, false, 0 },
};

/* Of each name the best few. */
enum {
	KINDS = sizeof(kinds) / sizeof(kinds[0]),
	TARGETS_EACH = 4,
	URL_BYTES_MAX = 2048
};

struct target {
	const char *host;
	uint16_t port;
	bool secure;
};

struct search;

struct service_query {
	struct search *search;
	const struct kind *kind;
	struct dns_query *query;
	struct target targets[TARGETS_EACH];
	size_t n;
	const char *path; /* of the TXT record, or NULL */
};

struct search {
	struct lookup *lookup;
	struct service_query questions[KINDS];
	int open;
	enum dns_status worst;
};

/* A path and query of RFC 3986, as far as its characters go. */
static bool
is_path(const char *text)
{
	const char *p;

	if (*text != '/')
		return false;
	for (p = text; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("\"<>\\^`{|}#", *p) != NULL)
			return false;
	return p - text < URL_BYTES_MAX / 2;
}

/* At once: another question may stay open to the end of the run. */
static void
tell_service(const struct service_query *q, const struct target *t)
{
	const struct lookup *lk = q->search->lookup;
	struct arena *a = &lk->d->report->arena;
	const char *path = q->path != NULL ? q->path : q->kind->path;
	struct service v = { .kind = q->kind->kind };

	if (q->kind->scheme == NULL) {
		v.host = t->host;
		v.port = t->port;
	} else if (t->port == q->kind->port)
		v.url = arena_printf(
		    a, "%s://%s%s", q->kind->scheme, t->host, path);
	else
		v.url = arena_printf(
		    a, "%s://%s:%d%s", q->kind->scheme, t->host, t->port, path);
	report_add_service(
	    lk->d->report, &v, source_name(lk->id), source_rank(lk->id));
}

/* The weakest word counts for the row; each has a line of its own. */
static void
conclude(struct search *all)
{
	struct lookup *lk = all->lookup;
	enum trust trust = TRUST_PROVIDER, one;
	const struct service_query *q;
	const struct target *t;
	struct buf detail;

	buf_init(&detail, 4096);
	for (q = all->questions; q < all->questions + KINDS; q++)
		for (t = q->targets; t < q->targets + q->n; t++) {
			one = trust_of_srv(t->host, lk->d->domain, t->secure);
			if (one > trust)
				trust = one;
			buf_printf(&detail, "%s%s %s:%d",
			    detail.len > 0 ? ", " : "", q->kind->name, t->host,
			    t->port);
		}
	if (detail.len > 0) {
		lk->result->trust = trust;
		lookup_found_all(lk, settings_new(), trust, buf_text(&detail));
	} else if (dns_trouble(all->worst) != NULL)
		lookup_dns_failed(lk, all->worst);
	else
		lookup_none(lk, "no SRV record");
	buf_clear(&detail);
}

static void
end_question(struct service_query *q)
{
	struct search *all = q->search;
	size_t i;

	for (i = 0; i < q->n; i++)
		tell_service(q, &q->targets[i]);
	if (--all->open == 0)
		conclude(all);
}

static const char *
name_of(const struct service_query *q)
{
	struct discovery *d = q->search->lookup->d;

	return arena_printf(
	    &d->report->arena, "%s._tcp.%s", q->kind->name, d->domain);
}

/* RFC 6763 section 6: a key, in any case, and its value. */
static void
got_txt(const struct dns_answer *answer, void *arg)
{
	struct service_query *q = arg;
	struct arena *a = &q->search->lookup->d->report->arena;
	const char *text;
	size_t i;

	q->query = NULL;
	provenance_records(q->search->lookup,
	    arena_printf(a, "%s.", name_of(q)), DNS_TXT, answer);
	for (i = 0; i < answer->n && q->path == NULL; i++) {
		text = answer->records[i].text;
		if (str_starts_nocase(text, "path=") && is_path(text + 5))
			q->path = arena_strdup(a, text + 5);
	}
	end_question(q);
}

static void
got_srv(const struct dns_answer *answer, void *arg)
{
	struct service_query *q = arg;
	struct search *all = q->search;
	struct discovery *d = all->lookup->d;
	const struct dns_record *r;
	size_t i;

	q->query = NULL;
	lookup_note_bogus(all->lookup, answer);
	provenance_records(all->lookup,
	    arena_printf(&d->report->arena, "%s.", name_of(q)), DNS_SRV,
	    answer);
	if (answer->status > all->worst)
		all->worst = answer->status;
	for (i = 0; i < answer->n && q->n < TARGETS_EACH; i++) {
		r = &answer->records[i];
		if (r->port == 0 || !str_is_host(r->host, false))
			continue;
		q->targets[q->n].host =
		    arena_strdup(&d->report->arena, r->host);
		q->targets[q->n].port = r->port;
		q->targets[q->n++].secure = answer->secure;
	}
	if (q->n > 0 && q->kind->txt)
		q->query = dns_ask(d->dns, name_of(q), DNS_TXT,
		    lookup_deadline(all->lookup), got_txt, q);
	else
		end_question(q);
}

void
services_start(struct lookup *lk)
{
	struct arena *a = &lk->d->report->arena;
	struct search *all = arena_alloc(a, sizeof(*all));
	struct service_query *q;
	int i;

	lk->state = all;
	all->lookup = lk;
	all->open = KINDS;
	lookup_url(lk,
	    arena_printf(a,
		"SRV _{jmap,caldavs,caldav,carddavs,carddav,sieve}._tcp.%s",
		lk->d->domain));
	for (i = 0; i < KINDS; i++) {
		q = &all->questions[i];
		q->search = all;
		q->kind = &kinds[i];
		q->query = dns_ask(lk->d->dns, name_of(q), DNS_SRV,
		    lookup_deadline(lk), got_srv, q);
	}
}

void
services_stop(struct lookup *lk)
{
	struct search *all = lk->state;
	int i;

	for (i = 0; i < KINDS; i++)
		dns_cancel(&all->questions[i].query);
}
