#include "probe/report/report.h"

#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"
#include "profiles/base/str.h"

struct report *
report_new(void)
{
	struct report *r = xcalloc(1, sizeof(*r));

	STAILQ_INIT(&r->sources);
	STAILQ_INIT(&r->endpoints);
	STAILQ_INIT(&r->services);
	facts_init(&r->facts, &r->arena);
	findings_init(&r->findings, &r->arena);
	return r;
}

void
report_free(struct report **r)
{
	if (*r == NULL)
		return;
	arena_clear(&(*r)->arena);
	free(*r);
	*r = NULL;
}

struct endpoint_result *
report_add_endpoint(struct report *r, const struct endpoint *e)
{
	struct endpoint_result *er = arena_alloc(&r->arena, sizeof(*er));

	er->endpoint = *endpoint_copy(&r->arena, e);
	STAILQ_INIT(&er->sources);
	STAILQ_INIT(&er->addresses);
	facts_init(&er->facts, &r->arena);
	findings_init(&er->findings, &r->arena);
	STAILQ_INSERT_TAIL(&r->endpoints, er, entry);
	return er;
}

struct address_result *
report_add_address(
    struct report *r, struct endpoint_result *e, const char *ip, int family)
{
	struct address_result *ar = arena_alloc(&r->arena, sizeof(*ar));

	ar->ip = arena_strdup(&r->arena, ip);
	ar->family = family;
	STAILQ_INIT(&ar->steps);
	facts_init(&ar->facts, &r->arena);
	STAILQ_INSERT_TAIL(&e->addresses, ar, entry);
	return ar;
}

static const char *
printable(struct arena *a, const char *text)
{
	return text == NULL ? NULL : str_printable_dup(a, text, strlen(text));
}

/* Both NULL, or the same text. */
static bool
is_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Where s stands or would stand: the last one before it, NULL at the head. */
static struct service_result *
service_before(struct report *r, const struct service_result *s)
{
	struct service_result *other, *before = NULL;
	int order;

	STAILQ_FOREACH (other, &r->services, entry) {
		order = strcmp(other->kind, s->kind);
		if (order < 0 || (order == 0 && other->rank <= s->rank))
			before = other;
	}
	return before;
}

void
report_add_service(
    struct report *r, const struct service *s, const char *source, int rank)
{
	struct service_result *v = arena_alloc(&r->arena, sizeof(*v));
	struct service_result *old, *before;
	int n = 0;

	v->kind = printable(&r->arena, s->kind);
	v->url = printable(&r->arena, s->url);
	v->host = printable(&r->arena, s->host);
	v->port = s->port;
	v->source = source;
	v->rank = rank;
	STAILQ_FOREACH (old, &r->services, entry) {
		n++;
		if (is_same(old->kind, v->kind) && is_same(old->url, v->url) &&
		    is_same(old->host, v->host) && old->port == v->port)
			break;
	}
	if (old != NULL && old->rank <= rank)
		return;
	if (old != NULL)
		STAILQ_REMOVE(&r->services, old, service_result, entry);
	else if (n >= REPORT_SERVICES)
		return;
	before = service_before(r, v);
	if (before == NULL)
		STAILQ_INSERT_HEAD(&r->services, v, entry);
	else
		STAILQ_INSERT_AFTER(&r->services, before, v, entry);
}

const struct statement *
report_believed(const struct endpoint_result *e)
{
	const struct statement *s, *best = NULL;

	STAILQ_FOREACH (s, &e->sources, entry)
		if (best == NULL || s->trust < best->trust ||
		    (s->trust == best->trust && s->rank < best->rank))
			best = s;
	return best;
}

const struct statement *
report_statement(const struct endpoint_result *e, const char *source)
{
	const struct statement *s;

	STAILQ_FOREACH (s, &e->sources, entry)
		if (strcmp(s->name, source) == 0)
			return s;
	return NULL;
}

bool
report_proven(const struct endpoint_result *e)
{
	return e->login.outcome == LOGIN_OK &&
	    (e->used == NULL || !e->used->unseen);
}

enum severity
report_worst(const struct report *r)
{
	const struct endpoint_result *e;
	enum severity worst = findings_worst(&r->findings), s;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		s = findings_worst(&e->findings);
		if (s > worst)
			worst = s;
	}
	return worst;
}

const char *
report_verdict_name(enum verdict v)
{
	static const char *const names[] = { "ok", "warning", "error",
		"skipped", "unproven" };

	return names[v];
}

const char *
report_source_outcome_name(enum source_outcome o)
{
	static const char *const names[] = { "found", "none", "failed",
		"unfinished" };

	return names[o];
}

const char *
report_outcome_name(enum login_outcome o)
{
	static const char *const names[] = { "skipped", "ok", "failed" };

	return names[o];
}

const char *
report_skip_name(enum login_skip s)
{
	static const char *const names[] = { "", "no-password", "untrusted",
		"unverified-tls", "not-reached", "earlier-login-failed",
		"no-mechanism", "alternative", "budget", "downgrade" };

	return names[s];
}

const char *
report_send_outcome_name(enum send_outcome o)
{
	static const char *const names[] = { "skipped", "ok", "refused",
		"unanswered" };

	return names[o];
}

const char *
report_send_skip_name(enum send_skip s)
{
	static const char *const names[] = { NULL, "not-asked", "port-25",
		"unusable-address", "no-smtputf8" };

	return names[s];
}
