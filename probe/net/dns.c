#include "probe/net/dns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <unbound.h>

#include "probe/net/dns-anchor.h"
#include "probe/net/dns-question.h"
#include "probe/net/dns-view.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

/* One query that waits for an answer. */
struct dns_query {
	TAILQ_ENTRY(dns_query) entry;
	struct shared *shared;
	struct task *timer;
	dns_fn *fn;
	void *arg;
};

/* One name and type, asked for once for all its queries. */
struct shared {
	TAILQ_ENTRY(shared) entry;
	struct dns *dns;
	char *name;
	enum dns_type type;
	struct dns_question *question; /* NULL: not asked, or answered */
	enum dns_status late;	       /* what is true when a timer fires */
	TAILQ_HEAD(, dns_query) queries;
	bool telling; /* a callback is being made */
};

struct dns {
	struct dns_resolver resolver;
	TAILQ_HEAD(, shared) questions;
	bool telling;
};

/* When no query is left it ends, and the question with it. */
static void
settle(struct shared *s)
{
	if (s->telling || !TAILQ_EMPTY(&s->queries))
		return;
	dns_question_cancel(&s->question);
	TAILQ_REMOVE(&s->dns->questions, s, entry);
	free(s->name);
	free(s);
}

static void
detach(struct dns_query *q)
{
	task_stop(&q->timer);
	TAILQ_REMOVE(&q->shared->queries, q, entry);
	free(q);
}

static void
tell(const struct dns_answer *answer, void *arg)
{
	struct dns_query *q = arg;
	dns_fn *fn = q->fn;
	void *fn_arg = q->arg;

	detach(q);
	fn(answer, fn_arg);
}

static void
begin_telling(struct shared *s)
{
	s->telling = true;
	s->dns->telling = true;
}

static void
end_telling(struct shared *s)
{
	s->telling = false;
	s->dns->telling = false;
	settle(s);
}

/* A callback that asks for the same begins a new question. */
static void
shared_answered(const struct dns_answer *answer, void *arg)
{
	struct shared *s = arg;
	struct dns_query *q;

	s->question = NULL;
	begin_telling(s);
	while ((q = TAILQ_FIRST(&s->queries)) != NULL)
		tell(answer, q);
	end_telling(s);
}

static void
query_late(struct task *t, int events, void *arg)
{
	struct dns_query *q = arg;
	struct shared *s = q->shared;
	struct dns_answer answer = { .status = s->late };

	(void)t;
	(void)events;
	begin_telling(s);
	if (s->question == NULL || !dns_question_unproven(s->question, tell, q))
		tell(&answer, q);
	end_telling(s);
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
	d->resolver.loop = l;
	d->resolver.address = resolver == NULL ? NULL : xstrdup(resolver);
	TAILQ_INIT(&d->questions);
	*out = d;
	return 0;
}

static bool
nothing_asked(const struct dns *d)
{
	int i;

	for (i = 0; i < DNS_VIEWS; i++)
		if (d->resolver.views[i] != NULL)
			return false;
	return true;
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
	for (i = 0; i < d->resolver.anchors.n; i++)
		ok =
		    ub_ctx_add_ta(ctx, d->resolver.anchors.lines[i]) == 0 && ok;
	ok = ok && ub_ctx_zone_remove(ctx, "test.") == 0;
	ub_ctx_delete(ctx);
	return ok;
}

int
dns_trust_file(struct dns *d, const char *path, struct err *err)
{
	assert(nothing_asked(d));
	if (dns_anchors_load(path, &d->resolver.anchors, err) == -1)
		return -1;
	if (!anchors_hold(d)) {
		dns_anchors_clear(&d->resolver.anchors);
		return err_set(err,
		    "the trust anchor %s: a DS or DNSKEY record is malformed",
		    path);
	}
	d->resolver.strict = true;
	return 0;
}

void
dns_trust_root(struct dns *d, const char *path)
{
	assert(nothing_asked(d));
	/* Malformed keys open no proving view: then nothing is proven. */
	dns_anchors_load(path, &d->resolver.anchors, NULL);
}

void
dns_close(struct dns **d)
{
	struct dns *dns = *d;
	struct shared *s, *next;
	struct dns_query *q;
	int i;

	if (dns == NULL)
		return;
	*d = NULL;
	assert(!dns->telling);
	for (s = TAILQ_FIRST(&dns->questions); s != NULL; s = next) {
		next = TAILQ_NEXT(s, entry);
		while ((q = TAILQ_FIRST(&s->queries)) != NULL)
			detach(q);
		settle(s);
	}
	for (i = 0; i < DNS_VIEWS; i++)
		dns_view_close(&dns->resolver.views[i]);
	dns_anchors_clear(&dns->resolver.anchors);
	free(dns->resolver.address);
	free(dns);
}

/* The question that is being asked. */
static struct shared *
find_shared(struct dns *d, const char *name, enum dns_type type)
{
	struct shared *s;

	TAILQ_FOREACH (s, &d->questions, entry)
		if (s->question != NULL && s->type == type &&
		    str_equal_nocase(s->name, name))
			return s;
	return NULL;
}

static struct shared *
ask_shared(struct dns *d, const char *name, enum dns_type type)
{
	struct shared *s = xcalloc(1, sizeof(*s));

	s->dns = d;
	s->name = xstrdup(name);
	s->type = type;
	TAILQ_INIT(&s->queries);
	TAILQ_INSERT_TAIL(&d->questions, s, entry);
	if (!str_is_host(name, false)) {
		s->late = DNS_NXDOMAIN;
		return s;
	}
	s->question =
	    dns_question_ask(&d->resolver, name, type, shared_answered, s);
	s->late = s->question == NULL ? DNS_SERVFAIL : DNS_TIMEOUT;
	return s;
}

struct dns_query *
dns_ask(struct dns *d, const char *name, enum dns_type type, int64_t deadline,
    dns_fn *fn, void *arg)
{
	struct dns_query *q = xcalloc(1, sizeof(*q));
	struct shared *s = find_shared(d, name, type);

	if (s == NULL)
		s = ask_shared(d, name, type);
	if (s->question == NULL)
		deadline = loop_now(d->resolver.loop);
	q->shared = s;
	q->fn = fn;
	q->arg = arg;
	TAILQ_INSERT_TAIL(&s->queries, q, entry);
	q->timer = task_start(d->resolver.loop, -1, 0, deadline, query_late, q);
	return q;
}

void
dns_cancel(struct dns_query **q)
{
	struct dns_query *query = *q;
	struct shared *s;

	if (query == NULL)
		return;
	*q = NULL;
	s = query->shared;
	detach(query);
	settle(s);
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
