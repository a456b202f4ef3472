#ifndef PROBE_NET_TLS_SESSION_H
#define PROBE_NET_TLS_SESSION_H

#include <openssl/ssl.h>
#include <stddef.h>

#include "probe/net/stream.h"

/*
 * Sessions of TLS 1.3 to resume, of an engine.  The key is the name that was
 * asked for, the address and the port: two addresses of one host may show
 * different certificates.  A session is offered for ten minutes, and only
 * while the chain that was verified for it is within its days.
 *
 * Those of TLS 1.2 are not resumed: their channel binding would be another
 * (RFC 5929 section 3), which not every server takes.
 */
struct tls_sessions;

enum {
	TLS_SESSIONS_MAX = 512,
	TLS_SESSION_SECONDS = 600,
	TLS_SESSION_KEY_BYTES = 320
};

struct tls_sessions *tls_sessions_new(void);
void tls_sessions_free(struct tls_sessions **s);
/* The key of a connected stream; "" when it has none. */
void tls_session_key(const struct stream *s, const char *host,
    char key_out[TLS_SESSION_KEY_BYTES]);
/*
 * Offers the session of that key to the server.  Returns the chain that was
 * verified for it, owned by the caller, or NULL when there is no session.
 */
STACK_OF(X509) *
    tls_sessions_offer(struct tls_sessions *s, const char *key, SSL *ssl);
/* Replaces the one of that key; takes over the
 * caller's reference to session. */
void tls_sessions_keep(struct tls_sessions *s, const char *key,
    SSL_SESSION *session, const STACK_OF(X509) * chain);
void tls_sessions_drop(struct tls_sessions *s, const char *key);

#endif
