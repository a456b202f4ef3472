// room: probe/report
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "probe/report/trust.h"

static const struct {
	const char *host, *domain;
} domain_rows[] = {
	{ "imap.example.org", "example.org" },
	{ "a.b.c.example.co.uk", "example.co.uk" },
	{ "IMAP.Example.ORG.", "example.org" },
	{ "example.org", "example.org" },
	{ "co.uk", "co.uk" }, /* a public suffix stands for itself */
	{ "anna.github.io", "anna.github.io" }, /* private section */
	{ "xn--bcher-kva.example.de", "example.de" },
	{ "mail.demo.test", "demo.test" }, /* unlisted: the rule "*" */
	{ "localhost", "localhost" },
	{ "192.0.2.1", "192.0.2.1" },
	{ "2001:db8::1", "2001:db8::1" },
	{ "", "" },
};

static void
test_domain(void **state)
{
	char *domain;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(domain_rows) / sizeof(domain_rows[0]); i++) {
		domain = trust_domain(domain_rows[i].host);
		assert_string_equal(domain, domain_rows[i].domain);
		free(domain);
	}
}

static void
test_shared(void **state)
{
	(void)state;
	assert_true(trust_is_shared("co.uk"));
	assert_true(trust_is_shared("com"));
	assert_true(trust_is_shared("github.io"));
	assert_false(trust_is_shared("example.co.uk"));
	assert_false(trust_is_shared("example.org"));
	/* A name of an inner network is nobody's registry. */
	assert_false(trust_is_shared("intranet"));
	assert_false(trust_is_shared(""));
}

static const struct {
	const char *host, *domain;
	enum trust trust;
	bool secure;
} srv_rows[] = {
	{ "imap.example.org", "example.org", TRUST_CURATED, false },
	{ "example.org", "example.org", TRUST_CURATED, false },
	{ "IMAP.EXAMPLE.ORG", "example.org", TRUST_CURATED, false },
	{ "imap.hoster.example", "example.org", TRUST_DNS, false },
	{ "evilexample.org", "example.org", TRUST_DNS, false },
	{ "example.org.evil.net", "example.org", TRUST_DNS, false },
	{ "mail.example.org", "sub.example.org", TRUST_DNS, false },
	{ "imap.hoster.example", "example.org", TRUST_CURATED, true },
	{ "imap.example.org", "example.org", TRUST_CURATED, true },
};

static void
test_srv(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(srv_rows) / sizeof(srv_rows[0]); i++)
		assert_int_equal(trust_of_srv(srv_rows[i].host,
				     srv_rows[i].domain, srv_rows[i].secure),
		    srv_rows[i].trust);
}

static void
test_proven(void **state)
{
	(void)state;
	assert_int_equal(trust_of_record(true), TRUST_CURATED);
	assert_int_equal(trust_of_record(false), TRUST_DNS);
	assert_int_equal(trust_of_certified(TRUST_DNS), TRUST_CURATED);
	/* Nothing else moves, neither up nor down. */
	assert_int_equal(trust_of_certified(TRUST_NAMED), TRUST_NAMED);
	assert_int_equal(trust_of_certified(TRUST_CURATED), TRUST_CURATED);
	assert_int_equal(trust_of_certified(TRUST_HTTP), TRUST_HTTP);
	assert_int_equal(trust_of_certified(TRUST_NONE), TRUST_NONE);
}

static const char *const none[] = { NULL };
static const char *const host[] = { "imap.hoster.example", NULL };
static const char *const domain[] = { "other.test", "Hoster.Example.", NULL };
static const char *const suffix[] = { "example", "co.uk", "", NULL };
static const char *const sibling[] = { "smtp.hoster.example", NULL };

static const struct {
	enum trust trust;
	const char *host;
	const char *const *allowed;
	bool permits;
} permit_rows[] = {
	{ TRUST_NAMED, "imap.hoster.example", NULL, true },
	{ TRUST_PROVIDER, "imap.hoster.example", none, true },
	{ TRUST_CURATED, "imap.hoster.example", NULL, true },
	{ TRUST_DNS, "imap.hoster.example", NULL, false },
	{ TRUST_DNS, "imap.hoster.example", none, false },
	{ TRUST_DNS, "imap.hoster.example", host, true },
	{ TRUST_DNS, "IMAP.hoster.example.", host, true },
	{ TRUST_DNS, "imap.hoster.example", domain, true },
	{ TRUST_DNS, "imap.hoster.example", sibling, false },
	{ TRUST_DNS, "imap.hoster.example", suffix, false },
	{ TRUST_DNS, "mail.evil.co.uk", suffix, false },
	{ TRUST_DNS, "evilhoster.example", domain, false },
	{ TRUST_HTTP, "imap.hoster.example", domain, true },
	{ TRUST_HTTP, "imap.hoster.example", none, false },
	{ TRUST_NONE, "imap.hoster.example", host, false },
};

static void
test_permits(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(permit_rows) / sizeof(permit_rows[0]); i++)
		if (trust_permits(permit_rows[i].trust, permit_rows[i].host,
			permit_rows[i].allowed) != permit_rows[i].permits)
			fail_msg("row %zu", i);
}

static void
test_names(void **state)
{
	(void)state;
	assert_string_equal(trust_name(TRUST_NAMED), "T0");
	assert_string_equal(trust_name(TRUST_DNS), "T3");
	assert_string_equal(trust_name(TRUST_NONE), "T5");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_domain),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_srv),
		cmocka_unit_test(test_proven),
		cmocka_unit_test(test_permits),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
