#ifndef PROBE_NET_TLS_SOCKET_H
#define PROBE_NET_TLS_SOCKET_H

#include <openssl/bio.h>
#include <stdbool.h>
#include <stddef.h>

enum { TLS_PEEK_BYTES = 48 };

/* What OpenSSL reads from and writes to; outlives its BIO. */
struct tls_socket {
	int fd;	  /* stays the caller's */
	bool end; /* the peer has closed */
	bool up;  /* the handshake is over: nothing more is kept */
	char peeked[TLS_PEEK_BYTES]; /* the peer's first bytes */
	size_t npeeked;
};

/*
 * OpenSSL's own socket BIO writes with write(2), which raises SIGPIPE when the
 * peer has closed; this one sends with MSG_NOSIGNAL.  Freed with
 * BIO_meth_free, after the last BIO made with it.
 */
BIO_METHOD *tls_socket_method(void);
BIO *tls_socket_bio(const BIO_METHOD *method, struct tls_socket *s);

#endif
