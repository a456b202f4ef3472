#ifndef PROFILES_BASE_DIGEST_H
#define PROFILES_BASE_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

enum {
	DIGEST_SHA1_BYTES = 20,
	DIGEST_SHA256_BYTES = 32,
	DIGEST_SHA256_TEXT = 44 /* characters in base64 */
};

/* What n bytes take in base64, the NUL included. */
#define DIGEST_BASE64_SIZE(n) (4 * (((n) + 2) / 3) + 1)

/* SHA-1 is for UUIDs only, where nothing rests on its strength. */
void digest_sha1(
    const void *bytes, size_t n, unsigned char out[DIGEST_SHA1_BYTES]);
void digest_sha256(
    const void *bytes, size_t n, unsigned char out[DIGEST_SHA256_BYTES]);
/* Writes DIGEST_BASE64_SIZE(n) characters (RFC 4648 section 4). */
void digest_base64(const void *bytes, size_t n, char *out);
/* Reads a SHA-256 digest in base64; false when the text is no such thing. */
bool digest_parse_sha256(
    const char *text, unsigned char out[DIGEST_SHA256_BYTES]);

#endif
