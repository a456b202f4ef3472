// room: probe/net
#include <malloc.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/net/tls-name.h"
#include "profiles/base/arena.h"
#include "profiles/base/err.h"
#include "tests/unit/tls-server.h"

/* What one connection has shown. */
struct seen {
	struct arena arena;
	struct facts facts;
	struct tls_result tls;
	bool resumed;
	size_t nbinding;
	const char *binding;
};

/* Reads until that byte came: tickets come before it. */
static void
read_byte(struct stream *stream, char byte)
{
	ssize_t n = STREAM_AGAIN_READ;
	char got = 0;
	int i;

	for (i = 0; i < 1000 && n == STREAM_AGAIN_READ; i++) {
		n = stream_read(stream, &got, 1);
		if (n == STREAM_AGAIN_READ)
			usleep(1000);
	}
	assert_int_equal(n, 1);
	assert_int_equal(got, byte);
}

static void
visit(struct tls_server *s, struct tls_context *c, const char *host,
    struct seen *seen)
{
	const struct tls_names names = { .host = host };
	unsigned char bytes[TLS_BINDING_MAX];
	struct stream stream;
	enum tls_status status;
	SSL *ssl;
	int fd;

	memset(seen, 0, sizeof(*seen));
	facts_init(&seen->facts, &seen->arena);
	fd = tls_server_connect(s, &stream);
	tls_start(c, &stream, host, TLS_MODERN);
	ssl = tls_server_shake(s, fd, &stream, &seen->facts, &status);
	assert_int_equal(status, TLS_DONE);
	tls_observe(&stream, &names, &seen->arena, &seen->facts, &seen->tls);
	seen->resumed = tls_resumed(&stream);
	seen->nbinding = tls_binding(&stream, bytes, &seen->binding);
	assert_int_equal(SSL_write(ssl, "x", 1), 1);
	read_byte(&stream, 'x');
	stream_close(&stream);
	SSL_free(ssl);
	close(fd);
}

static struct tls_context *
make_context(const char *ca_file)
{
	struct tls_context *c;
	struct err err;

	assert_int_equal(tls_context_new(ca_file, &c, &err), 0);
	return c;
}

static size_t
count_facts(const struct facts *facts)
{
	const struct fact *f;
	size_t n = 0;

	STAILQ_FOREACH (f, &facts->list, entry)
		n++;
	return n;
}

static void
assert_same(const struct seen *a, const struct seen *b)
{
	const struct certificate_result *x = &a->tls.certificate;
	const struct certificate_result *y = &b->tls.certificate;

	assert_int_equal(a->tls.verified, b->tls.verified);
	assert_int_equal(a->tls.have_certificate, b->tls.have_certificate);
	assert_string_equal(a->tls.version, b->tls.version);
	assert_string_equal(a->tls.cipher, b->tls.cipher);
	assert_string_equal(a->tls.group, b->tls.group);
	assert_string_equal(x->subject, y->subject);
	assert_string_equal(x->issuer, y->issuer);
	assert_string_equal(x->fingerprint, y->fingerprint);
	assert_string_equal(x->not_after, y->not_after);
	assert_int_equal(x->names.n, y->names.n);
	assert_int_equal(count_facts(&a->facts), count_facts(&b->facts));
	assert_int_equal(a->nbinding, b->nbinding);
	assert_string_equal(a->binding, b->binding);
}

static void
test_resumed(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct seen first, next;
	int i;

	(void)state;
	tls_server_start(&s, 40 * 86400L);
	c = make_context(s.ca_file);
	visit(&s, c, "mail.test", &first);
	assert_true(first.tls.verified);
	assert_false(first.resumed);
	assert_string_equal(first.binding, "tls-exporter");
	for (i = 0; i < 3; i++) {
		visit(&s, c, "mail.test", &next);
		assert_true(next.resumed);
		assert_same(&first, &next);
		arena_clear(&next.arena);
	}
	assert_int_equal(tls_chains_known(c), 0);
	arena_clear(&first.arena);
	tls_context_free(&c);
	tls_server_stop(&s);
}

