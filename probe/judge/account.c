#include <string.h>

#include "probe/judge/rule.h"
#include "probe/report/source.h"
#include "profiles/base/str.h"
#include "profiles/settings/hint.h"

/* A login that shows the mailbox is proof; where none was wanted, all that comes before it. */
static bool
proven(const struct endpoint_result *e)
{
	const struct address_result *a;

	if (report_proven(e))
		return true;
	if (e->login.outcome != LOGIN_SKIPPED ||
	    e->login.skip != SKIP_NO_PASSWORD ||
	    findings_worst(&e->findings) == SEV_ERROR)
		return false;
	STAILQ_FOREACH (a, &e->addresses, entry)
		if (a->ready && a->tls.verified)
			return true;
	return false;
}

static void
choose_settings(struct report *r)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		enum protocol p = e->endpoint.protocol;

		if (!proven(e))
			continue;
		if (r->settings[p] == NULL ||
		    (!report_proven(r->settings[p]) && report_proven(e)))
			r->settings[p] = e;
	}
}

static bool
nothing_proven(const struct report *r)
{
	int p;

	for (p = 0; p < PROTO_COUNT; p++)
		if (r->settings[p] != NULL)
			return false;
	return true;
}

/* A guessed server counts only when it was reached. */
static bool
counts(const struct endpoint_result *e)
{
	return !e->guessed || subject_endpoint_reach(e) == REACH_GOOD;
}

static bool
names_protocol(const struct report *r, enum protocol p)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (e->endpoint.protocol == p && counts(e))
			return true;
	return false;
}

static bool
tried(const struct endpoint_result *e)
{
	return !STAILQ_EMPTY(&e->addresses);
}

static bool
any_tried(const struct report *r)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (tried(e))
			return true;
	return false;
}

static struct finding *
tell_domain(struct report *r, enum finding_id id, const char *name,
    const char *value, const char *evidence)
{
	struct place places[] = { { "domain", r->domain },
		{ "host", r->domain }, { name, value }, { NULL, NULL } };

	return finding_add(&r->findings, id, places, evidence);
}

/* Asked without an answer; what was never asked, as with --offline, took no
 * time. */
static bool
sources_open(const struct report *r)
{
	const struct source_result *s;

	STAILQ_FOREACH (s, &r->sources, entry)
		if (s->outcome == SOURCE_UNFINISHED && s->ms > 0)
			return true;
	return false;
}

/* The provider has no servers, whatever else is wrong. */
static void
tell_closed(struct report *r)
{
	struct finding *f;

	STAILQ_FOREACH (f, &r->findings.list, entry)
		if (f->severity == SEV_ERROR)
			f->severity = SEV_WARNING;
	tell_domain(r, FINDING_CONFIG_CLOSED, "provider",
	    r->provider == NULL ? r->domain : r->provider, NULL);
}

/* The strongest source that names a server of the protocol with values that
 * nobody can use, or NULL. */
static const struct source_result *
misread_by(const struct report *r, enum protocol p)
{
	const struct source_result *s, *best = NULL;

	STAILQ_FOREACH (s, &r->sources, entry)
		if (s->misread[p] != NULL &&
		    (best == NULL || s->rank < best->rank))
			best = s;
	return best;
}

/* Returns whether a source names a server of one of the protocols. */
static bool
tell_misread(struct report *r, enum severity severity, int first, int last)
{
	const struct source_result *s;
	int p;

	for (p = first; p <= last; p++) {
		s = misread_by(r, (enum protocol)p);
		if (s == NULL)
			continue;
		finding_add(&r->findings, FINDING_CONFIG_NOT_UNDERSTOOD,
		    (struct place[]){ { "source", s->source },
			{ "protocol", protocol_title((enum protocol)p) },
			{ "domain", r->domain }, { "value", s->misread[p] },
			{ NULL, NULL } },
		    s->url)
		    ->severity = severity;
		return true;
	}
	return false;
}

