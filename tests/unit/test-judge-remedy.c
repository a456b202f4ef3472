// room: probe/judge
/* Verdicts and remedies that somebody can follow. */
#include "tests/unit/judge-fixture.h"

/* A domain of Exchange is spelt right. */
static void
test_exchange_only(void **state)
{
	struct report *r = new_report();
	struct service s = { .kind = "ews",
		.url = "https://mail.example.org/EWS/Exchange.asmx" };

	(void)state;
	report_add_service(r, &s, "autodiscover", 1);
	judge_report(r);
	expect("account", &r->findings, "config.exchange-only=error");
	report_free(&r);
}

/* Port 25 is for servers; at 587 nobody is sent to 587. */
static void
test_no_smtp_login(void **state)
{
	static const struct {
		uint16_t port;
		bool refused;
		const char *expected;
	} cases[] = {
		{ 25, false, "smtp.auth.not-offered=error" },
		{ 465, false, "smtp.auth.missing=error" },
		{ 587, false, "smtp.auth.missing=error" },
		{ 25, true, "smtp.auth.not-offered=error" },
		{ 587, true, "smtp.auth.missing=error" },
	};
	struct report *r;
	struct endpoint_result *e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = new_report();
		e = add_good(r, PROTO_SMTP, "smtp.example.org");
		e->endpoint.port = cases[i].port;
		e->login.skip = SKIP_NO_MECHANISM;
		if (cases[i].refused)
			e->login = (struct login_result){
				.outcome = LOGIN_FAILED,
				.answered = true,
				.status = 503,
				.reply = "503 authentication not enabled",
			};
		else
			fact_add(&STAILQ_FIRST(&e->addresses)->facts,
			    FACT_SMTP_NO_AUTH, "");
		judge_report(r);
		expect("smtp", &e->findings, cases[i].expected);
		report_free(&r);
	}
}

/* A program on this computer: its certificate is its own, and what it is told
 * passes no network. */
static void
test_local(void **state)
{
	static const char *const hosts[] = { "127.0.0.1", "::1", "localhost",
		"127.example.org" };
	static const struct side own =
	    STOP(F(STARTTLS_CLEARTEXT, ""), F(CERT_SELF_SIGNED, ""));
	struct report *r;
	struct endpoint_result *e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
		r = new_report();
		e = add(r, PROTO_IMAP, SECURITY_STARTTLS, hosts[i]);
		e->login.skip = SKIP_UNVERIFIED;
		add_address(r, e, "127.0.0.1", AF_INET, &own);
		judge_report(r);
		expect(hosts[i], &e->findings,
		    i < 3 ? "tls.cert.local=error"
			  : "tls.cert.self-signed=error "
			    "starttls.cleartext-login-offered=warning");
		report_free(&r);
	}
}

/* What was not proven and is not broken: neither fine nor an error. */
static void
test_unproven(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *imap = add_good(r, PROTO_IMAP, "a.example");
	struct endpoint_result *smtp = add_good(r, PROTO_SMTP, "b.example");
	struct address_result *a = STAILQ_FIRST(&smtp->addresses);

	(void)state;
	imap->login.outcome = LOGIN_OK;
	a->ready = false;
	smtp->login = (struct login_result){ .skip = SKIP_NOT_REACHED };
	fact_add(&a->facts, FACT_GREETING_BUSY, "421 later");
	r->login_asked = true;
	judge_report(r);
	assert_int_equal(r->verdict, VERDICT_UNPROVEN);
	expect("smtp", &smtp->findings, "greeting.busy=warning");
	expect("account", &r->findings, "probe.coverage.cause=info");
	report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exchange_only),
		cmocka_unit_test(test_local),
		cmocka_unit_test(test_no_smtp_login),
		cmocka_unit_test(test_unproven),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
