#include "probe/net/dns-question.h"

#include <stdlib.h>
#include <string.h>

#include "probe/net/dns-record.h"
#include "probe/net/dns-view.h"
#include "probe/net/loop.h"
#include "probe/net/route.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

enum {
	RECORDS_MAX = 64,
	TYPE_DNSKEY = 48,
	/* Without any answer libunbound gives up with SERVFAIL, after 1.5 to
	 * 3.5 seconds; the SERVFAIL of a server comes with its answer. */
	SILENCE_MS = 1000
};

/* What a question waits for. */
enum stage {
	STAGE_ANSWER, /* the only answer, or the one to be proven */
	STAGE_PROOF,
	STAGE_ROOT /* bogus; can this resolver prove the root? */
};

struct dns_question {
	struct dns_resolver *resolver;
	bool asked; /* libunbound knows it by id */
	int id;
	char *name;
	int64_t since;	/* asked at, by the loop's clock */
	int64_t waited; /* milliseconds, for the answer before any proof */
	struct dns_view *view; /* that was asked */
	enum stage stage;
	/* Kept for later: the answer before, and the proof that failed. */
	struct ub_result *unproven, *bogus;
	enum dns_type type;
	dns_fn *fn;
	void *arg;
};

/* The view of that number, which is ready to be asked, or NULL. */
static struct dns_view *
open_view(struct dns_resolver *r, int number)
{
	if (r->views[number] == NULL)
		r->views[number] = dns_view_open(r->loop, r->address,
		    number == DNS_VIEW_PROVING ? &r->anchors : NULL);
	return r->views[number];
}

static void
drop_result(struct ub_result **r)
{
	if (*r != NULL)
		ub_resolve_free(*r);
	*r = NULL;
}

/* The loop may end when no question is open. */
static void
release(struct dns_question *q)
{
	int i;

	q->resolver->nopen--;
	for (i = 0; i < DNS_VIEWS && q->resolver->nopen == 0; i++)
		dns_view_rest(q->resolver->views[i]);
	drop_result(&q->unproven);
	drop_result(&q->bogus);
	free(q->name);
	free(q);
}

/* libunbound blames the domain also when no server answers, or there is no
 * network. */
static enum dns_status
failure_of(const struct dns_question *q)
{
	if (q->waited >= SILENCE_MS || !route_exists(q->resolver->address))
		return DNS_TIMEOUT;
	return DNS_SERVFAIL;
}

static enum dns_status
status_of(const struct dns_question *q, int failed, const struct ub_result *r)
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

/* Tells what r says, which stays the caller's. */
static void
tell(struct dns_question *q, int failed, struct ub_result *r, dns_fn *fn,
    void *arg)
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
	fn(&answer, arg);
	for (i = 0; i < answer.n; i++)
		dns_record_clear(&records[i]);
}

/* Ends the question with what r says; r is released. */
static void
deliver(struct dns_question *q, int failed, struct ub_result *r)
{
	tell(q, failed, r, q->fn, q->arg);
	drop_result(&r);
	release(q);
}

/* The answer from before its proof. */
static void
deliver_unproven(struct dns_question *q)
{
	struct ub_result *r = q->unproven;

	q->unproven = NULL;
	deliver(q, r == NULL, r);
}

bool
dns_question_unproven(struct dns_question *q, dns_fn *fn, void *arg)
{
	if (q->stage == STAGE_ANSWER)
		return false;
	tell(q, q->unproven == NULL, q->unproven, fn, arg);
	return true;
}

/* See dns_trust_root. */
static bool
needs_proof(const struct dns_question *q, int failed, const struct ub_result *r)
{
	const struct dns_resolver *resolver = q->resolver;

	if (q->stage != STAGE_ANSWER || resolver->strict ||
	    resolver->no_dnssec || resolver->anchors.n == 0)
		return false;
	if (status_of(q, failed, r) == DNS_SERVFAIL)
		return true;
	return r != NULL && q->type != DNS_A && q->type != DNS_AAAA &&
	    dns_message_signed(r->answer_packet, (size_t)r->answer_len);
}

static void question_answered(void *arg, int failed, struct ub_result *r);

static int
ask(struct dns_question *q, int view, enum stage stage, const char *name,
    int type)
{
	q->stage = stage;
	q->view = open_view(q->resolver, view);
	q->asked = q->view != NULL &&
	    dns_view_ask(q->view, name, type, question_answered, q, &q->id) ==
		0;
	return q->asked ? 0 : -1;
}

/* A second question; when it cannot be asked, the first answer has to do. */
static void
ask_again(struct dns_question *q, enum stage stage, const char *name, int type)
{
	if (ask(q, DNS_VIEW_PROVING, stage, name, type) == -1)
		deliver_unproven(q);
}

static void
question_answered(void *arg, int failed, struct ub_result *r)
{
	struct dns_question *q = arg;
	enum dns_status status;

	if (q->stage == STAGE_ANSWER)
		q->waited = loop_now(q->resolver->loop) - q->since;
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
		q->resolver->no_dnssec = true;
		deliver_unproven(q);
	} else {
		deliver(q, failed, r);
	}
}

struct dns_question *
dns_question_ask(struct dns_resolver *r, const char *name, enum dns_type type,
    dns_fn *fn, void *arg)
{
	struct dns_question *q = xcalloc(1, sizeof(*q));
	int view = r->strict ? DNS_VIEW_PROVING : DNS_VIEW_PLAIN;

	q->resolver = r;
	q->type = type;
	q->name = xstrdup(name);
	q->fn = fn;
	q->arg = arg;
	q->since = loop_now(r->loop);
	r->nopen++;
	if (ask(q, view, STAGE_ANSWER, name, (int)type) == 0)
		return q;
	release(q);
	return NULL;
}

void
dns_question_cancel(struct dns_question **q)
{
	struct dns_question *question = *q;

	if (question == NULL)
		return;
	*q = NULL;
	if (question->asked)
		dns_view_cancel(question->view, question->id);
	release(question);
}
