#ifndef PROBE_NET_TLS_NAME_H
#define PROBE_NET_TLS_NAME_H

#include <openssl/x509v3.h>
#include <stdbool.h>

#include "profiles/settings/endpoint.h"

/*
 * Whom a certificate must be made out for (RFC 7817 section 3, RFC 9525
 * section 6).  The host name that was connected to always serves.  The mail
 * domain, as a DNS name or as the service name of RFC 4985 ("_imaps." and the
 * domain), serves in two ways:
 *
 * - beside the host name it proves that the server is the domain's own
 *   choice, wherever its name came from: see trust_of_certified;
 * - alone it serves for a server that an SRV record of the domain named, as
 *   RFC 7817 allows.  Mail programs that compare the host name complain, so
 *   this is a warning.
 *
 * A host name behind an alias (CNAME) is not looked at: the name that was
 * asked for is the one that counts, signed or not.
 */
struct tls_names {
	const char *host;
	const char *domain; /* of the mail address; NULL: none is known */
	enum protocol protocol;
	bool by_srv; /* an SRV record of domain named host */
};

/* The certificate has that DNS name or address.  The common name counts for
 * nothing, wildcards stand for one whole label, and for none below a registry
 * (public suffix list): "*.co.uk" would be everybody. */
bool tls_name_fits(X509 *cert, const char *host);
/* Nothing but such a wildcard fits: the registry, in host; else NULL. */
const char *tls_name_registry(X509 *cert, const char *host);
/*
 * A wildcard of the first certificate covers a name that an authority of the
 * chain must not certify (RFC 5280 section 4.2.1.10).  OpenSSL compares the
 * texts, and "*.example.org" does not lie below "imap.example.org".
 */
bool tls_name_excluded(const STACK_OF(X509) * chain);
/*
 * The certificate is made out for mail of domain by that protocol.  chain is
 * the proven one, or NULL: where an authority in it is limited to some names,
 * service names do not count, as nothing limits those.
 */
bool tls_domain_fits(X509 *cert, const STACK_OF(X509) * chain,
    enum protocol protocol, const char *domain);
/* The service name in an alternative name of the certificate, or NULL. */
const ASN1_IA5STRING *tls_service_name(const GENERAL_NAME *name);

#endif
