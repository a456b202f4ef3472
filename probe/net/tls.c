#include "probe/net/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/net/roots.h"
#include "probe/net/tls-chain.h"
#include "probe/net/tls-notes.h"
#include "probe/net/tls-private.h"
#include "probe/net/tls-verdict.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

struct tls_context {
	SSL_CTX *modern; /* TLS 1.2 and 1.3 */
	SSL_CTX *legacy; /* TLS 1.0 and 1.1, made when first needed */
	X509_STORE *store;
	struct roots *roots; /* until all are in the store */
	BIO_METHOD *socket;
	struct tls_chains *chains;
	struct tls_sessions *sessions;
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

/*
 * A ticket of TLS 1.3, which comes after the handshake.  A session that is
 * resumed is not asked for a client certificate again, which is a fact.
 */
static int
new_session(SSL *ssl, SSL_SESSION *session)
{
	const struct tls_notes *notes = tls_notes_of(ssl);
	const STACK_OF(X509) *chain = tls_verified_chain(ssl);

	if (SSL_version(ssl) < TLS1_3_VERSION || !notes->verified ||
	    notes->client_cert_asked || notes->key[0] == '\0' || chain == NULL)
		return 0;
	tls_sessions_keep(notes->sessions, notes->key, session, chain);
	return 1;
}

int
tls_context_new(const char *ca_file, struct tls_context **out, struct err *err)
{
	struct tls_context *c = xcalloc(1, sizeof(*c));

	if (ca_file != NULL && roots_check(ca_file, err) == -1) {
		tls_context_free(&c);
		return -1;
	}
	c->store = X509_STORE_new();
	if (c->store == NULL)
		abort();
	c->roots = roots_new(c->store, ca_file);
	c->socket = tls_socket_method();
	c->chains = tls_chains_new();
	c->sessions = tls_sessions_new();
	c->modern = make_ctx(
	    c->store, TLS1_2_VERSION, TLS1_3_VERSION, "DEFAULT:@SECLEVEL=2");
	SSL_CTX_set_cert_verify_callback(
	    c->modern, tls_chains_verify, c->chains);
	SSL_CTX_set_session_cache_mode(
	    c->modern, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_sess_set_new_cb(c->modern, new_session);
	*out = c;
	return 0;
}

bool
tls_context_load(struct tls_context *c)
{
	if (c->roots != NULL && !roots_step(c->roots))
		roots_free(&c->roots);
	return c->roots != NULL;
}

void
tls_context_free(struct tls_context **c)
{
	if (*c == NULL)
		return;
	SSL_CTX_free((*c)->modern);
	SSL_CTX_free((*c)->legacy);
	X509_STORE_free((*c)->store);
	roots_free(&(*c)->roots);
	BIO_meth_free((*c)->socket);
	tls_chains_free(&(*c)->chains);
	tls_sessions_free(&(*c)->sessions);
	free(*c);
	*c = NULL;
}

struct x509_store_st *
tls_context_roots(const struct tls_context *c)
{
	return c->store;
}

static void
offer_session(struct tls_context *c, struct stream *s, const char *host)
{
	struct tls_notes *notes = s->notes;

	notes->sessions = c->sessions;
	tls_session_key(s, host, notes->key);
	notes->chain = tls_sessions_offer(c->sessions, notes->key, s->ssl);
}

void
tls_start(struct tls_context *c, struct stream *s, const char *host,
    enum tls_hello hello)
{
	bool legacy = hello == TLS_LEGACY;
	BIO *bio;

	while (tls_context_load(c))
		;
	if (legacy && c->legacy == NULL)
		c->legacy = make_ctx(c->store, TLS1_VERSION, TLS1_1_VERSION,
		    "DEFAULT:@SECLEVEL=0");
	s->ssl = SSL_new(legacy ? c->legacy : c->modern);
	if (s->ssl == NULL)
		abort();
	s->notes = tls_notes_new(s->ssl, s->fd);
	bio = tls_socket_bio(c->socket, &s->notes->socket);
	SSL_set_bio(s->ssl, bio, bio);
	if (!str_is_ip(host)) {
		char *name = xstrdup(host); /* the macro wants no const */

		SSL_set_tlsext_host_name(s->ssl, name);
		free(name);
	}
	if (hello == TLS_MODERN)
		offer_session(c, s, host);
	SSL_set_connect_state(s->ssl);
	ERR_clear_error();
}

/* After a failure: what else the peer has said. */
static void
peek_more(struct tls_socket *s)
{
	ssize_t n = recv(s->fd, s->peeked + s->npeeked,
	    TLS_PEEK_BYTES - s->npeeked, MSG_PEEK | MSG_DONTWAIT);

	if (n > 0)
		s->npeeked += (size_t)n;
}

/*
 * A TLS server answers with a handshake or alert record (RFC 8446 section
 * 5.1: content types 20 to 23).  Anything else is another protocol.
 */
static bool
is_plaintext(const struct tls_socket *s)
{
	unsigned char first = (unsigned char)s->peeked[0];

	return s->npeeked > 0 && (first < 20 || first > 23);
}

static void
note_failure(struct stream *s, int error, struct facts *facts)
{
	struct tls_socket *socket = &s->notes->socket;
	unsigned long e = ERR_peek_error();
	int reason = ERR_GET_REASON(e);
	char *text;

	if (is_plaintext(socket)) {
		peek_more(socket);
		text = xstrndup(socket->peeked, socket->npeeked);
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

/* What cannot be verified now is not resumed later. */
static void
drop_session(const struct stream *s)
{
	if (s->notes->sessions != NULL)
		tls_sessions_drop(s->notes->sessions, s->notes->key);
}

enum tls_status
tls_handshake(struct stream *s, struct facts *facts)
{
	int result, error;

	ERR_clear_error();
	result = SSL_do_handshake(s->ssl);
	if (result == 1) {
		s->notes->socket.up = true;
		return TLS_DONE;
	}
	error = SSL_get_error(s->ssl, result);
	if (error == SSL_ERROR_WANT_READ)
		return TLS_WANT_READ;
	if (error == SSL_ERROR_WANT_WRITE)
		return TLS_WANT_WRITE;
	note_failure(s, error, facts);
	drop_session(s);
	return TLS_FAILED;
}

void
tls_observe(const struct stream *s, const struct tls_names *names,
    struct arena *a, struct facts *facts, struct tls_result *result)
{
	tls_verdict(s->ssl, names, a, facts, result);
	s->notes->verified = result->verified;
	if (!result->verified)
		drop_session(s);
}

bool
tls_offered_session(const struct stream *s)
{
	return s->notes != NULL && s->notes->chain != NULL;
}

bool
tls_resumed(const struct stream *s)
{
	return s->ssl != NULL && SSL_session_reused(s->ssl) == 1;
}

size_t
tls_chains_known(const struct tls_context *c)
{
	return tls_chains_spared(c->chains);
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
	 * first in a full handshake only. */
	if (SSL_get_extms_support(s->ssl) != 1 || SSL_session_reused(s->ssl))
		return 0;
	*name_out = "tls-unique";
	return SSL_get_finished(s->ssl, bytes, TLS_BINDING_MAX);
}
