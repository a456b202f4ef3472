// room: probe/sasl
/* The client's side of SCRAM against numbers computed by OpenSSL alone, and
 * work that is done in slices. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "probe/sasl/scram.h"
#include "profiles/base/buf.h"
#include "profiles/base/secret.h"

#define PASSWORD "pencil"
#define SALT_64	 "W22ZaJ0SNY7soEsUEjb6gQ=="

static const unsigned char salt[] = { 0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35,
	0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81 };

static const struct row {
	const char *hash;
	int iterations;
	enum scram_status status;
	int slices; /* at least, before the answer is there */
} rows[] = {
	{ "SHA-256", 4096, SCRAM_MORE, 0 },
	{ "SHA-1", 4096, SCRAM_MORE, 0 },
	{ "SHA-256", 100000, SCRAM_MORE, 10 },
	{ "SHA-1", 100000, SCRAM_MORE, 10 },
	{ "SHA-256", 4095, SCRAM_UNPROVEN, 0 },
	{ "SHA-256", 524289, SCRAM_UNPROVEN, 0 },
	{ "SHA-256", 2000000, SCRAM_UNPROVEN, 0 },
};

/* "p=" in base64, by PBKDF2 of OpenSSL (RFC 5802 section 3). */
static void
expected_proof(const struct row *r, const char *message, char *out)
{
	const EVP_MD *md =
	    strcmp(r->hash, "SHA-1") == 0 ? EVP_sha1() : EVP_sha256();
	unsigned char salted[64], key[64], stored[64], signature[64];
	unsigned n = (unsigned)EVP_MD_get_size(md), i;

	assert_int_equal(PKCS5_PBKDF2_HMAC(PASSWORD, -1, salt, sizeof(salt),
			     r->iterations, md, (int)n, salted),
	    1);
	HMAC(md, salted, (int)n, (const unsigned char *)"Client Key", 10, key,
	    NULL);
	EVP_Digest(key, n, stored, NULL, md, NULL);
	HMAC(md, stored, (int)n, (const unsigned char *)message,
	    strlen(message), signature, NULL);
	for (i = 0; i < n; i++)
		key[i] ^= signature[i];
	EVP_EncodeBlock((unsigned char *)out, key, (int)n);
}

static void
one_exchange(const struct row *r)
{
	struct secret *secret = secret_new(PASSWORD, strlen(PASSWORD));
	struct scram *s =
	    scram_new(r->hash, "user", secret, SCRAM_NO_BINDING, NULL, NULL, 0);
	char first[256], server[512], message[1024], proof[128];
	enum scram_status status;
	struct buf out;
	int slices = 0;
	char *p;

	buf_init(&out, 4000);
	scram_first(s, &out);
	snprintf(first, sizeof(first), "%s", buf_text(&out) + strlen("n,,"));
	snprintf(server, sizeof(server), "%sXYZ,s=%s,i=%d", strstr(first, "r="),
	    SALT_64, r->iterations);
	buf_clear(&out);
	status = scram_answer(s, server, &out);
	for (; status == SCRAM_BUSY; slices++) {
		assert_int_equal(out.len, 0);
		status = scram_work(s, &out);
	}
	assert_int_equal(status, r->status);
	assert_true(slices >= r->slices);
	if (status == SCRAM_MORE) {
		p = strstr(buf_text(&out), ",p=");
		assert_non_null(p);
		snprintf(message, sizeof(message), "%s,%s,%.*s", first, server,
		    (int)(p - buf_text(&out)), buf_text(&out));
		expected_proof(r, message, proof);
		assert_string_equal(p + 3, proof);
	}
	buf_clear(&out);
	scram_free(&s);
	secret_free(&secret);
}

static void
proofs_are_right_and_work_comes_in_slices(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		one_exchange(&rows[i]);
}

/* The time was up in the middle: what was computed goes with it. */
static void
work_can_be_given_up(void **state)
{
	struct secret *secret = secret_new(PASSWORD, strlen(PASSWORD));
	struct scram *s = scram_new(
	    "SHA-256", "user", secret, SCRAM_NO_BINDING, NULL, NULL, 0);
	char server[512];
	struct buf out;

	(void)state;
	buf_init(&out, 4000);
	assert_int_equal(scram_work(s, &out), SCRAM_UNPROVEN);
	scram_first(s, &out);
	snprintf(server, sizeof(server), "%sXYZ,s=%s,i=524288",
	    strstr(buf_text(&out), "r="), SALT_64);
	assert_int_equal(scram_answer(s, server, &out), SCRAM_BUSY);
	/* Nothing is due from the server now. */
	assert_int_equal(scram_answer(s, server, &out), SCRAM_UNPROVEN);
	buf_clear(&out);
	scram_free(&s);
	secret_free(&secret);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(proofs_are_right_and_work_comes_in_slices),
		cmocka_unit_test(work_can_be_given_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