/* The chain is known, the name is another: it is compared all the same. */
static void
test_other_name(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct seen seen;
	size_t i;

	(void)state;
	tls_server_start(&s, 40 * 86400L);
	c = make_context(s.ca_file);
	visit(&s, c, "mail.test", &seen);
	assert_true(seen.tls.verified);
	arena_clear(&seen.arena);
	for (i = 1; i < 3; i++) {
		visit(&s, c, "other.test", &seen);
		assert_false(seen.resumed);
		assert_false(seen.tls.verified);
		assert_non_null(fact_find(&seen.facts, FACT_CERT_MISMATCH));
		assert_int_equal(tls_chains_known(c), i);
		arena_clear(&seen.arena);
	}
	tls_context_free(&c);
	tls_server_stop(&s);
}

/* What was not verified is looked at anew, and resumed never. */
static void
test_untrusted(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct seen seen;
	int i;

	(void)state;
	tls_server_start(&s, 40 * 86400L);
	c = make_context(NULL);
	for (i = 0; i < 3; i++) {
		visit(&s, c, "mail.test", &seen);
		assert_false(seen.resumed);
		assert_false(seen.tls.verified);
		assert_non_null(fact_find(&seen.facts, FACT_CERT_UNTRUSTED));
		assert_int_equal(tls_chains_known(c), 0);
		arena_clear(&seen.arena);
	}
	tls_context_free(&c);
	tls_server_stop(&s);
}

/* Neither the chain nor the session outlives the certificate. */
static void
test_expired(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct seen seen;

	(void)state;
	tls_server_start(&s, 5);
	c = make_context(s.ca_file);
	visit(&s, c, "mail.test", &seen);
	assert_true(seen.tls.verified);
	arena_clear(&seen.arena);
	sleep(6);
	visit(&s, c, "mail.test", &seen);
	assert_false(seen.resumed);
	assert_false(seen.tls.verified);
	assert_non_null(fact_find(&seen.facts, FACT_CERT_EXPIRED));
	assert_int_equal(tls_chains_known(c), 0);
	arena_clear(&seen.arena);
	tls_context_free(&c);
	tls_server_stop(&s);
}

static int
take_any(int ok, X509_STORE_CTX *ctx)
{
	(void)ok;
	(void)ctx;
	return 1;
}

/* That a client certificate is asked for shows in full handshakes only. */
static void
test_client_cert(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct seen seen;
	size_t i;

	(void)state;
	tls_server_start(&s, 40 * 86400L);
	SSL_CTX_set_verify(s.ctx, SSL_VERIFY_PEER, take_any);
	c = make_context(s.ca_file);
	for (i = 0; i < 2; i++) {
		visit(&s, c, "mail.test", &seen);
		assert_false(seen.resumed);
		assert_true(seen.tls.verified);
		assert_non_null(fact_find(&seen.facts, FACT_TLS_CLIENT_CERT));
		assert_int_equal(tls_chains_known(c), i);
		arena_clear(&seen.arena);
	}
	tls_context_free(&c);
	tls_server_stop(&s);
}

/* TLS 1.2 keeps its channel binding. */
static void
test_old_version(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct seen first, next;

	(void)state;
	tls_server_start(&s, 40 * 86400L);
	SSL_CTX_set_max_proto_version(s.ctx, TLS1_2_VERSION);
	c = make_context(s.ca_file);
	visit(&s, c, "mail.test", &first);
	visit(&s, c, "mail.test", &next);
	assert_true(first.tls.verified);
	assert_false(next.resumed);
	assert_string_equal(next.binding, "tls-unique");
	assert_same(&first, &next);
	assert_int_equal(tls_chains_known(c), 1);
	arena_clear(&first.arena);
	arena_clear(&next.arena);
	tls_context_free(&c);
	tls_server_stop(&s);
}

