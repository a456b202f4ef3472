#ifndef TESTS_UNIT_TLS_SERVER_H
#define TESTS_UNIT_TLS_SERVER_H

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe/net/tls.h"

/*
 * A TLS server on loopback for unit tests, with an authority of its own.  The
 * test moves both sides on; nothing waits.
 */
struct tls_server {
	int fd;
	uint16_t port;
	SSL_CTX *ctx;
	EVP_PKEY *key;
	char ca_file[64];
};

/* A certificate for name that is valid for so many seconds; the authority's
 * own when issuer is NULL. */
static X509 *
make_cert(EVP_PKEY *key, const char *name, long seconds, X509 *issuer)
{
	X509 *cert = X509_new();
	X509_NAME *subject = X509_get_subject_name(cert);
	X509_EXTENSION *ext;
	char san[128];

	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), issuer == NULL ? 1 : 2);
	X509_gmtime_adj(X509_getm_notBefore(cert), -3600);
	X509_gmtime_adj(X509_getm_notAfter(cert), seconds);
	X509_set_pubkey(cert, key);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
	    (const unsigned char *)name, -1, -1, 0);
	X509_set_issuer_name(
	    cert, issuer == NULL ? subject : X509_get_subject_name(issuer));
	snprintf(san, sizeof(san), "DNS:%s", name);
	ext = issuer == NULL
	    ? X509V3_EXT_conf_nid(
		  NULL, NULL, NID_basic_constraints, "critical,CA:TRUE")
	    : X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, san);
	X509_add_ext(cert, ext, -1);
	X509_EXTENSION_free(ext);
	X509_sign(cert, key, EVP_sha256());
	return cert;
}

/* Serves a certificate for mail.test that is valid for so many seconds. */
static void
tls_server_start(struct tls_server *s, long seconds)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	X509 *root, *leaf;
	FILE *f;

	s->key = EVP_EC_gen("P-256");
	root = make_cert(s->key, "Test Root", 86400, NULL);
	leaf = make_cert(s->key, "mail.test", seconds, root);
	snprintf(s->ca_file, sizeof(s->ca_file), "/tmp/lotse-root-%d",
	    (int)getpid());
	f = fopen(s->ca_file, "we");
	assert_non_null(f);
	PEM_write_X509(f, root);
	fclose(f);
	s->ctx = SSL_CTX_new(TLS_server_method());
	assert_int_equal(SSL_CTX_use_certificate(s->ctx, leaf), 1);
	assert_int_equal(SSL_CTX_use_PrivateKey(s->ctx, s->key), 1);
	SSL_CTX_set_session_id_context(s->ctx, (const unsigned char *)"x", 1);
	X509_free(root);
	X509_free(leaf);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(s->fd, (struct sockaddr *)&a, len), 0);
	getsockname(s->fd, (struct sockaddr *)&a, &len);
	s->port = ntohs(a.sin_port);
	assert_int_equal(listen(s->fd, 8), 0);
}

static void
tls_server_stop(struct tls_server *s)
{
	SSL_CTX_free(s->ctx);
	EVP_PKEY_free(s->key);
	close(s->fd);
	unlink(s->ca_file);
}

/* Connects; the other side is what comes back. */
static int
tls_server_connect(struct tls_server *s, struct stream *stream)
{
	struct pollfd p;
	int fd;

	assert_int_equal(stream_connect(stream, "127.0.0.1", s->port), 0);
	fd = accept4(s->fd, NULL, NULL, SOCK_NONBLOCK);
	assert_true(fd >= 0);
	p = (struct pollfd){ .fd = stream->fd, .events = POLLOUT };
	assert_int_equal(poll(&p, 1, 1000), 1);
	assert_int_equal(stream_connected(stream), 0);
	return fd;
}

/* Both sides shake hands.  Returns the server's side. */
static SSL *
tls_server_shake(struct tls_server *s, int fd, struct stream *stream,
    struct facts *facts, enum tls_status *status_out)
{
	SSL *ssl = SSL_new(s->ctx);
	enum tls_status status = TLS_WANT_READ;
	int i, done = 0;

	SSL_set_fd(ssl, fd);
	for (i = 0; i < 1000 && (status < TLS_DONE || done != 1); i++) {
		if (status < TLS_DONE)
			status = tls_handshake(stream, facts);
		if (done != 1)
			done = SSL_accept(ssl);
		if (status == TLS_FAILED)
			break;
		if (i > 100)
			usleep(1000);
	}
	*status_out = status;
	return ssl;
}

#endif
