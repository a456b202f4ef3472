#include "probe/net/tls-name.h"

#include <libpsl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "profiles/base/mem.h"
#include "profiles/base/str.h"

static bool
has_name(X509 *cert, const char *host, unsigned flags)
{
	return X509_check_host(cert, host, 0,
		   flags | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
		       X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
		   NULL) == 1;
}

/*
 * The part of the list that registries keep, and any single label.  Below a
 * private suffix, as github.io, the servers are its owner's, who may have a
 * wildcard for them.
 */
static bool
is_registry(const char *name)
{
	char *lower = str_lower(xstrdup(name));
	bool found =
	    psl_is_public_suffix2(psl_builtin(), lower, PSL_TYPE_ICANN) != 0;

	free(lower);
	return found;
}

/* What lies one label above host, when that belongs to a registry. */
static const char *
registry_of(const char *host)
{
	const char *dot = strchr(host, '.');

	return dot != NULL && is_registry(dot + 1) ? dot + 1 : NULL;
}

bool
tls_name_fits(X509 *cert, const char *host)
{
	if (str_is_ip(host))
		return X509_check_ip_asc(cert, host, 0) == 1;
	return has_name(cert, host,
	    registry_of(host) == NULL ? 0 : X509_CHECK_FLAG_NO_WILDCARDS);
}

const char *
tls_name_registry(X509 *cert, const char *host)
{
	const char *registry = str_is_ip(host) ? NULL : registry_of(host);

	return registry != NULL && !tls_name_fits(cert, host) &&
		has_name(cert, host, 0)
	    ? registry
	    : NULL;
}

/* "*.example.org" covers imap.example.org, as every name that has one label
 * more than example.org. */
static bool
covers(const ASN1_IA5STRING *wildcard, const ASN1_IA5STRING *base)
{
	const char *names = (const char *)ASN1_STRING_get0_data(wildcard);
	const char *one = (const char *)ASN1_STRING_get0_data(base);
	size_t n = (size_t)ASN1_STRING_length(wildcard);
	size_t len = (size_t)ASN1_STRING_length(base);
	const char *dot = memchr(one, '.', len);

	if (n < 2 || names[0] != '*' || dot == NULL)
		return false;
	len -= (size_t)(dot - one);
	return len == n - 1 && strncasecmp(names + 1, dot, len) == 0;
}

static bool
covers_any(const GENERAL_NAMES *san, const ASN1_IA5STRING *base)
{
	const GENERAL_NAME *name;
	int i;

	for (i = 0; i < sk_GENERAL_NAME_num(san); i++) {
		name = sk_GENERAL_NAME_value(san, i);
		if (name->type == GEN_DNS && covers(name->d.dNSName, base))
			return true;
	}
	return false;
}

static bool
is_excluded_by(const GENERAL_NAMES *san, const X509 *authority)
{
	NAME_CONSTRAINTS *limits;
	const GENERAL_NAME *base;
	bool found = false;
	int i;

	limits = X509_get_ext_d2i(authority, NID_name_constraints, NULL, NULL);
	if (limits == NULL)
		return false;
	for (i = 0; i < sk_GENERAL_SUBTREE_num(limits->excludedSubtrees); i++) {
		base =
		    sk_GENERAL_SUBTREE_value(limits->excludedSubtrees, i)->base;
		if (base->type == GEN_DNS && covers_any(san, base->d.dNSName))
			found = true;
	}
	NAME_CONSTRAINTS_free(limits);
	return found;
}

bool
tls_name_excluded(const STACK_OF(X509) * chain)
{
	GENERAL_NAMES *san;
	bool found = false;
	int i;

	if (chain == NULL || sk_X509_num(chain) == 0)
		return false;
	san = X509_get_ext_d2i(
	    sk_X509_value(chain, 0), NID_subject_alt_name, NULL, NULL);
	for (i = 1; san != NULL && i < sk_X509_num(chain); i++)
		if (is_excluded_by(san, sk_X509_value(chain, i)))
			found = true;
	GENERAL_NAMES_free(san);
	return found;
}

/* RFC 4985 section 2: SRVName ::= IA5String, "_Service.Name" */
const ASN1_IA5STRING *
tls_service_name(const GENERAL_NAME *name)
{
	const ASN1_TYPE *value;

	if (name->type != GEN_OTHERNAME ||
	    OBJ_obj2nid(name->d.otherName->type_id) != NID_SRVName)
		return NULL;
	value = name->d.otherName->value;
	return value != NULL && value->type == V_ASN1_IA5STRING
	    ? value->value.ia5string
	    : NULL;
}

/* "_imaps." and the domain; the security is no matter. */
static bool
is_service_of(
    const ASN1_IA5STRING *name, enum protocol protocol, const char *domain)
{
	const char *text = (const char *)ASN1_STRING_get0_data(name);
	size_t len = (size_t)ASN1_STRING_length(name), n, i;

	for (i = 0; i < ENDPOINT_SRV_COUNT; i++) {
		n = strlen(endpoint_srv[i].name);
		if (endpoint_srv[i].protocol == protocol &&
		    len == n + 1 + strlen(domain) &&
		    strncasecmp(text, endpoint_srv[i].name, n) == 0 &&
		    text[n] == '.' &&
		    strncasecmp(text + n + 1, domain, len - n - 1) == 0)
			return true;
	}
	return false;
}

static bool
has_service(X509 *cert, enum protocol protocol, const char *domain)
{
	const ASN1_IA5STRING *name;
	GENERAL_NAMES *san;
	bool found = false;
	int i;

	san = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	for (i = 0; san != NULL && i < sk_GENERAL_NAME_num(san); i++) {
		name = tls_service_name(sk_GENERAL_NAME_value(san, i));
		if (name != NULL && is_service_of(name, protocol, domain))
			found = true;
	}
	GENERAL_NAMES_free(san);
	return found;
}

static bool
is_limited(const STACK_OF(X509) * chain)
{
	int i;

	for (i = 0; chain != NULL && i < sk_X509_num(chain); i++)
		if (X509_get_ext_by_NID(
			sk_X509_value(chain, i), NID_name_constraints, -1) >= 0)
			return true;
	return false;
}

bool
tls_domain_fits(X509 *cert, const STACK_OF(X509) * chain,
    enum protocol protocol, const char *domain)
{
	return tls_name_fits(cert, domain) ||
	    (!is_limited(chain) && has_service(cert, protocol, domain));
}
