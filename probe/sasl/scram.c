#include "probe/sasl/scram.h"

#include <gsasl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

/* RFC 7677 section 4 asks for 4096 rounds; millions would be an attack on
 * our processor. */
enum {
	ITERATIONS_MIN = 4096,
	ITERATIONS_MAX = 2000000,
	MESSAGE_MAX = 8192,
	NONCE_BYTES = 18,
	SALT_MAX = 1024,
	HASH_MAX = EVP_MAX_MD_SIZE
};

struct scram {
	const EVP_MD *md;
	unsigned hash_len;
	char *user, *password; /* prepared; password is wiped */
	char gs2[64];	       /* gs2-header */
	unsigned char bound[64];
	size_t nbound;
	char nonce[4 * NONCE_BYTES / 3 + 1];
	struct buf bare; /* client-first-message-bare */
	unsigned char server_signature[HASH_MAX];
	enum { EXPECT_SALT, EXPECT_PROOF, EXPECT_NOTHING } stage;
};

/* SASLprep (RFC 4013), by libgsasl's stringprep; the caller frees. */
static char *
prepare(const char *text)
{
	char *prepared = NULL, *copy;

	if (gsasl_saslprep(text, GSASL_ALLOW_UNASSIGNED, &prepared, NULL) !=
	    GSASL_OK)
		return NULL;
	copy = xstrdup(prepared);
	explicit_bzero(prepared, strlen(prepared));
	gsasl_free(prepared);
	return copy;
}

struct scram *
scram_new(const char *hash, const char *user, const struct secret *secret,
    enum scram_binding binding, const char *name, const unsigned char *bytes,
    size_t len)
{
	struct scram *s = xcalloc(1, sizeof(*s));
	unsigned char random[NONCE_BYTES];

	s->md = strcmp(hash, "SHA-1") == 0 ? EVP_sha1() : EVP_sha256();
	s->hash_len = (unsigned)EVP_MD_get_size(s->md);
	s->user = prepare(user);
	s->password = prepare(secret_text(secret));
	buf_init(&s->bare, MESSAGE_MAX);
	if (s->user == NULL || s->password == NULL || len > sizeof(s->bound) ||
	    RAND_bytes(random, sizeof(random)) != 1) {
		scram_free(&s);
		return NULL;
	}
	EVP_EncodeBlock((unsigned char *)s->nonce, random, sizeof(random));
	if (binding == SCRAM_BOUND) {
		snprintf(s->gs2, sizeof(s->gs2), "p=%s,,", name);
		memcpy(s->bound, bytes, len);
		s->nbound = len;
	} else {
		snprintf(s->gs2, sizeof(s->gs2), "%s,,",
		    binding == SCRAM_NOT_OFFERED ? "y" : "n");
	}
	return s;
}

/* saslname: "," and "=" are written =2C and =3D (RFC 5802 section 5.1) */
static void
add_name(struct buf *b, const char *p)
{
	for (; *p != '\0'; p++) {
		if (*p == ',')
			buf_add_str(b, "=2C");
		else if (*p == '=')
			buf_add_str(b, "=3D");
		else
			buf_add(b, p, 1);
	}
}

void
scram_first(struct scram *s, struct buf *out)
{
	buf_clear(&s->bare);
	buf_add_str(&s->bare, "n=");
	add_name(&s->bare, s->user);
	buf_printf(&s->bare, ",r=%s", s->nonce);
	buf_printf(out, "%s%s", s->gs2, buf_text(&s->bare));
}

static void
hmac(const struct scram *s, const unsigned char *key, size_t keylen,
    const void *text, size_t len, unsigned char *out)
{
	unsigned n = 0;

	if (HMAC(s->md, key, (int)keylen, text, len, out, &n) == NULL)
		abort();
}

static void
add_base64(struct buf *b, const unsigned char *bytes, size_t n)
{
	unsigned char *text = xmalloc(4 * ((n + 2) / 3) + 1);

	EVP_EncodeBlock(text, bytes, (int)n);
	buf_add_str(b, (char *)text);
	free(text);
}

/* Decodes text of n characters; its length in bytes, 0 when malformed. */
static size_t
from_base64(const char *text, size_t n, unsigned char *out, size_t size)
{
	int len;

	if (n == 0 || n % 4 != 0 || 3 * n / 4 > size)
		return 0;
	len = EVP_DecodeBlock(out, (const unsigned char *)text, (int)n);
	if (len <= 0)
		return 0;
	len -= text[n - 1] == '=';
	len -= text[n - 2] == '=';
	return (size_t)len;
}

/* The value of "x=" at p, up to the comma; NULL when it is not there. */
static const char *
attribute(const char *p, char name, size_t *n_out)
{
	if (p == NULL || p[0] != name || p[1] != '=')
		return NULL;
	*n_out = strcspn(p + 2, ",");
	return p + 2;
}

static const char *
next_attribute(const char *p, size_t n)
{
	return p[n] == ',' ? p + n + 1 : NULL;
}

