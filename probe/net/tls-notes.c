#include "probe/net/tls-notes.h"

#include <openssl/x509.h>
#include <stdlib.h>

#include "probe/net/tls-private.h"
#include "profiles/base/mem.h"

struct tls_notes *
tls_notes_new(SSL *ssl, int fd)
{
	struct tls_notes *notes = xcalloc(1, sizeof(*notes));

	notes->socket.fd = fd;
	if (SSL_set_app_data(ssl, notes) != 1)
		abort();
	return notes;
}

struct tls_notes *
tls_notes_of(const SSL *ssl)
{
	return SSL_get_app_data(ssl);
}

void
tls_notes_free(struct tls_notes **notes)
{
	if (*notes == NULL)
		return;
	sk_X509_pop_free((*notes)->chain, X509_free);
	free((*notes)->complaints);
	free(*notes);
	*notes = NULL;
}

const STACK_OF(X509) * tls_verified_chain(const SSL *ssl)
{
	return SSL_session_reused(ssl) ? tls_notes_of(ssl)->chain
				       : SSL_get0_verified_chain(ssl);
}

int
tls_note_client_cert(SSL *ssl, X509 **cert, EVP_PKEY **key)
{
	(void)cert;
	(void)key;
	tls_notes_of(ssl)->client_cert_asked = true;
	return 0;
}

void
tls_print_name(const X509_NAME *name, char *text, size_t size)
{
	BIO *bio = BIO_new(BIO_s_mem());
	int n;

	text[0] = '\0';
	if (bio == NULL)
		return;
	X509_NAME_print_ex(bio, name, 0,
	    XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
	n = BIO_read(bio, text, (int)size - 1);
	text[n > 0 ? n : 0] = '\0';
	BIO_free(bio);
}

int
tls_note_verdict(int ok, X509_STORE_CTX *ctx)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct tls_notes *notes = tls_notes_of(ssl);
	X509 *cert = X509_STORE_CTX_get_current_cert(ctx);
	struct tls_complaint *c;

	if (ok == 1 || notes->ncomplaints == TLS_COMPLAINTS)
		return 1;
	if (notes->complaints == NULL)
		notes->complaints = xcalloc(TLS_COMPLAINTS, sizeof(*c));
	c = &notes->complaints[notes->ncomplaints++];
	c->error = X509_STORE_CTX_get_error(ctx);
	c->depth = X509_STORE_CTX_get_error_depth(ctx);
	if (cert != NULL) {
		tls_print_name(
		    X509_get_subject_name(cert), c->name, sizeof(c->name));
		tls_print_name(
		    X509_get_issuer_name(cert), c->issuer, sizeof(c->issuer));
	}
	return 1;
}