/* Where Exchange or its kin answers for the domain, or NULL. */
static const char *
exchange_of(const struct report *r)
{
	static const char *const kinds[] = { "ews", "activesync", "graph" };
	const struct service_result *s;
	size_t i;

	STAILQ_FOREACH (s, &r->services, entry)
		for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			if (strcmp(s->kind, kinds[i]) == 0)
				return s->url != NULL ? s->url : s->host;
	return NULL;
}

/* No server at all, and the reason is none of the name system. */
static void
tell_not_found(struct report *r)
{
	const char *exchange = exchange_of(r);
	struct finding *told;

	if (words_have(&r->hints, hint_code(HINT_NO_STANDARD_PROTOCOL)) ||
	    words_have(&r->hints, hint_code(HINT_BRIDGE_PROGRAM))) {
		tell_closed(r);
		return;
	}
	if (findings_worst(&r->findings) == SEV_ERROR)
		return;
	if (r->unfinished || sources_open(r)) {
		told = tell_domain(r, FINDING_UNFINISHED, NULL, NULL, NULL);
		told->severity = SEV_ERROR;
	} else if (tell_misread(r, SEV_ERROR, PROTO_IMAP, PROTO_SMTP)) {
		return;
	} else if (exchange != NULL) {
		tell_domain(
		    r, FINDING_CONFIG_EXCHANGE, "other", exchange, exchange);
	} else {
		tell_domain(r, FINDING_CONFIG_NOT_FOUND, NULL, NULL, NULL);
	}
}

/* One direction is missing. */
static void
tell_incomplete(struct report *r, bool in)
{
	if (in ? tell_misread(r, SEV_WARNING, PROTO_SMTP, PROTO_SMTP)
	       : tell_misread(r, SEV_WARNING, PROTO_IMAP, PROTO_POP3))
		return;
	tell_domain(r, FINDING_CONFIG_INCOMPLETE, "protocol",
	    in ? protocol_title(PROTO_SMTP) : protocol_title(PROTO_IMAP), NULL);
}

/* The hint came from MX or NS records; a server that was reached disproves
 * it. */
static void
drop_hint(struct report *r, const char *hint)
{
	size_t i, n = 0;

	for (i = 0; i < r->hints.n; i++)
		if (strcmp(r->hints.list[i], hint) != 0)
			r->hints.list[n++] = r->hints.list[i];
	r->hints.n = n;
}

/* An account needs one way in and one way out. */
static void
judge_config(struct report *r)
{
	bool in =
	    names_protocol(r, PROTO_IMAP) || names_protocol(r, PROTO_POP3);
	bool out = names_protocol(r, PROTO_SMTP);

	if (r->domain == NULL)
		return;
	if (in || out)
		drop_hint(r, hint_code(HINT_NO_STANDARD_PROTOCOL));
	if (!in && !out)
		tell_not_found(r);
	else if (!in || !out)
		tell_incomplete(r, in);
}

/* What the domain itself lacks is no error when the mailbox works. */
static void
soften_domain(struct report *r)
{
	struct finding *f;

	if (nothing_proven(r))
		return;
	STAILQ_FOREACH (f, &r->findings.list, entry)
		if (f->severity == SEV_ERROR)
			f->severity = SEV_WARNING;
		else if (f->id == FINDING_DNS_SRV_DISABLED)
			f->severity = SEV_INFO;
}

/* RFC 6186 section 6: a target outside the domain needs a yes, unless it has
 * been given already. */
static void
judge_foreign(const struct subject *s)
{
	const struct endpoint_result *e = s->endpoint;
	const struct report *r = s->report;

	if (e->login.outcome != LOGIN_SKIPPED || e->trust != TRUST_DNS ||
	    report_statement(e, source_name(SOURCE_SRV)) == NULL || !tried(e) ||
	    r->domain == NULL || str_host_inside(e->endpoint.host, r->domain))
		return;
	if (e->login.skip == SKIP_NO_PASSWORD ||
	    e->login.skip == SKIP_UNTRUSTED)
		subject_tell(s, FINDING_DNS_SRV_FOREIGN,
		    PLACES({ "domain", r->domain }), trust_name(e->trust));
}

