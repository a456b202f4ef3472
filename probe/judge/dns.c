#include "probe/judge/rule.h"

/*
 * Names.  The same table serves the host of an endpoint and the mail domain;
 * for the domain {host} is the domain.
 */
static const char *
service_title(const struct subject *s, const struct fact *f)
{
	enum protocol p;

	(void)s;
	return protocol_parse(f->text, &p) == 0 ? protocol_title(p) : f->text;
}

const struct rule judge_rules_dns[] = {
	{ .fact = FACT_DNS_NXDOMAIN,
	    .finding = FINDING_DNS_NXDOMAIN,
	    .flags = RULE_ENDS },
	{ .fact = FACT_DNS_NO_ADDRESS,
	    .finding = FINDING_DNS_NO_ADDRESS,
	    .flags = RULE_ENDS },
	{ .fact = FACT_DNS_TIMEOUT,
	    .finding = FINDING_DNS_TIMEOUT,
	    .flags = RULE_ENDS },
	{ .fact = FACT_DNS_SERVFAIL,
	    .finding = FINDING_DNS_SERVFAIL,
	    .flags = RULE_ENDS },
	{ .fact = FACT_DNS_BOGUS,
	    .finding = FINDING_DNS_BOGUS,
	    .flags = RULE_ENDS },
	{ .fact = FACT_DNS_SRV_DISABLED,
	    .finding = FINDING_DNS_SRV_DISABLED,
	    .place = "protocol",
	    .value = service_title },
	{ .fact = FACT_DNS_MX_NULL,
	    .finding = FINDING_DNS_MX_NULL,
	    .flags = RULE_ENDS },
	{ .fact = FACT_COUNT },
};
