#include "probe/net/dns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unbound.h>

#include "probe/net/dns-anchor.h"
#include "probe/net/dns-record.h"
#include "probe/net/loop.h"
#include "probe/net/route.h"
#include "probe/net/task.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

enum {
	RECORDS_MAX = 64,
	CLASS_IN = 1,
	TYPE_DNSKEY = 48,
	/* When nobody answers libunbound gives up with SERVFAIL, after 1.5 to
	 * 3.5 seconds; the SERVFAIL of a server comes with its answer. */
	SILENCE_MS = 1000
};

/* What a query waits for. */
enum stage {
	STAGE_ANSWER, /* the only answer, or the one to be proven */
	STAGE_PROOF,
	STAGE_ROOT /* bogus; can this resolver prove the root? */
};

struct dns_query {
	TAILQ_ENTRY(dns_query) entry;
	struct dns *dns;
	struct task *timer;
	bool asked; /* libunbound knows it by id */
	int id;
	char *name;
	int64_t since;	   /* asked at, by the loop's clock */
	int64_t waited;	   /* milliseconds, for the answer before any proof */
	struct view *view; /* that was asked */
	enum stage stage;
	/* Kept for later: the answer before, and the proof that failed. */
	struct ub_result *unproven, *bogus;
	enum dns_type type;
	enum dns_status late; /* what is true when the timer fires */
	dns_fn *fn;
	void *arg;
};
TAILQ_HEAD(dns_queries, dns_query);

/*
 * libunbound works in a thread of its own and signals by a descriptor; its
 * callbacks are made by ub_process, in our thread.  Made by the first query.
 */
struct view {
	struct dns *dns;
	struct ub_ctx *ctx;
	uv_poll_t poll;
};

enum { VIEW_PLAIN, VIEW_PROVING, VIEWS };

struct dns {
	struct loop *loop;
	char *resolver;
	struct dns_anchors anchors;
	bool strict;	/* only the proving view is used */
	bool no_dnssec; /* the resolver cannot prove the root */
	struct view views[VIEWS];
	int open_views;
	bool processing;
	struct dns_queries queries;
};

