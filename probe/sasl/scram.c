#include "probe/sasl/scram.h"

#include <gsasl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

/*
 * RFC 7677 section 4 asks for 4096 rounds at least, which is what Dovecot and
 * Cyrus do; more than half a million would be an attack on our processor.
 * Dovecot's own client has the same ceiling (SCRAM_MAX_ITERATE_COUNT of
 * auth-scram-client.c, read in 2026-11).  A slice is done without a pause.
 */
enum {
	ITERATIONS_MIN = 4096,
	ITERATIONS_MAX = 128 * 4096,
	SLICE = 8192,
	MESSAGE_MAX = 8192,
	NONCE_BYTES = 18,
	SALT_MAX = 1024,
	HASH_MAX = EVP_MAX_MD_SIZE
};

/* Hi(password, salt, i) of RFC 5802 section 2.2, as far as it is done. */
struct work {
	EVP_MAC_CTX *mac; /* keyed with the password; NULL: none to do */
	int64_t left;
	unsigned char last[HASH_MAX], sum[HASH_MAX];
	struct buf message; /* AuthMessage */
	struct buf final;   /* client-final-message-without-proof */
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
	struct work work;
	enum { EXPECT_SALT, AT_WORK, EXPECT_PROOF, EXPECT_NOTHING } stage;
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
	buf_init(&s->work.message, 3 * MESSAGE_MAX);
	buf_init(&s->work.final, 2 * MESSAGE_MAX);
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

static void
begin_work(struct scram *s, const unsigned char *salt, size_t nsalt,
    int64_t iterations)
{
	static const unsigned char one[] = { 0, 0, 0, 1 };
	EVP_MAC *hmac_kind = EVP_MAC_fetch(NULL, "HMAC", NULL);
	struct work *w = &s->work;
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string("digest",
				    (char *)(uintptr_t)EVP_MD_get0_name(s->md),
				    0),
		OSSL_PARAM_construct_end() };

	w->mac = EVP_MAC_CTX_new(hmac_kind);
	EVP_MAC_free(hmac_kind);
	if (w->mac == NULL ||
	    EVP_MAC_init(w->mac, (const unsigned char *)s->password,
		strlen(s->password), params) != 1 ||
	    EVP_MAC_update(w->mac, salt, nsalt) != 1 ||
	    EVP_MAC_update(w->mac, one, sizeof(one)) != 1 ||
	    EVP_MAC_final(w->mac, w->last, NULL, sizeof(w->last)) != 1)
		abort();
	memcpy(w->sum, w->last, s->hash_len);
	w->left = iterations - 1;
	s->stage = AT_WORK;
}

/* The next round of Hi: HMAC over the last one, added to the sum. */
static void
do_round(struct scram *s)
{
	struct work *w = &s->work;
	unsigned i;

	if (EVP_MAC_init(w->mac, NULL, 0, NULL) != 1 ||
	    EVP_MAC_update(w->mac, w->last, s->hash_len) != 1 ||
	    EVP_MAC_final(w->mac, w->last, NULL, sizeof(w->last)) != 1)
		abort();
	for (i = 0; i < s->hash_len; i++)
		w->sum[i] ^= w->last[i];
	w->left--;
}

static void
end_work(struct work *w)
{
	EVP_MAC_CTX_free(w->mac);
	w->mac = NULL;
	explicit_bzero(w->last, sizeof(w->last));
	explicit_bzero(w->sum, sizeof(w->sum));
	buf_clear(&w->message);
	buf_clear(&w->final);
}

/* The proof of RFC 5802 section 3, and what the server's must be. */
static void
prove(struct scram *s, unsigned char *proof)
{
	unsigned char key[HASH_MAX], stored[HASH_MAX], signature[HASH_MAX];
	const unsigned char *salted = s->work.sum;
	const struct buf *message = &s->work.message;
	size_t h = s->hash_len, i;

	hmac(s, salted, h, "Client Key", 10, key);
	EVP_Digest(key, h, stored, NULL, s->md, NULL);
	hmac(s, stored, h, message->data, message->len, signature);
	for (i = 0; i < h; i++)
		proof[i] = key[i] ^ signature[i];
	hmac(s, salted, h, "Server Key", 10, key);
	hmac(s, key, h, message->data, message->len, s->server_signature);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(stored, sizeof(stored));
	explicit_bzero(signature, sizeof(signature));
}

enum scram_status
scram_work(struct scram *s, struct buf *out)
{
	unsigned char proof[HASH_MAX];
	int i;

	if (s->stage != AT_WORK)
		return SCRAM_UNPROVEN;
	for (i = 0; i < SLICE && s->work.left > 0; i++)
		do_round(s);
	if (s->work.left > 0)
		return SCRAM_BUSY;
	prove(s, proof);
	buf_add_str(out, buf_text(&s->work.final));
	buf_add_str(out, ",p=");
	add_base64(out, proof, s->hash_len);
	explicit_bzero(proof, sizeof(proof));
	end_work(&s->work);
	s->stage = EXPECT_PROOF;
	return SCRAM_MORE;
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
	struct work *w = &s->work;
	unsigned char salt[SALT_MAX];
	const char *nonce, *p;
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
	add_final(s, nonce, nnonce, &w->final);
	buf_printf(&w->message, "%s,%s,%s", buf_text(&s->bare), message,
	    buf_text(&w->final));
	begin_work(s, salt, nsalt, iterations);
	return scram_work(s, out);
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
	end_work(&p->work);
	explicit_bzero(p, sizeof(*p));
	free(p);
}
