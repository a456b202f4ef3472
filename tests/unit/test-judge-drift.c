// room: probe/judge
/* What an entry of the database states against what the server offers. */
#include "tests/unit/judge-fixture.h"

static const struct side good = FINE;

static const struct {
	const char *name, *mechanisms[4];
	enum auth stated[3];
	size_t nstated;
	const char *expected;
} cases[] = {
	{ "fits", { "PLAIN", "LOGIN" }, { AUTH_PASSWORD }, 1, "" },
	{ "nothing stated", { "NTLM" }, { AUTH_PASSWORD }, 0, "" },
	{ "nothing offered", { NULL }, { AUTH_PASSWORD }, 1, "" },
	{ "SCRAM is encrypted", { "SCRAM-SHA-256" }, { AUTH_ENCRYPTED }, 1,
	    "" },
	{ "password gone", { "XOAUTH2" }, { AUTH_PASSWORD }, 1,
	    "provider.mech-differs=error" },
	{ "one of two gone", { "PLAIN" }, { AUTH_OAUTH2, AUTH_PASSWORD }, 2,
	    "provider.mech-differs=warning" },
	{ "both gone", { "GSSAPI" }, { AUTH_OAUTH2, AUTH_PASSWORD }, 2,
	    "provider.mech-differs=error" },
	{ "no list shows it", { "PLAIN" }, { AUTH_CLIENT_IP }, 1, "" },
};

static void
test_drift(void **state)
{
	struct endpoint_result *e;
	struct address_result *a;
	struct report *r;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = report_new();
		e = add(r, PROTO_IMAP, SECURITY_TLS, "imap.example.org");
		e->login.skip = SKIP_NO_PASSWORD;
		add_address(r, e, "192.0.2.1", AF_INET, &good);
		a = STAILQ_FIRST(&e->addresses);
		memset(&a->mechanisms, 0, sizeof(a->mechanisms));
		for (k = 0; cases[i].mechanisms[k] != NULL; k++)
			words_add(
			    &r->arena, &a->mechanisms, cases[i].mechanisms[k]);
		memcpy(e->endpoint.auths, cases[i].stated,
		    sizeof(cases[i].stated));
		e->endpoint.nauths = cases[i].nstated;
		judge_report(r);
		judge_drift(r);
		expect(cases[i].name, &e->findings, cases[i].expected);
		if (strstr(cases[i].expected, "error") != NULL)
			assert_int_equal(r->verdict, VERDICT_ERROR);
		report_free(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drift),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
