#include "profiles/base/digest.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

static void
make(const EVP_MD *type, const void *bytes, size_t n, unsigned char *out)
{
	if (EVP_Digest(bytes, n, out, NULL, type, NULL) != 1)
		abort();
}

void
digest_sha1(const void *bytes, size_t n, unsigned char out[DIGEST_SHA1_BYTES])
{
	make(EVP_sha1(), bytes, n, out);
}

void
digest_sha256(
    const void *bytes, size_t n, unsigned char out[DIGEST_SHA256_BYTES])
{
	make(EVP_sha256(), bytes, n, out);
}

void
digest_base64(const void *bytes, size_t n, char *out)
{
	EVP_EncodeBlock((unsigned char *)out, bytes, (int)n);
}

/* 44 characters for 32 bytes: the last one is padding. */
bool
digest_parse_sha256(const char *text, unsigned char out[DIGEST_SHA256_BYTES])
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789+/";
	unsigned char bytes[DIGEST_SHA256_TEXT / 4 * 3];

	if (strlen(text) != DIGEST_SHA256_TEXT ||
	    strspn(text, alphabet) != DIGEST_SHA256_TEXT - 1 ||
	    text[DIGEST_SHA256_TEXT - 1] != '=')
		return false;
	if (EVP_DecodeBlock(bytes, (const unsigned char *)text,
		DIGEST_SHA256_TEXT) != (int)sizeof(bytes))
		return false;
	memcpy(out, bytes, DIGEST_SHA256_BYTES);
	return true;
}
