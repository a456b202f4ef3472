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
		cmocka_unit_test(test_host),
	};

	return cmocka_run_group_tests_name("tls-name", tests, NULL, NULL);
}
