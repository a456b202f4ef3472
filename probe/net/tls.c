#include "probe/net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/net/roots.h"
#include "probe/net/tls-private.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

enum { PEEK_BYTES = 48 };

struct tls_context {
	SSL_CTX *modern; /* TLS 1.2 and 1.3 */
	SSL_CTX *legacy; /* TLS 1.0 and 1.1, made when first needed */
	X509_STORE *store;
};

static SSL_CTX *
make_ctx(X509_STORE *store, int min, int max, const char *ciphers)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (ctx == NULL)
		abort();
	SSL_CTX_set_min_proto_version(ctx, min);
	SSL_CTX_set_max_proto_version(ctx, max);
	SSL_CTX_set_cipher_list(ctx, ciphers);
	SSL_CTX_set_mode(ctx,
	    SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
		SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	/* A peer could keep us in one read for ever with tickets and key
	 * updates; so each of them goes back to the loop and its deadlines. */
	SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
	SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, tls_note_verdict);
	SSL_CTX_set_client_cert_cb(ctx, tls_note_client_cert);
	SSL_CTX_set1_cert_store(ctx, store);
	return ctx;
}

int
tls_context_new(const char *ca_file, struct tls_context **out, struct err *err)
{
	struct tls_context *c = xcalloc(1, sizeof(*c));

	c->store = roots_load(ca_file, err);
	if (c->store == NULL) {
		tls_context_free(&c);
		return -1;
	}
	c->modern = make_ctx(
	    c->store, TLS1_2_VERSION, TLS1_3_VERSION, "DEFAULT:@SECLEVEL=2");
	*out = c;
	return 0;
}

void
tls_context_free(struct tls_context **c)
{
	if (*c == NULL)
		return;
	SSL_CTX_free((*c)->modern);
	SSL_CTX_free((*c)->legacy);
	X509_STORE_free((*c)->store);
	free(*c);
	*c = NULL;
}

/* Keeps the peer's first bytes as they are read (BIO_callback_ex). */
static long
keep_first_bytes(BIO *bio, int oper, const char *argp, size_t len, int argi,
    long argl, int ret, size_t *processed)
{
	struct tls_notes *notes;
	size_t room, n;

	(void)len;
	(void)argi;
	(void)argl;
	if (oper != (BIO_CB_READ | BIO_CB_RETURN) || ret <= 0 ||
	    processed == NULL)
		return ret;
	/* Only here: SSL_free frees the notes before it asks the BIO. */
	notes = (void *)BIO_get_callback_arg(bio);
	room = PEEK_BYTES - notes->npeeked;
	n = *processed < room ? *processed : room;
	memcpy(notes->peeked + notes->npeeked, argp, n);
	notes->npeeked += n;
	return ret;
}

void
tls_start(
    struct tls_context *c, struct stream *s, const char *host, bool legacy)
{
	struct tls_notes *notes = xcalloc(1, sizeof(*notes));

	if (legacy && c->legacy == NULL)
		c->legacy = make_ctx(c->store, TLS1_VERSION, TLS1_1_VERSION,
		    "DEFAULT:@SECLEVEL=0");
	s->ssl = SSL_new(legacy ? c->legacy : c->modern);
	if (s->ssl == NULL || SSL_set_fd(s->ssl, s->fd) != 1)
		abort();
	tls_notes_attach(s->ssl, notes);
	BIO_set_callback_ex(SSL_get_rbio(s->ssl), keep_first_bytes);
	BIO_set_callback_arg(SSL_get_rbio(s->ssl), (void *)notes);
	if (!str_is_ip(host)) {
		char *name = xstrdup(host); /* the macro wants no const */

		SSL_set_tlsext_host_name(s->ssl, name);
		free(name);
	}
	SSL_set_connect_state(s->ssl);
	ERR_clear_error();
}

/* After a failure: what else the peer has said. */
static void
peek_more(struct stream *s, struct tls_notes *notes)
{
	ssize_t n = recv(s->fd, notes->peeked + notes->npeeked,
	    PEEK_BYTES - notes->npeeked, MSG_PEEK | MSG_DONTWAIT);

	if (n > 0)
		notes->npeeked += (size_t)n;
}

/*
 * A TLS server answers with a handshake or alert record (RFC 8446 section
 * 5.1: content types 20 to 23).  Anything else is another protocol.
 */
static bool
is_plaintext(const struct tls_notes *notes)
{
	unsigned char first = (unsigned char)notes->peeked[0];

	return notes->npeeked > 0 && (first < 20 || first > 23);
}

static void
note_failure(struct stream *s, int error, struct facts *facts)
{
	struct tls_notes *notes = tls_notes_of(s->ssl);
	unsigned long e = ERR_peek_error();
	int reason = ERR_GET_REASON(e);
	char *text;

	if (is_plaintext(notes)) {
		peek_more(s, notes);
		text = xstrndup(notes->peeked, notes->npeeked);
		text[strcspn(text, "\r\n")] = '\0';
		fact_add(facts, FACT_TLS_NOT_TLS, text);
		free(text);
	} else if (error == SSL_ERROR_SSL && reason > SSL_AD_REASON_OFFSET) {
		int alert = reason - SSL_AD_REASON_OFFSET;

		fact_add_number(facts, FACT_TLS_ALERT,
		    SSL_alert_desc_string_long(alert), alert);
	} else if (error == SSL_ERROR_SYSCALL ||
	    reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
		fact_add(facts, FACT_TLS_CLOSED, NULL);
	} else {
		fact_add(facts, FACT_TLS_FAILED, ERR_reason_error_string(e));
	}
	ERR_clear_error();
}

enum tls_status
tls_handshake(struct stream *s, struct facts *facts)
{
	int result, error;

	ERR_clear_error();
	result = SSL_do_handshake(s->ssl);
	if (result == 1) {
		BIO_set_callback_ex(SSL_get_rbio(s->ssl), NULL);
		return TLS_DONE;
	}
	error = SSL_get_error(s->ssl, result);
	if (error == SSL_ERROR_WANT_READ)
		return TLS_WANT_READ;
	if (error == SSL_ERROR_WANT_WRITE)
		return TLS_WANT_WRITE;
	note_failure(s, error, facts);
	return TLS_FAILED;
}

size_t
tls_binding(const struct stream *s, unsigned char bytes[TLS_BINDING_MAX],
    const char **name_out)
{
	static const char label[] = "EXPORTER-Channel-Binding";

	if (s->ssl == NULL)
		return 0;
	if (SSL_version(s->ssl) >= TLS1_3_VERSION) {
		*name_out = "tls-exporter";
		if (SSL_export_keying_material(s->ssl, bytes, 32, label,
			sizeof(label) - 1, (const unsigned char *)"", 0,
			1) != 1)
			return 0;
		return 32;
	}
	/* RFC 5929 section 3, safe only with RFC 7627. The client finishes
	 * first in a full handshake, and ours are never resumed. */
	if (SSL_get_extms_support(s->ssl) != 1)
		return 0;
	*name_out = "tls-unique";
	return SSL_get_finished(s->ssl, bytes, TLS_BINDING_MAX);
}
