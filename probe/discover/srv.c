#include <stdlib.h>
#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/provenance.h"
#include "probe/discover/sources.h"
#include "probe/net/dns.h"
#include "profiles/base/buf.h"

/* Of each name the best few; a long list must not push out another name. */
enum {
	SERVICES = ENDPOINT_SRV_COUNT,
	TARGETS_EACH = 4,
	TARGETS_MAX = SERVICES * TARGETS_EACH
};

struct target {
	const struct endpoint_srv *service;
	const char *host;
	uint16_t priority, weight, port;
	bool secure;
};

struct srv;

struct srv_question {
	struct srv *srv;
	const struct endpoint_srv *service;
	struct dns_query *query;
};

struct srv {
	struct lookup *lookup;
	struct srv_question questions[SERVICES];
	struct target targets[TARGETS_MAX];
	size_t n;
	int open;
	bool refused[PROTO_COUNT]; /* target "." */
	struct misreads misread;
	enum dns_status worst;
};

/* By protocol, then lowest priority (RFC 2782), then TLS from the start. */
static int
compare(const void *left, const void *right)
{
	const struct target *a = left, *b = right;

	if (a->service->protocol != b->service->protocol)
		return a->service->protocol < b->service->protocol ? -1 : 1;
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (a->service != b->service)
		return a->service < b->service ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return strcmp(a->host, b->host);
}

static void
add_endpoint(
    const struct discovery *d, struct settings *s, const struct target *t)
{
	struct endpoint *e = settings_add(s);

	e->protocol = t->service->protocol;
	/* At that port it is TLS from the first byte, whatever the name. */
	e->security = t->port == endpoint_port(e->protocol, SECURITY_TLS)
	    ? SECURITY_TLS
	    : t->service->security;
	e->host = arena_strdup(&s->arena, t->host);
	e->port = t->port;
	/* RFC 6186 section 4: the whole address first. */
	if (d->address != NULL)
		e->username = arena_strdup(&s->arena, d->typed);
}

static void
offer(struct srv *srv)
{
	struct discovery *d = srv->lookup->d;
	struct settings *s = settings_new();
	enum trust trusts[TARGETS_MAX];
	const struct target *t;
	struct buf detail;
	size_t i;

	buf_init(&detail, 4096);
	qsort(srv->targets, srv->n, sizeof(srv->targets[0]), compare);
	for (i = 0; i < srv->n; i++) {
		t = &srv->targets[i];
		add_endpoint(d, s, t);
		trusts[i] = trust_of_srv(t->host, d->domain, t->secure);
		buf_printf(&detail, "%s%s %s:%d%s", i > 0 ? ", " : "",
		    t->service->name, t->host, t->port,
		    t->secure ? " (DNSSEC)" : "");
	}
	if (srv->worst == DNS_TIMEOUT)
		buf_add_str(&detail, "; not every name was answered in time");
	lookup_found(srv->lookup, s, trusts, buf_text(&detail));
	buf_clear(&detail);
}

static void
give_up(struct srv *srv)
{
	bool refused = srv->refused[PROTO_IMAP] || srv->refused[PROTO_POP3] ||
	    srv->refused[PROTO_SMTP];

	if (refused)
		lookup_none(srv->lookup, "stated as not offered");
	else if (dns_trouble(srv->worst) != NULL)
		lookup_dns_failed(srv->lookup, srv->worst);
	else if (srv->misread.n > 0)
		lookup_failed(srv->lookup, "no usable server in it");
	else
		lookup_none(srv->lookup, "no SRV record");
}

/* RFC 6186 section 3.4: "." is a statement, unless the other name of the
 * protocol has a target. */
static void
tell_refusals(struct srv *srv)
{
	struct discovery *d = srv->lookup->d;
	size_t i;
	int p;

	for (i = 0; i < srv->n; i++)
		srv->refused[srv->targets[i].service->protocol] = false;
	for (p = 0; p < PROTO_COUNT && !d->stopped; p++) {
		if (!srv->refused[p])
			continue;
		d->disabled[p] = true;
		fact_add(&d->report->facts, FACT_DNS_SRV_DISABLED,
		    protocol_name((enum protocol)p));
		if (d->events.disabled != NULL)
			d->events.disabled(d->events.arg, (enum protocol)p);
	}
}

static void
take_target(struct srv_question *q, const struct dns_record *r, bool secure)
{
	struct srv *srv = q->srv;
	struct arena *a = &srv->lookup->d->report->arena;
	size_t before = srv->misread.n;
	struct target *t;

	if (r->port == 0) {
		misread_add(a, &srv->misread,
		    arena_printf(a, "%s port", q->service->name), "0");
		misread_drop(&srv->misread, before, q->service->protocol);
		return;
	}
	t = &srv->targets[srv->n++];
	t->service = q->service;
	t->host = arena_strdup(a, r->host);
	t->priority = r->priority;
	t->weight = r->weight;
	t->port = r->port;
	t->secure = secure;
}

static void
got_srv(const struct dns_answer *answer, void *arg)
{
	struct srv_question *q = arg;
	struct srv *srv = q->srv;
	struct discovery *d = srv->lookup->d;
	const struct dns_record *r;
	size_t i, end = srv->n + TARGETS_EACH;

	q->query = NULL;
	lookup_note_bogus(srv->lookup, answer);
	provenance_records(srv->lookup,
	    arena_printf(
		&d->report->arena, "%s._tcp.%s.", q->service->name, d->domain),
	    DNS_SRV, answer);
	if (answer->status > srv->worst)
		srv->worst = answer->status;
	for (i = 0; i < answer->n && srv->n < end; i++) {
		r = &answer->records[i];
		if (*r->host == '\0')
			srv->refused[q->service->protocol] = true;
		else
			take_target(q, r, answer->secure);
	}
	if (--srv->open > 0)
		return;
	lookup_misread(srv->lookup, &srv->misread);
	tell_refusals(srv);
	if (d->stopped)
		return;
	if (srv->n > 0)
		offer(srv);
	else
		give_up(srv);
}

void
srv_start(struct lookup *lk)
{
	struct arena *a = &lk->d->report->arena;
	struct srv *srv = arena_alloc(a, sizeof(*srv));
	struct srv_question *q;
	int i;

	lk->state = srv;
	srv->lookup = lk;
	srv->open = SERVICES;
	lookup_url(lk,
	    arena_printf(a,
		"SRV _{imaps,imap,pop3s,pop3,"
		"submissions,submission}._tcp.%s",
		lk->d->domain));
	for (i = 0; i < SERVICES; i++) {
		q = &srv->questions[i];
		q->srv = srv;
		q->service = &endpoint_srv[i];
		q->query = dns_ask(lk->d->dns,
		    arena_printf(
			a, "%s._tcp.%s", endpoint_srv[i].name, lk->d->domain),
		    DNS_SRV, lookup_deadline(lk), got_srv, q);
	}
}

void
srv_stop(struct lookup *lk)
{
	struct srv *srv = lk->state;
	int i;

	for (i = 0; i < SERVICES; i++)
		dns_cancel(&srv->questions[i].query);
}
