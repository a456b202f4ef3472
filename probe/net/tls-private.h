#ifndef PROBE_NET_TLS_PRIVATE_H
#define PROBE_NET_TLS_PRIVATE_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

#include "probe/net/tls-session.h"
#include "probe/net/tls-socket.h"

/* One thing OpenSSL's chain verification complained about. */
struct tls_complaint {
	int error, depth;
	char name[256]; /* subject of the certificate, RFC 2253 */
	char issuer[256];
};

enum { TLS_COMPLAINTS = 8 };

/* What callbacks note of one connection: the data of its SSL, which it
 * outlives; owned by the stream. */
struct tls_notes {
	struct tls_socket socket;
	struct tls_complaint *complaints; /* TLS_COMPLAINTS, or NULL: none */
	size_t ncomplaints;
	bool client_cert_asked;
	/* For the session to resume: where it is kept, and what for. */
	struct tls_sessions *sessions;
	char key[TLS_SESSION_KEY_BYTES];
	bool verified;
	STACK_OF(X509) * chain; /* of the session that was offered, or NULL */
};

struct tls_notes *tls_notes_new(SSL *ssl, int fd);
struct tls_notes *tls_notes_of(const SSL *ssl);
/* The proven chain, also of a session that was resumed; or NULL. */
const STACK_OF(X509) * tls_verified_chain(const SSL *ssl);
/* As RFC 2253 has it, cut where it does not fit. */
void tls_print_name(const X509_NAME *name, char *text, size_t size);
/* Callbacks of OpenSSL: note, and let the handshake go on. */
int tls_note_verdict(int ok, X509_STORE_CTX *ctx);
int tls_note_client_cert(SSL *ssl, X509 **cert, EVP_PKEY **key);

#endif
