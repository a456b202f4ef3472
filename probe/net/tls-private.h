#ifndef PROBE_NET_TLS_PRIVATE_H
#define PROBE_NET_TLS_PRIVATE_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

/* One thing OpenSSL's chain verification complained about. */
struct tls_complaint {
	int error, depth;
	char name[256]; /* subject of the certificate, RFC 2253 */
	char issuer[256];
};

enum { TLS_COMPLAINTS = 8 };

/* What callbacks note during one handshake; belongs to the SSL. */
struct tls_notes {
	struct tls_complaint complaints[TLS_COMPLAINTS];
	size_t ncomplaints;
	bool client_cert_asked;
	char peeked[64]; /* the peer's first bytes */
	size_t npeeked;
};

/* The SSL takes ownership of notes. */
void tls_notes_attach(SSL *ssl, struct tls_notes *notes);
struct tls_notes *tls_notes_of(const SSL *ssl);
/* Callbacks of OpenSSL: note, and let the handshake go on. */
int tls_note_verdict(int ok, X509_STORE_CTX *ctx);
int tls_note_client_cert(SSL *ssl, X509 **cert, EVP_PKEY **key);

#endif
