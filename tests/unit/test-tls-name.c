// room: probe/net
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/net/tls-name.h"

#define SRV "otherName:1.3.6.1.5.5.7.8.7;IA5STRING:"

static X509 *
make_certificate(int nid, const char *value)
{
	X509 *cert = X509_new();
	X509_EXTENSION *ext = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert_non_null(cert);
	assert_non_null(ext);
	assert_int_equal(X509_add_ext(cert, ext, -1), 1);
	X509_EXTENSION_free(ext);
	return cert;
}

static const struct {
	const char *names;
	enum protocol protocol;
	const char *domain;
	bool fits;
} rows[] = {
	{ "DNS:example.org", PROTO_IMAP, "example.org", true },
	{ "DNS:imap.host.test,DNS:Example.Org", PROTO_SMTP, "example.org",
	    true },
	{ "DNS:*.example.org", PROTO_IMAP, "example.org", false },
	{ "DNS:*.example.org", PROTO_IMAP, "mail.example.org", true },
	{ "DNS:imap.example.org", PROTO_IMAP, "example.org", false },
	{ SRV "_imaps.example.org", PROTO_IMAP, "example.org", true },
	{ SRV "_imap.example.org", PROTO_IMAP, "example.org", true },
	{ SRV "_IMAPS.Example.ORG", PROTO_IMAP, "example.org", true },
	{ SRV "_pop3s.example.org", PROTO_POP3, "example.org", true },
	{ SRV "_pop3.example.org", PROTO_POP3, "example.org", true },
	{ SRV "_submissions.example.org", PROTO_SMTP, "example.org", true },
	{ SRV "_submission.example.org", PROTO_SMTP, "example.org", true },
	/* Another service, another domain, more or less of it. */
	{ SRV "_imaps.example.org", PROTO_SMTP, "example.org", false },
	{ SRV "_xmpp-client.example.org", PROTO_IMAP, "example.org", false },
	{ SRV "_imaps.example.org", PROTO_IMAP, "xample.org", false },
	{ SRV "_imaps.example.org", PROTO_IMAP, "example.or", false },
	{ SRV "_imaps.*.org", PROTO_IMAP, "example.org", false },
	{ SRV "_imaps.", PROTO_IMAP, "example.org", false },
	{ SRV "example.org", PROTO_IMAP, "example.org", false },
	/* Not a DNS name, not of that kind, not of that type. */
	{ "email:anna@example.org", PROTO_IMAP, "example.org", false },
	{ "URI:https://example.org", PROTO_IMAP, "example.org", false },
	{ "otherName:1.3.6.1.5.5.7.8.7;UTF8:_imaps.example.org", PROTO_IMAP,
	    "example.org", false },
	{ "otherName:1.3.6.1.5.5.7.8.9;IA5STRING:_imaps.example.org",
	    PROTO_IMAP, "example.org", false },
};

static void
test_domain(void **state)
{
	X509 *cert;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		cert = make_certificate(NID_subject_alt_name, rows[i].names);
		if (tls_domain_fits(cert, NULL, rows[i].protocol,
			rows[i].domain) != rows[i].fits)
			fail_msg("row %zu: %s", i, rows[i].names);
		X509_free(cert);
	}
}

/* Nothing limits service names, so an authority that is limited to some DNS
 * names could give them to anybody. */
static void
test_limited(void **state)
{
	X509 *authority =
	    make_certificate(NID_name_constraints, "permitted;DNS:host.test");
	X509 *service =
	    make_certificate(NID_subject_alt_name, SRV "_imaps.example.org");
	X509 *name = make_certificate(NID_subject_alt_name, "DNS:example.org");
	STACK_OF(X509) *chain = sk_X509_new_null();

	(void)state;
	sk_X509_push(chain, service);
	assert_true(tls_domain_fits(service, chain, PROTO_IMAP, "example.org"));
	sk_X509_push(chain, authority);
	assert_false(
	    tls_domain_fits(service, chain, PROTO_IMAP, "example.org"));
	assert_true(tls_domain_fits(name, chain, PROTO_IMAP, "example.org"));
	sk_X509_free(chain);
	X509_free(authority);
	X509_free(service);
	X509_free(name);
}

