#include "probe/judge/rule.h"
#include "probe/judge/vendors.h"

static bool
before_greeting(const struct subject *s, const struct fact *f)
{
	(void)f;
	return s->address->greeting == NULL;
}

static bool
no_tls_expected(const struct subject *s, const struct fact *f)
{
	(void)f;
	return !subject_address_has(s->address, FACT_GREETING_EXPECTS_TLS);
}

static const char *
seconds(const struct subject *s, const struct fact *f)
{
	return arena_printf(
	    &s->report->arena, "%d", (int)((f->number + 500) / 1000));
}

/*
 * Nobody stands between us and a server whose certificate holds for its name,
 * unless he issued it himself: the name in the greeting is that of a product
 * of the provider.
 */
static bool
not_proven(const struct subject *s, const struct fact *f)
{
	const struct fact *issuer =
	    fact_find(&s->address->facts, FACT_CERT_ISSUER);

	(void)f;
	return !s->address->tls.verified ||
	    (issuer != NULL && vendors_is_interceptor(issuer->text));
}

/* The name of a protocol that the settings do not mean: "pop3" or "http". */
static const char *
found(const struct subject *s, const struct fact *f)
{
	enum protocol p;

	(void)s;
	if (protocol_parse(f->text, &p) == 0)
		return protocol_title(p);
	return "HTTP";
}

bool
judge_is_blocked(const struct subject *s, const struct fact *f)
{
	return s->endpoint->endpoint.protocol == PROTO_SMTP &&
	    vendors_is_blocked(f->text);
}

const struct rule judge_rules_greeting[] = {
	{ .fact = FACT_GREETING_EXPECTS_TLS,
	    .finding = FINDING_GREETING_EXPECTS_TLS,
	    .flags = RULE_ENDS },
	{ .fact = FACT_GREETING_SILENT,
	    .finding = FINDING_GREETING_TIMEOUT,
	    .flags = RULE_ENDS,
	    .when = no_tls_expected },
	{ .fact = FACT_GREETING_OTHER_PROTOCOL,
	    .finding = FINDING_GREETING_WRONG,
	    .flags = RULE_ENDS,
	    .place = "found",
	    .value = found },
	{ .fact = FACT_GREETING_RATELIMIT,
	    .finding = FINDING_GREETING_RATELIMIT,
	    .flags = RULE_ENDS | RULE_PASSES,
	    .place = "reply" },
	{ .fact = FACT_GREETING_BUSY,
	    .finding = FINDING_GREETING_BUSY,
	    .flags = RULE_ENDS | RULE_PASSES,
	    .place = "reply" },
	{ .fact = FACT_GREETING_REFUSED,
	    .finding = FINDING_IP_BLOCKED,
	    .flags = RULE_ENDS,
	    .place = "reply",
	    .when = judge_is_blocked },
	{ .fact = FACT_GREETING_REFUSED,
	    .finding = FINDING_GREETING_REFUSED,
	    .flags = RULE_ENDS,
	    .place = "reply" },
	{ .fact = FACT_GREETING_PREAUTH,
	    .finding = FINDING_GREETING_PREAUTH,
	    .flags = RULE_ENDS },
	{ .fact = FACT_GREETING_MALFORMED,
	    .finding = FINDING_GREETING_MALFORMED,
	    .flags = RULE_ENDS },
	{ .fact = FACT_REPLY_MALFORMED,
	    .finding = FINDING_GREETING_MALFORMED,
	    .flags = RULE_ENDS,
	    .when = before_greeting },
	{ .fact = FACT_REPLY_TOO_LONG,
	    .finding = FINDING_GREETING_MALFORMED,
	    .flags = RULE_ENDS,
	    .when = before_greeting },
	{ .fact = FACT_GREETING_MASKED, .finding = FINDING_GREETING_MASKED },
	{ .fact = FACT_GREETING_PROXY,
	    .finding = FINDING_GREETING_PROXY,
	    .place = "reply",
	    .when = not_proven },
	{ .fact = FACT_GREETING_DELAYED,
	    .finding = FINDING_GREETING_DELAYED,
	    .place = "seconds",
	    .value = seconds },
	{ .fact = FACT_COUNT },
};
