#include "probe/net/tls-verdict.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "probe/net/tls-name.h"
#include "probe/net/tls-private.h"
#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"

enum { DAY = 86400, EXPIRING_DAYS = 14, NAMES_MAX = 64, NAME_BYTES = 1024 };

/* The certificate names a place where its issuer can be fetched. */
static bool
has_issuer_url(X509 *cert)
{
	AUTHORITY_INFO_ACCESS *aia;
	bool found = false;
	int i;

	aia = X509_get_ext_d2i(cert, NID_info_access, NULL, NULL);
	for (i = 0; aia != NULL && i < sk_ACCESS_DESCRIPTION_num(aia); i++)
		if (OBJ_obj2nid(sk_ACCESS_DESCRIPTION_value(aia, i)->method) ==
		    NID_ad_ca_issuers)
			found = true;
	AUTHORITY_INFO_ACCESS_free(aia);
	return found;
}

/*
 * The issuer of the last certificate sent is unknown.  When that last one is
 * the leaf and says where to fetch its issuer, the server forgot to send an
 * intermediate: public roots do not issue leaves.  Otherwise the root is one
 * that this machine does not trust.
 */
static enum fact_id
missing_issuer(SSL *ssl, const struct tls_complaint *c)
{
	STACK_OF(X509) *sent = SSL_get_peer_cert_chain(ssl);

	if (c->depth == 0 && sk_X509_num(sent) == 1 &&
	    has_issuer_url(sk_X509_value(sent, 0)))
		return FACT_CERT_INCOMPLETE;
	return FACT_CERT_UNTRUSTED;
}

static void
add_once(struct facts *facts, enum fact_id id, const char *text)
{
	if (fact_find(facts, id) == NULL)
		fact_add(facts, id, text);
}

static void
observe_other(const struct tls_complaint *c, struct facts *facts)
{
	if (c->error == X509_V_ERR_PERMITTED_VIOLATION ||
	    c->error == X509_V_ERR_EXCLUDED_VIOLATION)
		add_once(facts, FACT_CERT_NOT_ALLOWED, c->issuer);
	else
		add_once(facts, FACT_CERT_INVALID,
		    X509_verify_cert_error_string(c->error));
}

static void
observe_complaint(SSL *ssl, const struct tls_complaint *c, struct facts *facts)
{
	switch (c->error) {
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID:
		/* The leaf's dates are observed with its days. */
		if (c->depth > 0)
			add_once(facts,
			    c->error == X509_V_ERR_CERT_HAS_EXPIRED
				? FACT_CERT_EXPIRED
				: FACT_CERT_FUTURE,
			    c->name);
		break;
	case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
		add_once(facts, FACT_CERT_SELF_SIGNED, c->name);
		break;
	case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
		add_once(facts, FACT_CERT_UNTRUSTED, c->name);
		break;
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
	case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
		add_once(facts, missing_issuer(ssl, c), c->issuer);
		break;
	case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
	case X509_V_ERR_CERT_UNTRUSTED:
		break; /* follows from the complaints above */
	case X509_V_ERR_EE_KEY_TOO_SMALL:
	case X509_V_ERR_CA_KEY_TOO_SMALL:
	case X509_V_ERR_CA_MD_TOO_WEAK:
		add_once(facts, FACT_CERT_WEAK,
		    X509_verify_cert_error_string(c->error));
		break;
	default:
		observe_other(c, facts);
	}
}

static void
observe_chain(SSL *ssl, struct facts *facts)
{
	const struct tls_notes *notes = tls_notes_of(ssl);
	size_t i;

	for (i = 0; i < notes->ncomplaints; i++)
		observe_complaint(ssl, &notes->complaints[i], facts);
	if (notes->ncomplaints > 0)
		fact_add(facts, FACT_CERT_ISSUER, notes->complaints[0].issuer);
	if (notes->client_cert_asked)
		fact_add(facts, FACT_TLS_CLIENT_CERT, NULL);
}

static const char *
iso_time(struct arena *a, const ASN1_TIME *t)
{
	struct tm tm;

	if (ASN1_TIME_to_tm(t, &tm) != 1)
		return "";
	return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec);
}

/* Seconds from now to t, negative when past. */
static int64_t
seconds_until(const ASN1_TIME *t)
{
	int days = 0, seconds = 0;

	ASN1_TIME_diff(&days, &seconds, NULL, t);
	return (int64_t)days * DAY + seconds;
}

static void
observe_dates(struct arena *a, X509 *cert, struct facts *facts,
    struct certificate_result *result)
{
	const ASN1_TIME *from = X509_get0_notBefore(cert);
	const ASN1_TIME *to = X509_get0_notAfter(cert);
	int64_t left = seconds_until(to), ahead = seconds_until(from);
	int64_t limit = (left - ahead) / 3;

	result->not_before = iso_time(a, from);
	result->not_after = iso_time(a, to);
	result->days_left = left >= 0 ? left / DAY : -((-left + DAY - 1) / DAY);
	if (left < 0)
		fact_add_number(facts, FACT_CERT_EXPIRED, result->not_after,
		    -result->days_left);
	else if (ahead > 0)
		fact_add_number(facts, FACT_CERT_FUTURE, result->not_before,
		    ahead / DAY + 1);
	/* Short-lived certificates are renewed in their last third. */
	else if (left < EXPIRING_DAYS * (int64_t)DAY && left < limit)
		fact_add_number(facts, FACT_CERT_EXPIRING, result->not_after,
		    result->days_left);
}

