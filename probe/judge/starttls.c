#include "probe/judge/rule.h"

/* RFC 3501 section 6.2.1, RFC 2595, RFC 3207: what comes before TLS counts
 * for nothing, and a server without TLS gets no password. */
static bool
not_stripped(const struct subject *s, const struct fact *f)
{
	(void)f;
	return !subject_address_has(s->address, FACT_STARTTLS_STRIPPED);
}

static bool
before_tls(const struct subject *s, const struct fact *f)
{
	(void)f;
	return s->address->tls.version == NULL;
}

/* What is said to a program on this computer passes no network. */
static bool
on_the_way(const struct subject *s, const struct fact *f)
{
	(void)f;
	return !subject_is_local(s);
}

const struct rule judge_rules_starttls[] = {
	{ .fact = FACT_STARTTLS_STRIPPED,
	    .finding = FINDING_STARTTLS_STRIPPED,
	    .flags = RULE_ENDS },
	{ .fact = FACT_STARTTLS_ABSENT,
	    .finding = FINDING_STARTTLS_ABSENT,
	    .flags = RULE_ENDS,
	    .when = not_stripped },
	{ .fact = FACT_STARTTLS_REFUSED,
	    .finding = FINDING_STARTTLS_REFUSED,
	    .flags = RULE_ENDS,
	    .place = "reply" },
	{ .fact = FACT_STARTTLS_TEMPORARY,
	    .finding = FINDING_STARTTLS_TEMPORARY,
	    .flags = RULE_ENDS | RULE_PASSES,
	    .place = "reply" },
	{ .fact = FACT_STARTTLS_INJECTION,
	    .finding = FINDING_STARTTLS_INJECTION,
	    .flags = RULE_ENDS },
	{ .fact = FACT_STARTTLS_UNTAGGED,
	    .finding = FINDING_STARTTLS_UNTAGGED },
	{ .fact = FACT_REFERRAL,
	    .finding = FINDING_STARTTLS_UNTAGGED,
	    .when = before_tls },
	{ .fact = FACT_STARTTLS_UNADVERTISED,
	    .finding = FINDING_STARTTLS_UNADVERTISED },
	{ .fact = FACT_STARTTLS_CLEARTEXT,
	    .finding = FINDING_STARTTLS_CLEARTEXT,
	    .when = on_the_way },
	{ .fact = FACT_COUNT },
};
