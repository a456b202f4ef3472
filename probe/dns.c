#include "probe/dns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unbound.h>

#include "probe/base/err.h"
#include "probe/base/mem.h"
#include "probe/base/str.h"
#include "probe/dns-record.h"
#include "probe/loop.h"
#include "probe/route.h"

enum { RECORDS_MAX = 64, CLASS_IN = 1 };

struct dns_query {
	TAILQ_ENTRY(dns_query) entry;
	struct dns *dns;
	struct task *timer;
	bool asked; /* libunbound knows it by id */
	int id;
	enum dns_type type;
	enum dns_status late; /* what is true when the timer fires */
	dns_fn *fn;
	void *arg;
};
TAILQ_HEAD(dns_queries, dns_query);

/*
 * libunbound works in a thread of its own and signals by a descriptor; its
 * callbacks are made by ub_process, in our thread.
 */
struct dns {
	struct loop *loop;
	char *resolver;
	struct ub_ctx *ctx; /* made by the first query */
	uv_poll_t poll;
	bool processing;
	struct dns_queries queries;
};

/* Zones libunbound would answer by itself: RFC 6761, RFC 7686, RFC 8375. */
static const char *const built_in_zones[] = { "localhost.", "test.", "invalid.",
	"onion.", "home.arpa.", "127.in-addr.arpa.",
	("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	 "ip6.arpa.") };

static int
open_context(struct dns *d)
{
	struct ub_ctx *ctx = ub_ctx_create();
	size_t i;

	if (ctx == NULL)
		return -1;
	ub_ctx_debugout(ctx, NULL);
	ub_ctx_async(ctx, 1);
	/* A resolver on this machine (127.0.0.53) is a resolver like others. */
	ub_ctx_set_option(ctx, "do-not-query-localhost:", "no");
	if (d->resolver == NULL) {
		ub_ctx_resolvconf(ctx, NULL);
		ub_ctx_hosts(ctx, NULL);
	} else {
		ub_ctx_set_fwd(ctx, d->resolver);
		ub_ctx_set_option(ctx, "unblock-lan-zones:", "yes");
		for (i = 0; i < sizeof(built_in_zones) / sizeof(char *); i++)
			ub_ctx_zone_remove(ctx, built_in_zones[i]);
	}
	d->ctx = ctx;
	return 0;
}

static void
answers_ready(uv_poll_t *poll, int status, int events)
{
	struct dns *d = poll->data;

	(void)status;
	(void)events;
	d->processing = true;
	ub_process(d->ctx);
	d->processing = false;
}

/* The context and the wait for its descriptor, before the first query. */
static int
prepare(struct dns *d)
{
	if (d->ctx != NULL)
		return 0;
	if (open_context(d) == -1)
		return -1;
	uv_poll_init(loop_uv(d->loop), &d->poll, ub_fd(d->ctx));
	d->poll.data = d;
	return 0;
}

/* The loop may end when no query is open. */
static void
release(struct dns_query *q)
{
	struct dns *d = q->dns;

	task_stop(&q->timer);
	TAILQ_REMOVE(&d->queries, q, entry);
	if (TAILQ_EMPTY(&d->queries) && d->ctx != NULL)
		uv_poll_stop(&d->poll);
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

static void
query_late(struct task *t, int events, void *arg)
{
	struct dns_query *q = arg;
	struct dns_answer answer = { .status = q->late };

	(void)t;
	(void)events;
	if (q->asked)
		ub_cancel(q->dns->ctx, q->id);
	finish(q, &answer);
}

static enum dns_status
status_of(int failed, const struct ub_result *r)
{
	if (failed != 0 || r == NULL)
		return DNS_SERVFAIL;
	if (r->bogus)
		return DNS_BOGUS;
	if (r->nxdomain)
		return DNS_NXDOMAIN;
	if (r->rcode != 0)
		return DNS_SERVFAIL;
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

static void
query_answered(void *arg, int failed, struct ub_result *r)
{
	struct dns_record records[RECORDS_MAX];
	struct dns_query *q = arg;
	struct dns_answer answer = { .status = status_of(failed, r) };
	size_t i;

	/* Without a network libunbound blames the domain. */
	if (answer.status == DNS_SERVFAIL && !route_exists(q->dns->resolver))
		answer.status = DNS_TIMEOUT;
	if (r != NULL) {
		answer.secure = r->secure;
		answer.why_bogus = r->why_bogus;
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
	ub_resolve_free(r);
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

static void
free_dns(struct dns *d)
{
	free(d->resolver);
	free(d);
}

static void
poll_closed(uv_handle_t *handle)
{
	free_dns(handle->data);
}

void
dns_close(struct dns **d)
{
	struct dns *dns = *d;
	struct dns_query *q;

	if (dns == NULL)
		return;
	*d = NULL;
	assert(!dns->processing);
	while ((q = TAILQ_FIRST(&dns->queries)) != NULL)
		dns_cancel(&q);
	if (dns->ctx == NULL) {
		free_dns(dns);
		return;
	}
	uv_close((uv_handle_t *)&dns->poll, poll_closed);
	ub_ctx_delete(dns->ctx);
}

struct dns_query *
dns_ask(struct dns *d, const char *name, enum dns_type type, int64_t deadline,
    dns_fn *fn, void *arg)
{
	struct dns_query *q = xcalloc(1, sizeof(*q));

	q->dns = d;
	q->type = type;
	q->fn = fn;
	q->arg = arg;
	q->late = DNS_TIMEOUT;
	if (!str_is_host(name, false))
		q->late = DNS_NXDOMAIN;
	else if (prepare(d) == -1 ||
	    ub_resolve_async(d->ctx, name, (int)type, CLASS_IN, q,
		query_answered, &q->id) != 0)
		q->late = DNS_SERVFAIL;
	q->asked = q->late == DNS_TIMEOUT;
	if (!q->asked)
		deadline = loop_now(d->loop);
	q->timer = task_start(d->loop, -1, 0, deadline, query_late, q);
	TAILQ_INSERT_TAIL(&d->queries, q, entry);
	if (q->asked && !uv_is_active((uv_handle_t *)&d->poll))
		uv_poll_start(&d->poll, UV_READABLE, answers_ready);
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
		ub_cancel(query->dns->ctx, query->id);
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