/* OpenSSL compares the texts of a wildcard and of what is excluded. */
static void
test_excluded(void **state)
{
	static const struct {
		const char *limits, *names;
		bool excluded;
	} cases[] = {
		{ "excluded;DNS:mail.example.org", "DNS:*.example.org", true },
		{ "excluded;DNS:MAIL.example.org", "DNS:*.Example.org", true },
		{ "excluded;DNS:a.test,excluded;DNS:mail.example.org",
		    "DNS:imap.example.org,DNS:*.example.org", true },
		{ "excluded;DNS:mail.example.org", "DNS:imap.example.org",
		    false },
		{ "excluded;DNS:a.mail.example.org", "DNS:*.example.org",
		    false },
		{ "excluded;DNS:mail.example.org", "DNS:*.xample.org", false },
		{ "excluded;DNS:test", "DNS:*.example.org", false },
		{ "permitted;DNS:example.org", "DNS:*.example.org", false },
		{ "excluded;email:mail.example.org", "DNS:*.example.org",
		    false },
	};
	STACK_OF(X509) * chain;
	size_t i;

	(void)state;
	assert_false(tls_name_excluded(NULL));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		chain = sk_X509_new_null();
		sk_X509_push(chain,
		    make_certificate(NID_subject_alt_name, cases[i].names));
		assert_false(tls_name_excluded(chain));
		sk_X509_push(chain,
		    make_certificate(NID_name_constraints, cases[i].limits));
		if (tls_name_excluded(chain) != cases[i].excluded)
			fail_msg("row %zu: %s", i, cases[i].limits);
		sk_X509_pop_free(chain, X509_free);
	}
}

/* Who may have a wildcard, and who must name each host. */
static void
test_registry(void **state)
{
	static const struct {
		const char *names, *host;
		bool fits;
		const char *registry;
	} cases[] = {
		{ "DNS:*.co.uk", "example.co.uk", false, "co.uk" },
		{ "DNS:*.co.uk", "EXAMPLE.CO.UK", false, "CO.UK" },
		{ "DNS:*.co.uk,DNS:example.co.uk", "example.co.uk", true,
		    NULL },
		{ "DNS:*.co.uk", "a.example.co.uk", false, NULL },
		{ "DNS:*.example.co.uk", "a.example.co.uk", true, NULL },
		{ "DNS:*.kawasaki.jp", "a.kawasaki.jp", false, "kawasaki.jp" },
		{ "DNS:*.xn--55qx5d.cn", "a.xn--55qx5d.cn", false,
		    "xn--55qx5d.cn" },
		/* Its owner has all of them. */
		{ "DNS:*.github.io", "anna.github.io", true, NULL },
		{ "DNS:*.example.test", "imap.example.test", true, NULL },
		{ "DNS:other.test", "example.co.uk", false, NULL },
		{ "IP:192.0.2.1", "192.0.2.1", true, NULL },
	};
	const char *registry;
	X509 *cert;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cert = make_certificate(NID_subject_alt_name, cases[i].names);
		registry = tls_name_registry(cert, cases[i].host);
		if (tls_name_fits(cert, cases[i].host) != cases[i].fits ||
		    (registry == NULL) != (cases[i].registry == NULL))
			fail_msg("row %zu: %s", i, cases[i].names);
		if (registry != NULL)
			assert_string_equal(registry, cases[i].registry);
		X509_free(cert);
	}
}

static void
test_host(void **state)
{
	X509 *cert = make_certificate(NID_subject_alt_name,
	    "DNS:imap.host.test,DNS:*.wild.test,DNS:f*.part.test,"
	    "IP:192.0.2.1," SRV "_imaps.example.org");

	(void)state;
	assert_true(tls_name_fits(cert, "IMAP.host.test"));
	assert_true(tls_name_fits(cert, "a.wild.test"));
	assert_true(tls_name_fits(cert, "192.0.2.1"));
	assert_false(tls_name_fits(cert, "a.b.wild.test"));
	assert_false(tls_name_fits(cert, "foo.part.test"));
	assert_false(tls_name_fits(cert, "192.0.2.2"));
	assert_false(tls_name_fits(cert, "example.org"));
	X509_free(cert);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_domain),
		cmocka_unit_test(test_limited),
		cmocka_unit_test(test_excluded),
		cmocka_unit_test(test_registry),
		cmocka_unit_test(test_host),
	};

	return cmocka_run_group_tests_name("tls-name", tests, NULL, NULL);
}
