#ifndef PROBE_NET_TLS_H
#define PROBE_NET_TLS_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/net/stream.h"
#include "probe/report/fact.h"
#include "probe/report/report.h"

struct err;
struct tls_context;
struct tls_names;
struct x509_store_st; /* X509_STORE of OpenSSL */

enum tls_status { TLS_WANT_READ, TLS_WANT_WRITE, TLS_DONE, TLS_FAILED };

/*
 * One trust store for all runs of an engine: the system's, and ca_file added
 * when it is not NULL.  Chains that were verified are remembered, and sessions
 * kept to be resumed, so a server that was met before costs less; what is
 * observed of it stays the same.  Returns -1 with err when that file holds no
 * certificate.  The context outlives its streams.
 */
int tls_context_new(
    const char *ca_file, struct tls_context **out, struct err *err);
void tls_context_free(struct tls_context **c);
/*
 * Reads some roots more, in about a millisecond; false: all are there.  The
 * first handshake reads what is missing.
 */
bool tls_context_load(struct tls_context *c);
/* The trust store, borrowed, perhaps not full: to keep it, take a
 * reference. */
struct x509_store_st *tls_context_roots(const struct tls_context *c);

enum tls_hello {
	TLS_MODERN, /* TLS 1.2 and 1.3, with a session to resume if there is */
	TLS_FRESH,  /* the same without a session */
	/* TLS 1.0 and 1.1 only, to learn whether a server can no better: what
	 * is made with it is never verified. */
	TLS_LEGACY
};

/* Turns a connected stream into the client side of TLS.  Names for SNI and
 * verification: host. */
void tls_start(struct tls_context *c, struct stream *s, const char *host,
    enum tls_hello hello);
/* Moves the handshake on; TLS_FAILED has added its fact. */
enum tls_status tls_handshake(struct stream *s, struct facts *facts);
/*
 * After TLS_DONE: what was agreed, the certificate and what is wrong with it.
 * result->verified is true only for TLS 1.2 or better with a chain that holds
 * (RFC 5280 section 6) and a name that fits (RFC 9525 section 6, see struct
 * tls_names); facts tell the rest.
 */
void tls_observe(const struct stream *s, const struct tls_names *names,
    struct arena *a, struct facts *facts, struct tls_result *result);

/* A session to resume was offered, and the server may have stumbled over it. */
bool tls_offered_session(const struct stream *s);
/* The session was resumed: what is observed is what the full handshake of
 * that session has shown. */
bool tls_resumed(const struct stream *s);
/* How many handshakes met a chain that had been verified before. */
size_t tls_chains_known(const struct tls_context *c);

enum { TLS_BINDING_MAX = 64 };
/*
 * The channel binding of RFC 9266 (tls-exporter, TLS 1.3) or RFC 5929
 * (tls-unique, a full handshake of TLS 1.2 with extended master secret).  Returns its length and
 * the name, or 0 when there is none.
 */
size_t tls_binding(const struct stream *s, unsigned char bytes[TLS_BINDING_MAX],
    const char **name_out);

#endif