/* One question per protocol is enough, and none when another server of the
 * protocol has been proven. asked: protocols with a question, as bits. */
static void
judge_trust(const struct subject *s, unsigned *asked)
{
	const struct endpoint_result *e = s->endpoint;
	const struct report *r = s->report;
	unsigned bit = 1U << e->endpoint.protocol;

	if (e->login.skip != SKIP_UNTRUSTED || (*asked & bit) != 0 ||
	    r->settings[e->endpoint.protocol] != NULL || !counts(e))
		return;
	*asked |= bit;
	subject_tell(s, FINDING_TRUST_NEEDED, PLACES({ "domain", r->domain }),
	    trust_name(e->trust));
}

static bool
cut_short(const struct report *r, const struct endpoint_result *e)
{
	const struct address_result *a;

	if (e->login.skip != SKIP_NOT_REACHED &&
	    e->login.skip != SKIP_NO_PASSWORD)
		return false;
	if (subject_endpoint_reach(e) == REACH_GOOD &&
	    e->login.skip == SKIP_NO_PASSWORD)
		return false;
	STAILQ_FOREACH (a, &e->addresses, entry)
		if (a->unfinished)
			return true;
	return r->unfinished;
}

/* Time ran out: an error where nothing else proves the protocol. */
static void
judge_unfinished(const struct subject *s)
{
	const struct endpoint_result *e = s->endpoint;
	struct finding *f;

	if (e->guessed || e->fallback || e->login.outcome != LOGIN_SKIPPED)
		return;
	if (STAILQ_EMPTY(&e->findings.list) && any_tried(s->report) &&
	    cut_short(s->report, e))
		subject_tell(s, FINDING_UNFINISHED, NULL, NULL);
	STAILQ_FOREACH (f, &e->findings.list, entry)
		if (f->id == FINDING_UNFINISHED &&
		    s->report->settings[e->endpoint.protocol] == NULL)
			f->severity = SEV_ERROR;
}

/* A fallback that works does not cure the setting it replaced. */
static void
judge_alternative(const struct subject *s)
{
	struct endpoint_result *e = s->endpoint;
	const struct endpoint_result *other;
	struct arena *a = &s->report->arena;

	other = s->report->settings[e->endpoint.protocol];
	if (other == NULL || other == e || !other->fallback || e->fallback ||
	    e->guessed || findings_worst(&e->findings) != SEV_ERROR)
		return;
	finding_add(&e->findings, FINDING_TCP_ALTERNATIVE,
	    (struct place[]){ { "host", e->endpoint.host },
		{ "port", arena_printf(a, "%u", e->endpoint.port) },
		{ "protocol", protocol_title(e->endpoint.protocol) },
		{ "other_host", other->endpoint.host },
		{ "other_port", arena_printf(a, "%u", other->endpoint.port) },
		{ "other_security", security_title(other->endpoint.security) },
		{ NULL, NULL } },
	    NULL);
}

static const char *
server_name(struct report *r, const struct endpoint_result *e)
{
	return arena_printf(&r->arena, "%s (%s)", e->endpoint.host,
	    protocol_title(e->endpoint.protocol));
}

/* The first rejection spares the other services: say it once. */
static void
judge_not_repeated(struct report *r)
{
	const struct endpoint_result *e, *failed = NULL;
	const char *servers = NULL;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (failed == NULL && e->login.outcome == LOGIN_FAILED)
			failed = e;
		if (e->login.outcome == LOGIN_SKIPPED &&
		    e->login.skip == SKIP_EARLIER_FAILED && counts(e))
			servers = subject_list_add(
			    &r->arena, servers, server_name(r, e));
	}
	if (failed == NULL || servers == NULL)
		return;
	finding_add(&r->findings, FINDING_NOT_REPEATED,
	    (struct place[]){ { "host", failed->endpoint.host },
		{ "servers", servers }, { NULL, NULL } },
	    report_skip_name(SKIP_EARLIER_FAILED));
}