/* Zones libunbound would answer by itself: RFC 6761, RFC 7686, RFC 8375. */
static const char *const built_in_zones[] = { "localhost.", "test.", "invalid.",
	"onion.", "home.arpa.", "127.in-addr.arpa.",
	("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	 "ip6.arpa.") };

static struct ub_ctx *
make_context(const struct dns *d, bool proving)
{
	struct ub_ctx *ctx = ub_ctx_create();
	size_t i;

	if (ctx == NULL)
		return NULL;
	ub_ctx_debugout(ctx, NULL);
	ub_ctx_async(ctx, 1);
	/* A resolver on this machine (127.0.0.53) is a resolver like others. */
	ub_ctx_set_option(ctx, "do-not-query-localhost:", "no");
	for (i = 0; proving && i < d->anchors.n; i++)
		ub_ctx_add_ta(ctx, d->anchors.lines[i]);
	if (d->resolver == NULL) {
		ub_ctx_resolvconf(ctx, NULL);
		ub_ctx_hosts(ctx, NULL);
	} else {
		ub_ctx_set_fwd(ctx, d->resolver);
		ub_ctx_set_option(ctx, "unblock-lan-zones:", "yes");
		for (i = 0; i < sizeof(built_in_zones) / sizeof(char *); i++)
			ub_ctx_zone_remove(ctx, built_in_zones[i]);
	}
	return ctx;
}

static void
answers_ready(uv_poll_t *poll, int status, int events)
{
	struct view *v = poll->data;

	(void)status;
	(void)events;
	v->dns->processing = true;
	ub_process(v->ctx);
	v->dns->processing = false;
}

/* The view of that number, which is ready to be asked, or NULL. */
static struct view *
open_view(struct dns *d, int number)
{
	struct view *v = &d->views[number];

	if (v->ctx == NULL) {
		v->ctx = make_context(d, number == VIEW_PROVING);
		if (v->ctx == NULL)
			return NULL;
		v->dns = d;
		uv_poll_init(loop_uv(d->loop), &v->poll, ub_fd(v->ctx));
		v->poll.data = v;
		d->open_views++;
	}
	if (!uv_is_active((uv_handle_t *)&v->poll))
		uv_poll_start(&v->poll, UV_READABLE, answers_ready);
	return v;
}

static void
drop_result(struct ub_result **r)
{
	if (*r != NULL)
		ub_resolve_free(*r);
	*r = NULL;
}

/* The loop may end when no query is open. */
static void
release(struct dns_query *q)
{
	struct dns *d = q->dns;
	int i;

	task_stop(&q->timer);
	TAILQ_REMOVE(&d->queries, q, entry);
	for (i = 0; i < VIEWS && TAILQ_EMPTY(&d->queries); i++)
		if (d->views[i].ctx != NULL)
			uv_poll_stop(&d->views[i].poll);
	drop_result(&q->unproven);
	drop_result(&q->bogus);
	free(q->name);
	free(q);
}

static void
finish(struct dns_query *q, const struct dns_answer *answer)
{
	dns_fn *fn = q->fn;
	void *arg = q->arg;

	release(q);
	fn(answer, arg);
}

/* libunbound blames the domain also when nobody answers, or there is no
 * network. */
static enum dns_status
failure_of(const struct dns_query *q)
{
	if (q->waited >= SILENCE_MS || !route_exists(q->dns->resolver))
		return DNS_TIMEOUT;
	return DNS_SERVFAIL;
}

static enum dns_status
status_of(const struct dns_query *q, int failed, const struct ub_result *r)
{
	if (failed != 0 || r == NULL)
		return failure_of(q);
	if (r->bogus)
		return DNS_BOGUS;
	if (r->nxdomain)
		return DNS_NXDOMAIN;
	if (r->rcode != 0)
		return failure_of(q);
	return r->havedata ? DNS_OK : DNS_NODATA;
}

/* Records that are malformed are passed over. */
static size_t
read_records(enum dns_type type, const struct ub_result *r,
    struct dns_record records[RECORDS_MAX])
{
	size_t i, n = 0;

	for (i = 0; r->data[i] != NULL && n < RECORDS_MAX; i++)
		if (dns_record_parse(
			type, r->data[i], (size_t)r->len[i], &records[n]) == 0)
			n++;
	if (type == DNS_MX || type == DNS_SRV)
		dns_records_sort(records, n);
	return n;
}

/* libunbound ends that name by a dot, or repeats the one asked for. */
static const char *
canonical_of(struct ub_result *r)
{
	size_t n = r->canonname == NULL ? 0 : strlen(r->canonname);

	if (n > 1 && r->canonname[n - 1] == '.')
		r->canonname[n - 1] = '\0';
	if (n == 0 || !str_is_host(r->canonname, false) ||
	    str_equal_nocase(r->canonname, r->qname))
		return NULL;
	return str_lower(r->canonname);
}

/* Ends the query with what r says; r is released. */
static void
deliver(struct dns_query *q, int failed, struct ub_result *r)
{
	struct dns_record records[RECORDS_MAX];
	struct dns_answer answer = { .status = status_of(q, failed, r) };
	size_t i;

	if (r != NULL) {
		answer.secure = r->secure;
		answer.why_bogus = r->why_bogus;
		answer.canonical = canonical_of(r);
	}
	if (answer.status == DNS_OK) {
		answer.records = records;
		answer.n = read_records(q->type, r, records);
		if (answer.n == 0)
			answer.status = DNS_NODATA;
	}
	finish(q, &answer);
	for (i = 0; i < answer.n; i++)
		dns_record_clear(&records[i]);
	drop_result(&r);
}

/* The answer from before its proof. */
static void
deliver_unproven(struct dns_query *q)
{
	struct ub_result *r = q->unproven;

	q->unproven = NULL;
	deliver(q, r == NULL, r);
}

static void
query_late(struct task *t, int events, void *arg)
{
	struct dns_query *q = arg;
	struct dns_answer answer = { .status = q->late };

	(void)t;
	(void)events;
	if (q->asked)
		ub_cancel(q->view->ctx, q->id);
	if (q->stage != STAGE_ANSWER)
		deliver_unproven(q);
	else
		finish(q, &answer);
}

/* See dns_trust_root. */
static bool
needs_proof(const struct dns_query *q, int failed, const struct ub_result *r)
{
	const struct dns *d = q->dns;

	if (q->stage != STAGE_ANSWER || d->strict || d->no_dnssec ||
	    d->anchors.n == 0)
		return false;
	if (status_of(q, failed, r) == DNS_SERVFAIL)
		return true;
	return r != NULL && q->type != DNS_A && q->type != DNS_AAAA &&
	    dns_message_signed(r->answer_packet, (size_t)r->answer_len);
}

static void query_answered(void *arg, int failed, struct ub_result *r);

static int
ask(struct dns_query *q, int view, enum stage stage, const char *name, int type)
{
	q->stage = stage;
	q->view = open_view(q->dns, view);
	q->asked = q->view != NULL &&
	    ub_resolve_async(q->view->ctx, name, type, CLASS_IN, q,
		query_answered, &q->id) == 0;
	return q->asked ? 0 : -1;
}

/* A second question; when it cannot be asked, the first answer has to do. */
static void
ask_again(struct dns_query *q, enum stage stage, const char *name, int type)
{
	if (ask(q, VIEW_PROVING, stage, name, type) == -1)
		deliver_unproven(q);
}

static void
query_answered(void *arg, int failed, struct ub_result *r)
{
	struct dns_query *q = arg;
	enum dns_status status;

	if (q->stage == STAGE_ANSWER)
		q->waited = loop_now(q->dns->loop) - q->since;
	status = status_of(q, failed, r);
	q->asked = false;
	if (needs_proof(q, failed, r)) {
		q->unproven = r;
		ask_again(q, STAGE_PROOF, q->name, (int)q->type);
	} else if (q->stage == STAGE_PROOF && status == DNS_BOGUS) {
		q->bogus = r;
		ask_again(q, STAGE_ROOT, ".", TYPE_DNSKEY);
	} else if (q->stage == STAGE_PROOF &&
	    (status == DNS_SERVFAIL || status == DNS_TIMEOUT)) {
		drop_result(&r);
		deliver_unproven(q);
	} else if (q->stage == STAGE_ROOT) {
		if (r != NULL && r->secure) {
			drop_result(&r);
			r = q->bogus;
			q->bogus = NULL;
			deliver(q, 0, r);
			return;
		}
		drop_result(&r);
		q->dns->no_dnssec = true;
		deliver_unproven(q);
	} else {
		deliver(q, failed, r);
	}
}

int
dns_open(
    struct loop *l, const char *resolver, struct dns **out, struct err *err)
{
	struct dns *d;
	int64_t port;
	char *ip;
	bool ok;

	if (resolver != NULL) {
		ip = xstrndup(resolver, strcspn(resolver, "@"));
		ok = str_is_ip(ip) &&
		    (resolver[strlen(ip)] == '\0' ||
			str_number(
			    resolver + strlen(ip) + 1, 1, 65535, &port) == 0);
		free(ip);
		if (!ok)
			return err_set(err,
			    "the resolver '%s' is not of the "
			    "form IP or IP@PORT",
			    resolver);
	}
	d = xcalloc(1, sizeof(*d));
	d->loop = l;
	d->resolver = resolver == NULL ? NULL : xstrdup(resolver);
	TAILQ_INIT(&d->queries);
	*out = d;
	return 0;
}

/* libunbound takes the anchors as they are written, or none of them. */
static bool
anchors_hold(const struct dns *d)
{
	struct ub_ctx *ctx = ub_ctx_create();
	bool ok = ctx != NULL;
	size_t i;

	if (!ok)
		return false;
	ub_ctx_debugout(ctx, NULL);
	for (i = 0; i < d->anchors.n; i++)
		ok = ub_ctx_add_ta(ctx, d->anchors.lines[i]) == 0 && ok;
	ok = ok && ub_ctx_zone_remove(ctx, "test.") == 0;
	ub_ctx_delete(ctx);
	return ok;
}

int
dns_trust_file(struct dns *d, const char *path, struct err *err)
{
	assert(d->open_views == 0);
	if (dns_anchors_load(path, &d->anchors, err) == -1)
		return -1;
	if (!anchors_hold(d)) {
		dns_anchors_clear(&d->anchors);
		return err_set(err,
		    "the trust anchor %s: a DS or DNSKEY record is malformed",
		    path);
	}
	d->strict = true;
	return 0;
}

void
dns_trust_root(struct dns *d, const char *path)
{
	assert(d->open_views == 0);
	/* Malformed keys open no proving view: then nothing is proven. */
	dns_anchors_load(path, &d->anchors, NULL);
}

static void
free_dns(struct dns *d)
{
	dns_anchors_clear(&d->anchors);
	free(d->resolver);
	free(d);
}

static void
poll_closed(uv_handle_t *handle)
{
	struct view *v = handle->data;

	if (--v->dns->open_views == 0)
		free_dns(v->dns);
}

void
dns_close(struct dns **d)
{
	struct dns *dns = *d;
	struct dns_query *q;
	int i;

	if (dns == NULL)
		return;
	*d = NULL;
	assert(!dns->processing);
	while ((q = TAILQ_FIRST(&dns->queries)) != NULL)
		dns_cancel(&q);
	if (dns->open_views == 0) {
		free_dns(dns);
		return;
	}
	for (i = 0; i < VIEWS; i++)
		if (dns->views[i].ctx != NULL) {
			uv_close(
			    (uv_handle_t *)&dns->views[i].poll, poll_closed);
			ub_ctx_delete(dns->views[i].ctx);
		}
}

struct dns_query *
dns_ask(struct dns *d, const char *name, enum dns_type type, int64_t deadline,
    dns_fn *fn, void *arg)
{
	struct dns_query *q = xcalloc(1, sizeof(*q));

	q->dns = d;
	q->type = type;
	q->name = xstrdup(name);
	q->fn = fn;
	q->arg = arg;
	q->since = loop_now(d->loop);
	q->late = DNS_TIMEOUT;
	TAILQ_INSERT_TAIL(&d->queries, q, entry);
	if (!str_is_host(name, false))
		q->late = DNS_NXDOMAIN;
	else if (ask(q, d->strict ? VIEW_PROVING : VIEW_PLAIN, STAGE_ANSWER,
		     name, (int)type) == -1)
		q->late = DNS_SERVFAIL;
	if (!q->asked)
		deadline = loop_now(d->loop);
	q->timer = task_start(d->loop, -1, 0, deadline, query_late, q);
	return q;
}

void
dns_cancel(struct dns_query **q)
{
	struct dns_query *query = *q;

	if (query == NULL)
		return;
	*q = NULL;
	if (query->asked)
		ub_cancel(query->view->ctx, query->id);
	release(query);
}

const char *
dns_trouble(enum dns_status status)
{
	switch (status) {
	case DNS_TIMEOUT:
		return "the resolver did not answer in time";
	case DNS_SERVFAIL:
		return "the resolver failed (SERVFAIL)";
	case DNS_BOGUS:
		return "DNSSEC validation failed";
	default:
		return NULL;
	}
}
