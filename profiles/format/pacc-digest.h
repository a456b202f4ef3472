#ifndef PROFILES_FORMAT_PACC_DIGEST_H
#define PROFILES_FORMAT_PACC_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum { PACC_DIGEST_BYTES = 32, PACC_DIGEST_TEXT = 45 }; /* SHA-256 */

/*
 * Reads the text of one TXT record of _ua-auto-config.<domain>
 * (draft-ietf-mailmaint-pacc).  Returns true and the digest, or false when
 * the record is none that we understand.  Pure.
 */
bool pacc_digest_read(
    const char *text, unsigned char digest_out[PACC_DIGEST_BYTES]);
/* The digest of a document in base64, as it stands in the record. */
void pacc_digest_write(
    const char *bytes, size_t len, char text_out[PACC_DIGEST_TEXT]);

#endif
