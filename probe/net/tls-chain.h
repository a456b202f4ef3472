#ifndef PROBE_NET_TLS_CHAIN_H
#define PROBE_NET_TLS_CHAIN_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The chains of an engine that were verified without a complaint.  What a
 * server sends (the digest of its certificates in their order) is the key; the
 * host name is none of it and is compared with each handshake.  A chain is
 * believed for an hour at most, and never outside the days of any of its
 * certificates, the root included.
 */
struct tls_chains;

enum { TLS_CHAINS_MAX = 256, TLS_CHAIN_SECONDS = 3600 };

struct tls_chains *tls_chains_new(void);
void tls_chains_free(struct tls_chains **c);
/* For SSL_CTX_set_cert_verify_callback, with the struct tls_chains: like
 * X509_verify_cert, or the same result from before. */
int tls_chains_verify(X509_STORE_CTX *ctx, void *chains);
/* How many verifications were spared. */
size_t tls_chains_spared(const struct tls_chains *c);
/* All its certificates are valid by their dates, now. */
bool tls_chain_in_time(const STACK_OF(X509) * chain);
/* Seconds of a clock that never goes back. */
int64_t tls_chain_clock(void);

#endif