static void
add_name(struct arena *a, struct words *names, const GENERAL_NAME *name)
{
	const ASN1_IA5STRING *service = tls_service_name(name);
	const unsigned char *ip;
	char text[INET6_ADDRSTRLEN];
	int n;

	if (names->n == NAMES_MAX)
		return;
	if (name->type == GEN_DNS || service != NULL) {
		const ASN1_IA5STRING *s =
		    service != NULL ? service : name->d.dNSName;

		n = ASN1_STRING_length(s);
		words_add(a, names,
		    str_printable_dup(
			a, (const char *)ASN1_STRING_get0_data(s), (size_t)n));
	} else if (name->type == GEN_IPADD) {
		n = ASN1_STRING_length(name->d.iPAddress);
		ip = ASN1_STRING_get0_data(name->d.iPAddress);
		if ((n == 4 || n == 16) &&
		    inet_ntop(n == 4 ? AF_INET : AF_INET6, ip, text,
			sizeof(text)) != NULL)
			words_add(a, names, text);
	}
}

static bool
observe_names(struct arena *a, X509 *cert, struct words *names)
{
	GENERAL_NAMES *san;
	int i;

	san = X509_get_ext_d2i(cert, NID_subject_alt_name, NULL, NULL);
	if (san == NULL)
		return false;
	for (i = 0; i < sk_GENERAL_NAME_num(san); i++)
		add_name(a, names, sk_GENERAL_NAME_value(san, i));
	GENERAL_NAMES_free(san);
	return true;
}

static const char *
join_names(struct arena *a, const struct words *names)
{
	struct buf b;
	const char *text;
	size_t i;

	buf_init(&b, NAME_BYTES);
	for (i = 0; i < names->n; i++)
		if (buf_printf(&b, "%s%s", i > 0 ? ", " : "", names->list[i]) ==
		    -1)
			break;
	text = arena_strdup(a, buf_text(&b));
	buf_clear(&b);
	return text;
}

static const char *
fingerprint(struct arena *a, X509 *cert)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int n, i;
	char *text;

	if (X509_digest(cert, EVP_sha256(), md, &n) != 1)
		return "";
	text = arena_alloc(a, 2 * n + 1);
	for (i = 0; i < n; i++)
		snprintf(text + 2 * i, 3, "%02x", md[i]);
	return text;
}

static const char *
shown_name(struct arena *a, const X509_NAME *name)
{
	char text[512];

	tls_print_name(name, text, sizeof(text));
	return str_printable_dup(a, text, strlen(text));
}

/* Does the certificate name the host that we want to reach? */
static bool
observe_fit(SSL *ssl, const struct tls_names *names, struct arena *a,
    struct facts *facts, struct tls_result *r)
{
	X509 *cert = SSL_get0_peer_certificate(ssl);
	const char *registry = tls_name_registry(cert, names->host);

	r->names_domain = names->domain != NULL &&
	    tls_domain_fits(
		cert, tls_verified_chain(ssl), names->protocol, names->domain);
	if (tls_name_fits(cert, names->host))
		return true;
	if (r->names_domain && names->by_srv) {
		fact_add(facts, FACT_CERT_DOMAIN_ONLY, names->domain);
		return true;
	}
	if (registry != NULL)
		fact_add(facts, FACT_CERT_WILDCARD, registry);
	else
		fact_add(facts, FACT_CERT_MISMATCH,
		    join_names(a, &r->certificate.names));
	return false;
}

static bool
observe_certificate(SSL *ssl, const struct tls_names *names, struct arena *a,
    struct facts *facts, struct tls_result *result)
{
	X509 *cert = SSL_get0_peer_certificate(ssl);
	struct certificate_result *r = &result->certificate;

	r->subject = shown_name(a, X509_get_subject_name(cert));
	r->issuer = shown_name(a, X509_get_issuer_name(cert));
	r->fingerprint = fingerprint(a, cert);
	observe_dates(a, cert, facts, r);
	if (observe_names(a, cert, &r->names))
		return observe_fit(ssl, names, a, facts, result);
	fact_add(facts, FACT_CERT_NO_SAN, r->subject);
	return false;
}

void
tls_verdict(SSL *ssl, const struct tls_names *names, struct arena *a,
    struct facts *facts, struct tls_result *r)
{
	X509 *cert = SSL_get0_peer_certificate(ssl);
	const SSL_CIPHER *cipher = SSL_get_current_cipher(ssl);
	int group = (int)SSL_get_negotiated_group(ssl);
	const char *name = group > 0 ? SSL_group_to_name(ssl, group) : NULL;
	bool named = false, old = SSL_version(ssl) < TLS1_2_VERSION;

	r->version = arena_strdup(a, SSL_get_version(ssl));
	r->cipher = arena_strdup(a, SSL_CIPHER_get_name(cipher));
	r->group = name == NULL ? NULL : arena_strdup(a, name);
	r->have_certificate = cert != NULL;
	observe_chain(ssl, facts);
	if (cert != NULL)
		named = observe_certificate(ssl, names, a, facts, r);
	if (old)
		fact_add(facts, FACT_TLS_OLD_VERSION, r->version);
	r->verified = cert != NULL && named && !old &&
	    tls_notes_of(ssl)->ncomplaints == 0 &&
	    SSL_get_verify_result(ssl) == X509_V_OK;
}