/* A server that has lost its keys gets a full handshake. */
static void
test_forgotten(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct seen first, next;
	unsigned char keys[80] = { 7 };

	(void)state;
	tls_server_start(&s, 40 * 86400L);
	c = make_context(s.ca_file);
	visit(&s, c, "mail.test", &first);
	assert_int_equal(
	    SSL_CTX_set_tlsext_ticket_keys(s.ctx, keys, sizeof(keys)), 1);
	visit(&s, c, "mail.test", &next);
	assert_false(next.resumed);
	assert_same(&first, &next);
	assert_int_equal(tls_chains_known(c), 1);
	arena_clear(&first.arena);
	arena_clear(&next.arena);
	tls_context_free(&c);
	tls_server_stop(&s);
}

/* A peer that closes ends the stream, and raises no signal. */
static void
test_closed(void **state)
{
	struct tls_server s;
	struct tls_context *c;
	struct facts facts;
	struct arena arena = { 0 };
	struct linger at_once = { 1, 0 };
	struct stream stream;
	enum tls_status status;
	ssize_t n = 1;
	SSL *ssl;
	int fd, i;

	(void)state;
	assert_true(signal(SIGPIPE, SIG_DFL) != SIG_ERR);
	facts_init(&facts, &arena);
	tls_server_start(&s, 40 * 86400L);
	c = make_context(s.ca_file);
	fd = tls_server_connect(&s, &stream);
	tls_start(c, &stream, "mail.test", TLS_MODERN);
	ssl = tls_server_shake(&s, fd, &stream, &facts, &status);
	assert_int_equal(status, TLS_DONE);
	SSL_free(ssl);
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	for (i = 0; i < 10 && n > 0; i++)
		n = stream_write(&stream, "x", 1);
	assert_int_equal(n, STREAM_BROKEN);
	n = stream_write(&stream, "x", 1);
	assert_int_equal(n, STREAM_BROKEN);
	stream_close(&stream);
	tls_context_free(&c);
	tls_server_stop(&s);
	arena_clear(&arena);
}

enum { HELD = 32, HELD_BYTES = 64 * 1024 };

/* What a held connection takes of the heap: OpenSSL's and ours. */
static void
test_memory(void **state)
{
	const struct tls_names names = { .host = "mail.test" };
	struct stream streams[HELD];
	struct tls_server s;
	struct tls_context *c;
	struct seen seen;
	size_t before = 0;
	int fds[HELD], i;

	(void)state;
	tls_server_start(&s, 40 * 86400L);
	c = make_context(s.ca_file);
	visit(&s, c, "mail.test", &seen);
	for (i = 0; i < HELD; i++) {
		enum tls_status status;
		SSL *ssl;

		if (i == 1) /* what is made once is there */
			before = mallinfo2().uordblks;
		fds[i] = tls_server_connect(&s, &streams[i]);
		tls_start(c, &streams[i], "mail.test", TLS_MODERN);
		ssl = tls_server_shake(
		    &s, fds[i], &streams[i], &seen.facts, &status);
		assert_int_equal(status, TLS_DONE);
		tls_observe(
		    &streams[i], &names, &seen.arena, &seen.facts, &seen.tls);
		assert_int_equal(SSL_write(ssl, "x", 1), 1);
		read_byte(&streams[i], 'x');
		SSL_free(ssl);
	}
	assert_true((mallinfo2().uordblks - before) / (HELD - 1) < HELD_BYTES);
	for (i = 0; i < HELD; i++) {
		stream_close(&streams[i]);
		close(fds[i]);
	}
	arena_clear(&seen.arena);
	tls_context_free(&c);
	tls_server_stop(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resumed),
		cmocka_unit_test(test_other_name),
		cmocka_unit_test(test_untrusted),
		cmocka_unit_test(test_expired),
		cmocka_unit_test(test_client_cert),
		cmocka_unit_test(test_old_version),
		cmocka_unit_test(test_forgotten),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests_name("tls", tests, NULL, NULL);
}
