#include "probe/net/tls-name.h"

#include <string.h>
#include <strings.h>

#include "profiles/base/str.h"

bool
tls_name_fits(X509 *cert, const char *host)
{
	if (str_is_ip(host))
		return X509_check_ip_asc(cert, host, 0) == 1;
	return X509_check_host(cert, host, 0,
		   X509_CHECK_FLAG_NEVER_CHECK_SUBJECT |
		       X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS,
		   NULL) == 1;
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
