#include "probe/net/tls-chain.h"

#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#include "probe/net/tls-name.h"
#include "probe/net/tls-private.h"
#include "profiles/base/mem.h"

struct chain {
	TAILQ_ENTRY(chain) entry;
	unsigned char key[EVP_MAX_MD_SIZE];
	int64_t until; /* by tls_chain_clock */
	STACK_OF(X509) * certs;
};

struct tls_chains {
	TAILQ_HEAD(tls_chain_list,
	    chain) list; /* the one used last is the first */
	size_t n, spared;
};

struct tls_chains *
tls_chains_new(void)
{
	struct tls_chains *c = xcalloc(1, sizeof(*c));

	TAILQ_INIT(&c->list);
	return c;
}

static void
remove_chain(struct tls_chains *c, struct chain *chain)
{
	TAILQ_REMOVE(&c->list, chain, entry);
	c->n--;
	sk_X509_pop_free(chain->certs, X509_free);
	free(chain);
}

void
tls_chains_free(struct tls_chains **c)
{
	struct chain *chain;

	if (*c == NULL)
		return;
	while ((chain = TAILQ_FIRST(&(*c)->list)) != NULL)
		remove_chain(*c, chain);
	free(*c);
	*c = NULL;
}

int64_t
tls_chain_clock(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec;
}

bool
tls_chain_in_time(const STACK_OF(X509) * chain)
{
	const X509 *cert;
	int i;

	for (i = 0; i < sk_X509_num(chain); i++) {
		cert = sk_X509_value(chain, i);
		if (X509_cmp_timeframe(NULL, X509_get0_notBefore(cert),
			X509_get0_notAfter(cert)) != 0)
			return false;
	}
	return true;
}

/* SHA-256 over the SHA-256 of every certificate as it was sent. */
static bool
make_key(X509_STORE_CTX *ctx, unsigned char key[EVP_MAX_MD_SIZE])
{
	STACK_OF(X509) *sent = X509_STORE_CTX_get0_untrusted(ctx);
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	unsigned char digest[EVP_MAX_MD_SIZE];
	X509 *cert = X509_STORE_CTX_get0_cert(ctx);
	unsigned int n;
	bool ok;
	int i;

	memset(key, 0, EVP_MAX_MD_SIZE);
	ok = md != NULL && cert != NULL &&
	    EVP_DigestInit_ex(md, EVP_sha256(), NULL) == 1;
	for (i = 0; ok && cert != NULL; i++) {
		ok = X509_digest(cert, EVP_sha256(), digest, &n) == 1 &&
		    EVP_DigestUpdate(md, digest, n) == 1;
		cert = i < sk_X509_num(sent) ? sk_X509_value(sent, i) : NULL;
	}
	ok = ok && EVP_DigestFinal_ex(md, key, NULL) == 1;
	EVP_MD_CTX_free(md);
	return ok;
}

static struct chain *
find_chain(struct tls_chains *c, const unsigned char key[EVP_MAX_MD_SIZE])
{
	struct chain *chain;

	TAILQ_FOREACH (chain, &c->list, entry)
		if (memcmp(chain->key, key, EVP_MAX_MD_SIZE) == 0)
			break;
	if (chain == NULL)
		return NULL;
	if (tls_chain_clock() >= chain->until ||
	    !tls_chain_in_time(chain->certs)) {
		remove_chain(c, chain);
		return NULL;
	}
	TAILQ_REMOVE(&c->list, chain, entry);
	TAILQ_INSERT_HEAD(&c->list, chain, entry);
	return chain;
}

static void
add_chain(struct tls_chains *c, const unsigned char key[EVP_MAX_MD_SIZE],
    STACK_OF(X509) * certs)
{
	struct chain *chain;

	if (certs == NULL)
		return;
	if (c->n == TLS_CHAINS_MAX)
		remove_chain(c, TAILQ_LAST(&c->list, tls_chain_list));
	chain = xcalloc(1, sizeof(*chain));
	memcpy(chain->key, key, EVP_MAX_MD_SIZE);
	chain->until = tls_chain_clock() + TLS_CHAIN_SECONDS;
	chain->certs = certs;
	TAILQ_INSERT_HEAD(&c->list, chain, entry);
	c->n++;
}

static bool
holds(X509_STORE_CTX *ctx)
{
	const SSL *ssl = X509_STORE_CTX_get_ex_data(
	    ctx, SSL_get_ex_data_X509_STORE_CTX_idx());

	return tls_notes_of(ssl)->ncomplaints == 0 &&
	    X509_STORE_CTX_get_error(ctx) == X509_V_OK;
}

/* Takes note of it as of what OpenSSL finds by itself. */
static void
complain(X509_STORE_CTX *ctx)
{
	X509_STORE_CTX_set_error(ctx, X509_V_ERR_EXCLUDED_VIOLATION);
	X509_STORE_CTX_set_error_depth(ctx, 0);
	X509_STORE_CTX_set_current_cert(ctx, X509_STORE_CTX_get0_cert(ctx));
	tls_note_verdict(0, ctx);
}

int
tls_chains_verify(X509_STORE_CTX *ctx, void *arg)
{
	unsigned char key[EVP_MAX_MD_SIZE];
	struct tls_chains *c = arg;
	struct chain *chain;
	STACK_OF(X509) * certs;
	bool keyed = make_key(ctx, key);
	int result;

	chain = keyed ? find_chain(c, key) : NULL;
	certs = chain == NULL ? NULL : X509_chain_up_ref(chain->certs);
	if (certs != NULL) {
		X509_STORE_CTX_set0_verified_chain(ctx, certs);
		X509_STORE_CTX_set_error(ctx, X509_V_OK);
		c->spared++;
		return 1;
	}
	result = X509_verify_cert(ctx);
	if (tls_name_excluded(X509_STORE_CTX_get0_chain(ctx)))
		complain(ctx);
	if (keyed && chain == NULL && result == 1 && holds(ctx))
		add_chain(c, key, X509_STORE_CTX_get1_chain(ctx));
	return result;
}

size_t
tls_chains_spared(const struct tls_chains *c)
{
	return c->spared;
}