/*
 * ClientProof = ClientKey XOR HMAC(H(ClientKey), AuthMessage), and what the
 * server must answer (RFC 5802 section 3).
 */
static void
prove(struct scram *s, const unsigned char *salt, size_t nsalt,
    int64_t iterations, const struct buf *message, unsigned char *proof)
{
	unsigned char salted[HASH_MAX], key[HASH_MAX], stored[HASH_MAX];
	unsigned char signature[HASH_MAX];
	size_t h = s->hash_len, i;

	if (PKCS5_PBKDF2_HMAC(s->password, (int)strlen(s->password), salt,
		(int)nsalt, (int)iterations, s->md, (int)h, salted) != 1)
		abort();
	hmac(s, salted, h, "Client Key", 10, key);
	EVP_Digest(key, h, stored, NULL, s->md, NULL);
	hmac(s, stored, h, message->data, message->len, signature);
	for (i = 0; i < h; i++)
		proof[i] = key[i] ^ signature[i];
	hmac(s, salted, h, "Server Key", 10, key);
	hmac(s, key, h, message->data, message->len, s->server_signature);
	explicit_bzero(salted, sizeof(salted));
	explicit_bzero(key, sizeof(key));
	explicit_bzero(stored, sizeof(stored));
	explicit_bzero(signature, sizeof(signature));
}

/* client-final-message-without-proof = channel-binding "," nonce */
static void
add_final(struct scram *s, const char *nonce, size_t n, struct buf *out)
{
	unsigned char input[sizeof(s->gs2) + sizeof(s->bound)];
	size_t len = strlen(s->gs2);

	memcpy(input, s->gs2, len);
	memcpy(input + len, s->bound, s->nbound);
	buf_add_str(out, "c=");
	add_base64(out, input, len + s->nbound);
	buf_add_str(out, ",r=");
	buf_add(out, nonce, n);
}

/*
 * server-first-message = [reserved-mext ","] nonce "," salt ","
 *                        iteration-count ["," extensions]
 */
static enum scram_status
take_salt(struct scram *s, const char *message, struct buf *out)
{
	unsigned char salt[SALT_MAX], proof[HASH_MAX];
	const char *nonce, *p;
	struct buf auth;
	char count[16];
	size_t nnonce = 0, n = 0, nsalt, ncount = 0;
	int64_t iterations;

	nonce = attribute(message, 'r', &nnonce);
	if (nonce == NULL || nnonce <= strlen(s->nonce) ||
	    strncmp(nonce, s->nonce, strlen(s->nonce)) != 0)
		return SCRAM_UNPROVEN;
	p = attribute(next_attribute(nonce, nnonce), 's', &n);
	nsalt = p == NULL ? 0 : from_base64(p, n, salt, sizeof(salt));
	if (nsalt == 0)
		return SCRAM_UNPROVEN;
	p = attribute(next_attribute(p, n), 'i', &ncount);
	if (p == NULL || ncount >= sizeof(count))
		return SCRAM_UNPROVEN;
	snprintf(count, sizeof(count), "%.*s", (int)ncount, p);
	if (str_number(count, ITERATIONS_MIN, ITERATIONS_MAX, &iterations) ==
	    -1)
		return SCRAM_UNPROVEN;
	add_final(s, nonce, nnonce, out);
	buf_init(&auth, 3 * MESSAGE_MAX);
	buf_printf(
	    &auth, "%s,%s,%s", buf_text(&s->bare), message, buf_text(out));
	prove(s, salt, nsalt, iterations, &auth, proof);
	buf_clear(&auth);
	buf_add_str(out, ",p=");
	add_base64(out, proof, s->hash_len);
	explicit_bzero(proof, sizeof(proof));
	s->stage = EXPECT_PROOF;
	return SCRAM_MORE;
}

/* server-final-message = (server-error / verifier) ["," extensions] */
static enum scram_status
take_proof(struct scram *s, const char *message)
{
	unsigned char signature[SALT_MAX];
	size_t n = 0;
	const char *p = attribute(message, 'v', &n);

	if (p == NULL ||
	    from_base64(p, n, signature, sizeof(signature)) != s->hash_len ||
	    CRYPTO_memcmp(signature, s->server_signature, s->hash_len) != 0)
		return SCRAM_UNPROVEN;
	s->stage = EXPECT_NOTHING;
	return SCRAM_DONE;
}

enum scram_status
scram_answer(struct scram *s, const char *message, struct buf *out)
{
	if (strlen(message) > MESSAGE_MAX)
		return SCRAM_UNPROVEN;
	switch (s->stage) {
	case EXPECT_SALT:
		return take_salt(s, message, out);
	case EXPECT_PROOF:
		return take_proof(s, message);
	default:
		return SCRAM_UNPROVEN;
	}
}

void
scram_free(struct scram **s)
{
	struct scram *p = *s;

	if (p == NULL)
		return;
	*s = NULL;
	free(p->user);
	if (p->password != NULL) {
		explicit_bzero(p->password, strlen(p->password));
		free(p->password);
	}
	buf_clear(&p->bare);
	explicit_bzero(p, sizeof(*p));
	free(p);
}