/* A login at another port of that very server has proven the protocol. */
static bool
proven_beside(const struct report *r, const struct endpoint_result *e)
{
	const struct endpoint_result *other = r->settings[e->endpoint.protocol];

	return r->domain != NULL && other != NULL && other != e &&
	    report_proven(other) &&
	    strcmp(other->endpoint.host, e->endpoint.host) == 0;
}

/* Nothing that was left out may look as if it had passed. */
static bool
left_out(const struct report *r, const struct endpoint_result *e)
{
	if (e->login.outcome != LOGIN_SKIPPED || !tried(e) || !counts(e) ||
	    proven_beside(r, e))
		return false;
	if (e->fallback && r->settings[e->endpoint.protocol] != NULL &&
	    r->settings[e->endpoint.protocol] != e)
		return false;
	return e->login.skip == SKIP_NO_PASSWORD ||
	    e->login.skip == SKIP_UNVERIFIED ||
	    e->login.skip == SKIP_NOT_REACHED ||
	    e->login.skip == SKIP_NO_MECHANISM;
}

/* The same host and protocol on another port has been named. */
static bool
named_before(const struct report *r, const struct endpoint_result *e)
{
	const struct endpoint_result *x;

	STAILQ_FOREACH (x, &r->endpoints, entry) {
		if (x == e)
			return false;
		if (left_out(r, x) &&
		    x->endpoint.protocol == e->endpoint.protocol &&
		    strcmp(x->endpoint.host, e->endpoint.host) == 0)
			return true;
	}
	return false;
}

static void
judge_coverage(struct report *r)
{
	const struct endpoint_result *e;
	const char *servers = NULL, *why = NULL, *name;

	if (r->discover_only)
		return;
	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (!left_out(r, e))
			continue;
		if (!named_before(r, e))
			servers = subject_list_add(
			    &r->arena, servers, server_name(r, e));
		name = report_skip_name(e->login.skip);
		if (why == NULL || strstr(why, name) == NULL)
			why = subject_list_add(&r->arena, why, name);
	}
	if (servers != NULL)
		finding_add(&r->findings,
		    r->login_asked ? FINDING_COVERAGE_CAUSE : FINDING_COVERAGE,
		    (struct place[]){ { "servers", servers }, { NULL, NULL } },
		    why);
}

void
judge_account(struct report *r)
{
	struct endpoint_result *e;
	unsigned asked = 0;

	choose_settings(r);
	judge_dead(r);
	STAILQ_FOREACH (e, &r->endpoints, entry) {
		struct subject s = { .report = r, .endpoint = e };

		judge_foreign(&s);
		judge_trust(&s, &asked);
		judge_unfinished(&s);
		judge_alternative(&s);
	}
	soften_domain(r);
	judge_autodiscover(r);
	judge_config(r);
	judge_conflicts(r);
	judge_late_sources(r);
	judge_not_repeated(r);
	judge_coverage(r);
}

/* A server that was named is to be proven itself. */
static bool
server_unproven(const struct report *r)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (!proven(e) && e->login.skip != SKIP_ALTERNATIVE)
			return true;
	return false;
}

/* A mailbox needs one way in and one way out. */
static bool
mailbox_unproven(const struct report *r)
{
	bool in =
	    r->settings[PROTO_IMAP] != NULL || r->settings[PROTO_POP3] != NULL;

	if (r->domain == NULL)
		return server_unproven(r);
	if (!in &&
	    (names_protocol(r, PROTO_IMAP) || names_protocol(r, PROTO_POP3)))
		return true;
	return r->settings[PROTO_SMTP] == NULL && names_protocol(r, PROTO_SMTP);
}

enum verdict
account_verdict(const struct report *r)
{
	enum severity worst = report_worst(r);

	if (worst == SEV_ERROR)
		return VERDICT_ERROR;
	if (!r->discover_only && any_tried(r) && mailbox_unproven(r))
		return VERDICT_UNPROVEN;
	if (worst == SEV_WARNING)
		return VERDICT_WARNING;
	return VERDICT_OK;
}
