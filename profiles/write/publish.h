#ifndef PROFILES_WRITE_PUBLISH_H
#define PROFILES_WRITE_PUBLISH_H

#include <stdbool.h>

#include "profiles/settings/endpoint.h"

struct buf;
struct settings;

/*
 * What a domain publishes for mail programs, made from settings.  Pure; out
 * is large enough.  The autoconfig document is a writer, see writer.h.
 */

/*
 * Appends the records of a zone file: of the six SRV names those that s has a
 * server for, unless that has an address only, and "." for others that are
 * denied (RFC 6186 section 3.4); and with digest (base64, else NULL) the TXT
 * record of PACC.
 */
void publish_zone(struct buf *out, const char *domain, const struct settings *s,
    const bool deny[ENDPOINT_SRV_COUNT], const char *digest);
/* Appends the TXT record of PACC alone. */
void publish_digest(struct buf *out, const char *domain, const char *digest);
/*
 * Appends the JSON document of draft-ietf-mailmaint-pacc, or the answer of
 * Microsoft's autodiscover.  Returns 0, or -1 when the format cannot say it:
 * no server of the kind it knows, a user name that is not the address, or
 * for PACC neither a login by password nor one by OAuth2 with a known issuer.
 */
int publish_pacc(
    struct buf *out, const struct settings *s, const char *address);
int publish_autodiscover(
    struct buf *out, const struct settings *s, const char *address);

#endif
