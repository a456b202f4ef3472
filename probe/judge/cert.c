#include <string.h>

#include "probe/judge/rule.h"
#include "probe/judge/vendors.h"

/*
 * One cause, not the noise around it: OpenSSL reports everything that is
 * wrong with a chain, but a certificate that signed itself is untrusted, too,
 * and one without its intermediate has no known root either.
 */
static bool
has(const struct subject *s, enum fact_id id)
{
	return subject_address_has(s->address, id);
}

static bool
not_intercepted(const struct subject *s, const struct fact *f)
{
	const struct fact *issuer =
	    fact_find(&s->address->facts, FACT_CERT_ISSUER);

	(void)f;
	return issuer == NULL || !vendors_is_interceptor(issuer->text);
}

static bool
chain_alone(const struct subject *s, const struct fact *f)
{
	return not_intercepted(s, f) && !has(s, FACT_CERT_SELF_SIGNED);
}

static bool
root_alone(const struct subject *s, const struct fact *f)
{
	return chain_alone(s, f) && !has(s, FACT_CERT_INCOMPLETE);
}

static bool
invalid_alone(const struct subject *s, const struct fact *f)
{
	return root_alone(s, f) && !has(s, FACT_CERT_UNTRUSTED) &&
	    !has(s, FACT_CERT_EXPIRED) && !has(s, FACT_CERT_FUTURE) &&
	    !has(s, FACT_CERT_MISMATCH) && !has(s, FACT_CERT_NO_SAN) &&
	    !has(s, FACT_CERT_WILDCARD) && !has(s, FACT_CERT_NOT_ALLOWED);
}

static bool
names_alone(const struct subject *s, const struct fact *f)
{
	(void)f;
	return !has(s, FACT_CERT_NO_SAN);
}

static bool
intercepted(const struct subject *s, const struct fact *f)
{
	return !not_intercepted(s, f);
}

/* The leaf says when it ended, a link of the chain only its name. */
static bool
is_dated(const struct subject *s, const struct fact *f)
{
	(void)s;
	return strlen(f->text) >= 10 && f->text[4] == '-' && f->text[7] == '-';
}

/* 2024-03-01T12:00:00Z: the day is enough for a customer. */
static const char *
day(const struct subject *s, const struct fact *f)
{
	if (is_dated(s, f))
		return arena_strndup(&s->report->arena, f->text, 10);
	return f->text;
}

/* CN=Example CA,O=Example: the common name is enough for a customer. */
static const char *
common_name(const struct subject *s, const struct fact *f)
{
	const char *cn = strstr(f->text, "CN=");
	size_t n;

	if (cn == NULL || (cn != f->text && cn[-1] != ',' && cn[-1] != ' '))
		return f->text;
	cn += 3;
	for (n = 0; cn[n] != '\0' && cn[n] != ','; n++)
		if (cn[n] == '\\' && cn[n + 1] != '\0')
			n++;
	return arena_strndup(&s->report->arena, cn, n);
}

static const char *
names(const struct subject *s, const struct fact *f)
{
	if (f->text[0] != '\0')
		return f->text;
	return words_join(
	    &s->report->arena, &s->address->tls.certificate.names, ", ");
}

/* A program on this computer, such as a mail bridge or a mail shield, has made
 * its own authority or certificate. */
static bool
local_own(const struct subject *s, const struct fact *f)
{
	return subject_is_local(s) && not_intercepted(s, f);
}

static bool
local_chain(const struct subject *s, const struct fact *f)
{
	return subject_is_local(s) && chain_alone(s, f);
}

const struct rule judge_rules_cert[] = {
	{ .fact = FACT_CERT_ISSUER,
	    .finding = FINDING_CERT_INTERCEPTED,
	    .flags = RULE_ENDS,
	    .place = "issuer",
	    .value = common_name,
	    .when = intercepted },
	{ .fact = FACT_CERT_SELF_SIGNED,
	    .finding = FINDING_CERT_LOCAL,
	    .flags = RULE_ENDS,
	    .when = local_own },
	{ .fact = FACT_CERT_SELF_SIGNED,
	    .finding = FINDING_CERT_SELF_SIGNED,
	    .flags = RULE_ENDS,
	    .when = not_intercepted },
	{ .fact = FACT_CERT_EXPIRED,
	    .finding = FINDING_CERT_EXPIRED,
	    .flags = RULE_ENDS,
	    .place = "date",
	    .value = day,
	    .when = is_dated },
	{ .fact = FACT_CERT_EXPIRED,
	    .finding = FINDING_CERT_CHAIN_EXPIRED,
	    .flags = RULE_ENDS,
	    .place = "issuer",
	    .value = common_name,
	    .when = chain_alone },
	{ .fact = FACT_CERT_FUTURE,
	    .finding = FINDING_CERT_FUTURE,
	    .flags = RULE_ENDS,
	    .place = "date",
	    .value = day },
	{ .fact = FACT_CERT_MISMATCH,
	    .finding = FINDING_CERT_MISMATCH,
	    .flags = RULE_ENDS,
	    .place = "names",
	    .value = names,
	    .when = names_alone },
	{ .fact = FACT_CERT_WILDCARD,
	    .finding = FINDING_CERT_WILDCARD,
	    .flags = RULE_ENDS,
	    .place = "registry" },
	{ .fact = FACT_CERT_DOMAIN_ONLY,
	    .finding = FINDING_CERT_DOMAIN_ONLY,
	    .place = "domain" },
	{ .fact = FACT_CERT_NAMES_DOMAIN,
	    .finding = FINDING_CERT_NAMES_DOMAIN,
	    .place = "domain" },
	{ .fact = FACT_CERT_NO_SAN,
	    .finding = FINDING_CERT_NO_SAN,
	    .flags = RULE_ENDS },
	{ .fact = FACT_CERT_INCOMPLETE,
	    .finding = FINDING_CERT_LOCAL,
	    .flags = RULE_ENDS,
	    .when = local_chain },
	{ .fact = FACT_CERT_UNTRUSTED,
	    .finding = FINDING_CERT_LOCAL,
	    .flags = RULE_ENDS,
	    .when = local_chain },
	{ .fact = FACT_CERT_INCOMPLETE,
	    .finding = FINDING_CERT_INCOMPLETE,
	    .flags = RULE_ENDS,
	    .place = "issuer",
	    .value = common_name,
	    .when = chain_alone },
	{ .fact = FACT_CERT_UNTRUSTED,
	    .finding = FINDING_CERT_UNTRUSTED,
	    .flags = RULE_ENDS,
	    .place = "issuer",
	    .value = common_name,
	    .when = root_alone },
	{ .fact = FACT_CERT_NOT_ALLOWED,
	    .finding = FINDING_CERT_NOT_ALLOWED,
	    .flags = RULE_ENDS,
	    .place = "issuer",
	    .value = common_name,
	    .when = root_alone },
	{ .fact = FACT_CERT_INVALID,
	    .finding = FINDING_CERT_INVALID,
	    .flags = RULE_ENDS,
	    .place = "reason",
	    .when = invalid_alone },
	{ .fact = FACT_CERT_WEAK,
	    .finding = FINDING_CERT_WEAK,
	    .flags = RULE_ENDS,
	    .place = "reason" },
	{ .fact = FACT_CERT_EXPIRING,
	    .finding = FINDING_CERT_EXPIRING,
	    .place = "date",
	    .value = day },
	{ .fact = FACT_COUNT },
};
