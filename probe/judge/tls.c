#include <string.h>

#include "probe/judge/rule.h"

/* A server that knows nothing newer ends our handshake first: its version is
 * the cause. */
static bool
new_enough(const struct subject *s, const struct fact *f)
{
	(void)f;
	return !subject_address_has(s->address, FACT_TLS_OLD_VERSION);
}

const struct rule judge_rules_tls[] = {
	{ .fact = FACT_TLS_NOT_TLS,
	    .finding = FINDING_TLS_PLAINTEXT,
	    .flags = RULE_ENDS },
	{ .fact = FACT_TLS_OLD_VERSION,
	    .finding = FINDING_TLS_TOO_OLD,
	    .flags = RULE_ENDS,
	    .place = "version" },
	{ .fact = FACT_TLS_ALERT,
	    .finding = FINDING_TLS_ALERT,
	    .flags = RULE_ENDS,
	    .place = "alert",
	    .when = new_enough },
	{ .fact = FACT_TLS_CLOSED,
	    .finding = FINDING_TLS_CLOSED,
	    .flags = RULE_ENDS,
	    .when = new_enough },
	{ .fact = FACT_TLS_SILENT,
	    .finding = FINDING_TLS_TIMEOUT,
	    .flags = RULE_ENDS,
	    .when = new_enough },
	{ .fact = FACT_TLS_FAILED,
	    .finding = FINDING_TLS_FAILED,
	    .flags = RULE_ENDS,
	    .when = new_enough },
	{ .fact = FACT_TLS_CLIENT_CERT, .finding = FINDING_TLS_CLIENT_CERT },
	{ .fact = FACT_COUNT },
};

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/*
 * Different certificates that all pass the check are usual behind large
 * providers: worth knowing, no reason to warn.
 */
void
judge_tls_addresses(const struct subject *s)
{
	const struct address_result *a, *first = NULL;
	struct arena *arena = &s->report->arena;
	struct finding *told;
	const char *ips = NULL, *evidence = NULL, *line;
	bool differs = false, verified = true;

	STAILQ_FOREACH (a, &s->endpoint->addresses, entry) {
		if (!a->tls.have_certificate)
			continue;
		if (first == NULL)
			first = a;
		differs = differs ||
		    !same(a->tls.certificate.fingerprint,
			first->tls.certificate.fingerprint) ||
		    !same(a->tls.version, first->tls.version);
		verified = verified && a->tls.verified;
		ips = subject_list_add(arena, ips, a->ip);
		line = arena_printf(arena, "%s %s %.16s", a->ip,
		    a->tls.version == NULL ? "-" : a->tls.version,
		    a->tls.certificate.fingerprint == NULL
			? "-"
			: a->tls.certificate.fingerprint);
		evidence = subject_list_add(arena, evidence, line);
	}
	if (!differs)
		return;
	told = subject_tell(
	    s, FINDING_TLS_DIFFERS, PLACES({ "addresses", ips }), evidence);
	if (verified)
		told->severity = SEV_INFO;
}
