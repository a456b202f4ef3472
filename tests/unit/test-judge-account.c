// room: probe/judge
/* What shows only when a whole endpoint or a whole account is judged. */
#include "tests/unit/judge-fixture.h"

static const struct side good = FINE;
static const struct side refused = STOP(F(TCP_REFUSED, ""));

static void
test_names(void **state)
{
	static const struct {
		enum fact_id fact;
		const char *expected;
	} cases[] = {
		{ FACT_DNS_NXDOMAIN, "dns.name.nxdomain=error" },
		{ FACT_DNS_NO_ADDRESS, "dns.name.no-address=error" },
		{ FACT_DNS_TIMEOUT, "dns.resolver.timeout=error" },
		{ FACT_DNS_SERVFAIL, "dns.resolver.servfail=error" },
		{ FACT_DNS_BOGUS, "dns.dnssec.bogus=error" },
	};
	struct report *r;
	struct endpoint_result *e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = report_new();
		e = add(r, PROTO_IMAP, SECURITY_TLS, "mail.example.org");
		e->login.skip = SKIP_NOT_REACHED;
		fact_add(&e->facts, cases[i].fact, "seen");
		judge_report(r);
		expect("name", &e->findings, cases[i].expected);
		assert_int_equal(e->verdict, VERDICT_ERROR);
		assert_string_equal(
		    STAILQ_FIRST(&e->findings.list)->evidence, "seen");
		report_free(&r);
	}
}

/* The missing domain is the cause; that no server was found follows. */
static void
test_domain_is_the_cause(void **state)
{
	struct report *r = new_report();

	(void)state;
	fact_add(&r->facts, FACT_DNS_NXDOMAIN, "example.org");
	judge_report(r);
	expect("domain", &r->findings, "dns.name.nxdomain=error");
	assert_int_equal(r->verdict, VERDICT_ERROR);
	report_free(&r);

	r = new_report();
	fact_add(&r->facts, FACT_DNS_MX_NULL, "");
	judge_report(r);
	expect("null MX", &r->findings, "dns.mx.null=error");
	report_free(&r);
}

static void
test_config_not_found(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *e;

	(void)state;
	e = add(r, PROTO_IMAP, SECURITY_TLS, "imap.example.org");
	e->guessed = true;
	e->login.skip = SKIP_NOT_REACHED;
	add_address(r, e, "192.0.2.1", AF_INET, &refused);
	judge_report(r);
	expect("guess", &e->findings, "");
	assert_int_equal(e->verdict, VERDICT_SKIPPED);
	expect("account", &r->findings, "config.not-found=error");
	assert_int_equal(r->verdict, VERDICT_ERROR);
	report_free(&r);

	r = new_report();
	words_add(&r->arena, &r->hints, "no-standard-protocol");
	judge_report(r);
	expect("closed", &r->findings, "config.no-standard-protocol=error");
	report_free(&r);

	/* It would not help if the name server did answer. */
	r = new_report();
	fact_add(&r->facts, FACT_DNS_TIMEOUT, "example.org");
	words_add(&r->arena, &r->hints, "no-standard-protocol");
	judge_report(r);
	expect("closed, no resolver", &r->findings,
	    "config.no-standard-protocol=error dns.resolver.timeout=warning");
	report_free(&r);

	r = new_report();
	add(r, PROTO_IMAP, SECURITY_TLS, "imap.example.org");
	words_add(&r->arena, &r->hints, "app-password-required");
	words_add(&r->arena, &r->hints, "no-standard-protocol");
	judge_report(r);
	assert_int_equal(r->hints.n, 1);
	assert_string_equal(r->hints.list[0], "app-password-required");
	report_free(&r);

	r = new_report();
	r->unfinished = true;
	judge_report(r);
	expect("unfinished", &r->findings, "probe.unfinished=error");
	report_free(&r);
}

/* Proton: the server is a program on the customer's own machine. */
static void
test_bridge(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *e;

	(void)state;
	r->provider = "Proton Mail";
	words_add(&r->arena, &r->hints, "bridge-program");
	e = add(r, PROTO_IMAP, SECURITY_STARTTLS, "127.0.0.1");
	e->login.skip = SKIP_NOT_REACHED;
	add_address(r, e, "127.0.0.1", AF_INET, &refused);
	judge_report(r);
	expect("bridge", &e->findings, "config.bridge-needed=error");
	report_free(&r);
}

/* Who names a server is not told to ask for its name. */
static void
test_misread(void **state)
{
	struct source_result weak = { .source = "srv",
		.url = "",
		.rank = 9,
		.misread = { [PROTO_IMAP] = "_imaps port \"0\"" } };
	struct source_result strong = { .source = "autoconfig",
		.url = "",
		.rank = 3,
		.misread = { [PROTO_SMTP] = "smtp port \"x\"",
		    [PROTO_POP3] = "pop3 port \"x\"" } };
	struct report *r = new_report();

	(void)state;
	STAILQ_INSERT_TAIL(&r->sources, &weak, entry);
	STAILQ_INSERT_TAIL(&r->sources, &strong, entry);
	judge_report(r);
	expect("nothing", &r->findings, "config.not-understood=error");
	report_free(&r);

	r = new_report();
	STAILQ_INSERT_TAIL(&r->sources, &weak, entry);
	STAILQ_INSERT_TAIL(&r->sources, &strong, entry);
	add_good(r, PROTO_IMAP, "a.example");
	judge_report(r);
	expect("no way out", &r->findings, "config.not-understood=warning");
	report_free(&r);

	r = new_report();
	STAILQ_INSERT_TAIL(&r->sources, &weak, entry);
	add_good(r, PROTO_IMAP, "a.example");
	judge_report(r);
	expect("of another", &r->findings, "config.incomplete=warning");
	report_free(&r);
}

/* A source that was not asked is no source without an answer. */
static void
test_open_sources(void **state)
{
	struct source_result source = { .source = "srv",
		.outcome = SOURCE_UNFINISHED };
	struct report *r = new_report();

	(void)state;
	STAILQ_INSERT_TAIL(&r->sources, &source, entry);
	judge_report(r);
	expect("offline", &r->findings, "config.not-found=error");
	report_free(&r);

	r = new_report();
	source.ms = 900;
	STAILQ_INSERT_TAIL(&r->sources, &source, entry);
	judge_report(r);
	expect("slow", &r->findings, "probe.unfinished=error");
	report_free(&r);
}

/* A stronger source that kept silent: whose settings are used instead. */
static void
test_late_sources(void **state)
{
	static const struct {
		const char *name;
		enum source_outcome outcome;
		int rank;
		enum trust trust;
		int64_t asked;
		const char *expected;
	} rows[] = {
		{ "stronger", .outcome = SOURCE_UNFINISHED, .rank = 11,
		    .trust = TRUST_PROVIDER, .asked = 1,
		    .expected = "discovery.unfinished=warning" },
		{ "as strong", .outcome = SOURCE_UNFINISHED, .rank = 21,
		    .trust = TRUST_CURATED, .asked = 1,
		    .expected = "discovery.unfinished=info" },
		{ "weaker", .outcome = SOURCE_UNFINISHED, .rank = 70,
		    .trust = TRUST_DNS, .asked = 1, .expected = "" },
		{ "no answer is an answer", .outcome = SOURCE_NONE, .rank = 11,
		    .trust = TRUST_PROVIDER, .asked = 1, .expected = "" },
		{ "not asked", .outcome = SOURCE_UNFINISHED, .rank = 11,
		    .trust = TRUST_PROVIDER, .expected = "" },
	};
	struct statement srv = {
		.name = "srv", .rank = 50, .trust = TRUST_CURATED
	};
	struct source_result late = { .source = "late", .url = "" };
	struct endpoint_result *e;
	struct report *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = new_report();
		e = add_good(r, PROTO_IMAP, "imap.example.org");
		STAILQ_INSERT_TAIL(&e->sources, &srv, entry);
		add_good(r, PROTO_SMTP, "smtp.example.org");
		late.outcome = rows[i].outcome;
		late.rank = rows[i].rank;
		late.trust = rows[i].trust;
		late.asked = rows[i].asked;
		STAILQ_INSERT_TAIL(&r->sources, &late, entry);
		judge_report(r);
		expect(rows[i].name, &r->findings, rows[i].expected);
		report_free(&r);
	}
}

/* Discovery alone proves nothing and finds no fault. */
static void
test_discovery_alone(void **state)
{
	struct report *r = new_report();

	(void)state;
	add(r, PROTO_IMAP, SECURITY_TLS, "a.example");
	add(r, PROTO_SMTP, SECURITY_TLS, "a.example");
	judge_report(r);
	expect("account", &r->findings, "");
	assert_int_equal(r->verdict, VERDICT_OK);
	assert_null(r->settings[PROTO_IMAP]);
	report_free(&r);
}

static void
test_healthy_account(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *imap, *second;

	(void)state;
	imap = add_good(r, PROTO_IMAP, "a.example");
	second = add(r, PROTO_IMAP, SECURITY_STARTTLS, "a.example");
	second->login.skip = SKIP_ALTERNATIVE;
	add_good(r, PROTO_SMTP, "a.example");
	judge_report(r);
	expect("account", &r->findings, "");
	assert_int_equal(r->verdict, VERDICT_OK);
	assert_ptr_equal(r->settings[PROTO_IMAP], imap);
	assert_null(r->settings[PROTO_POP3]);
	assert_int_equal(second->verdict, VERDICT_SKIPPED);
	report_free(&r);
}

/* Proven without a password; what is open is said. */
static void
test_no_password(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *imap = add_good(r, PROTO_IMAP, "a.example");
	struct endpoint_result *smtp = add_good(r, PROTO_SMTP, "a.example");

	(void)state;
	imap->login = (struct login_result){ .skip = SKIP_NO_PASSWORD };
	smtp->login = imap->login;
	fact_add(&STAILQ_FIRST(&smtp->addresses)->facts, FACT_SMTP_NO_AUTH, "");
	judge_report(r);
	expect("account", &r->findings, "probe.coverage=info");
	assert_ptr_equal(r->settings[PROTO_IMAP], imap);
	assert_null(r->settings[PROTO_SMTP]);
	report_free(&r);
}

/* A host is named once whatever its ports; discovery means no login. */
static void
test_coverage_names_once(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *e;
	const struct finding *f;
	int i;

	(void)state;
	for (i = 0; i < 2; i++) {
		e = add_good(r, PROTO_IMAP, "a.example");
		e->login = (struct login_result){ .skip = SKIP_NO_PASSWORD };
	}
	e->endpoint.port = 143;
	e = add_good(r, PROTO_SMTP, "a.example");
	e->login = (struct login_result){ .skip = SKIP_NO_PASSWORD };
	judge_report(r);
	expect("account", &r->findings, "probe.coverage=info");
	f = STAILQ_FIRST(&r->findings.list);
	assert_string_equal(
	    f->places[0].value, "a.example (IMAP), a.example (SMTP)");
	STAILQ_INIT(&r->findings.list);
	r->discover_only = true;
	judge_report(r);
	expect("discovery", &r->findings, "");
	report_free(&r);
}

/* One rejection: the other services are spared, which is said once. */
static void
test_password_not_repeated(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *e;
	const struct finding *f;

	(void)state;
	e = add_good(r, PROTO_IMAP, "a.example");
	e->login = (struct login_result){ .outcome = LOGIN_FAILED,
		.answered = true,
		.code = "AUTHENTICATIONFAILED" };
	e = add_good(r, PROTO_POP3, "b.example");
	e->login = (struct login_result){ .skip = SKIP_EARLIER_FAILED };
	e = add_good(r, PROTO_SMTP, "c.example");
	e->login = (struct login_result){ .skip = SKIP_EARLIER_FAILED };
	judge_report(r);
	expect("smtp", &e->findings, "");
	assert_int_equal(e->verdict, VERDICT_SKIPPED);
	expect("account", &r->findings, "auth.not-repeated=info");
	f = STAILQ_FIRST(&r->findings.list);
	assert_string_equal(f->places[0].value, "a.example");
	assert_string_equal(
	    f->places[1].value, "b.example (POP3), c.example (SMTP)");
	assert_int_equal(r->verdict, VERDICT_ERROR);
	report_free(&r);
}

static void
test_fallback_does_not_cure(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *first, *second, *third;

	(void)state;
	first = add(r, PROTO_IMAP, SECURITY_TLS, "a.example");
	first->login.skip = SKIP_NOT_REACHED;
	add_address(r, first, "192.0.2.1", AF_INET, &refused);
	second = add(r, PROTO_IMAP, SECURITY_TLS, "b.example");
	second->fallback = true;
	second->login.skip = SKIP_NOT_REACHED;
	add_address(r, second, "192.0.2.2", AF_INET, &refused);
	third = add_good(r, PROTO_IMAP, "c.example");
	third->fallback = true;
	add_good(r, PROTO_SMTP, "a.example");
	judge_report(r);
	expect("configured", &first->findings,
	    "tcp.refused=error tcp.port-alternative=warning");
	expect("failed fallback", &second->findings, "tcp.refused=warning");
	expect("working fallback", &third->findings, "");
	assert_ptr_equal(r->settings[PROTO_IMAP], third);
	assert_int_equal(r->verdict, VERDICT_ERROR);
	report_free(&r);
}

static void
test_trust(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *imap, *guess, *smtp;
	struct statement srv = { .name = "srv" }, also = srv;

	(void)state;
	imap = add_good(r, PROTO_IMAP, "mail.other.example");
	imap->trust = TRUST_DNS;
	imap->login = (struct login_result){ .skip = SKIP_UNTRUSTED };
	STAILQ_INSERT_TAIL(&imap->sources, &srv, entry);
	guess = add_good(r, PROTO_IMAP, "imap.example.org");
	guess->trust = TRUST_DNS;
	guess->guessed = true;
	guess->login = imap->login;
	smtp = add_good(r, PROTO_SMTP, "mail.other.example");
	smtp->trust = TRUST_DNS;
	smtp->login = (struct login_result){ .skip = SKIP_NO_PASSWORD };
	STAILQ_INSERT_TAIL(&smtp->sources, &also, entry);
	judge_report(r);
	expect("imap", &imap->findings,
	    "trust.confirmation-needed=error dns.srv.foreign-target=warning");
	expect("one question is enough", &guess->findings, "");
	expect("smtp", &smtp->findings, "dns.srv.foreign-target=warning");
	report_free(&r);

	/* No question when the protocol works elsewhere. */
	r = new_report();
	imap = add_good(r, PROTO_IMAP, "mail.other.example");
	imap->login = (struct login_result){ .skip = SKIP_UNTRUSTED };
	add_good(r, PROTO_IMAP, "imap.example.org");
	add_good(r, PROTO_SMTP, "imap.example.org");
	judge_report(r);
	expect("not needed", &imap->findings, "");
	assert_int_equal(r->verdict, VERDICT_OK);
	report_free(&r);
}

static void
test_service_not_offered(void **state)
{
	struct report *r = new_report();

	(void)state;
	fact_add(&r->facts, FACT_DNS_SRV_DISABLED, "pop3");
	add_good(r, PROTO_IMAP, "a.example");
	judge_report(r);
	expect("works without", &r->findings,
	    "config.incomplete=warning dns.srv.disabled=info");
	report_free(&r);

	r = new_report();
	fact_add(&r->facts, FACT_DNS_SRV_DISABLED, "imap");
	judge_report(r);
	expect("nothing else", &r->findings,
	    "config.not-found=error dns.srv.disabled=warning");
	report_free(&r);
}

/* The run ended first: an error where nothing else proves the protocol. */
static void
test_unfinished(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *imap, *pop3;
	struct side cut = { ENDED, { { FACT_DEADLINE, "capability", 0 } } };

	(void)state;
	r->unfinished = true;
	imap = add(r, PROTO_IMAP, SECURITY_TLS, "a.example");
	imap->login.skip = SKIP_NOT_REACHED;
	add_address(r, imap, "192.0.2.1", AF_INET, &cut)->unfinished = true;
	pop3 = add_good(r, PROTO_POP3, "a.example");
	pop3->login = (struct login_result){ .skip = SKIP_NOT_REACHED };
	add_good(r, PROTO_SMTP, "a.example");
	judge_report(r);
	expect("cut short", &imap->findings, "probe.unfinished=error");
	expect("never logged in", &pop3->findings, "probe.unfinished=error");
	report_free(&r);

	/* The slower address of a mailbox that works is no trouble. */
	r = new_report();
	imap = add_good(r, PROTO_IMAP, "a.example");
	add_address(r, imap, "2001:db8::1", AF_INET6, &cut)->unfinished = true;
	add_good(r, PROTO_SMTP, "a.example");
	judge_report(r);
	expect("slower address", &imap->findings, "");
	report_free(&r);
}

static void
add_certificate(struct report *r, struct endpoint_result *e, const char *ip,
    const char *fingerprint, bool verified)
{
	struct address_result *a = add_address(r, e, ip, AF_INET, &good);

	a->tls.have_certificate = true;
	a->tls.version = "TLSv1.3";
	a->tls.verified = verified;
	a->tls.certificate.fingerprint = fingerprint;
	if (!verified)
		fact_add(&a->facts, FACT_CERT_INVALID, "odd");
}

static void
test_addresses_differ(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *e;

	(void)state;
	e = add(r, PROTO_IMAP, SECURITY_TLS, "a.example");
	e->login.outcome = LOGIN_OK;
	add_certificate(r, e, "192.0.2.1", "aa", true);
	add_certificate(r, e, "192.0.2.2", "aa", true);
	add_certificate(r, e, "192.0.2.3", "bb", true);
	judge_report(r);
	expect("all pass", &e->findings, "tls.address.differs=info");
	report_free(&r);

	r = new_report();
	e = add(r, PROTO_IMAP, SECURITY_TLS, "a.example");
	e->login.outcome = LOGIN_OK;
	add_certificate(r, e, "192.0.2.1", "aa", true);
	add_certificate(r, e, "192.0.2.2", "bb", false);
	judge_report(r);
	expect("one fails", &e->findings,
	    "tcp.address.partial=warning tls.cert.invalid=warning "
	    "tls.address.differs=warning");
	report_free(&r);
}

/* The same trouble at two addresses is told once, with both. */
static void
test_evidence_names_addresses(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e;
	struct side busy = { ENDED, { { FACT_GREETING_BUSY, "421 x", 0 } } };
	struct side other = { ENDED, { { FACT_GREETING_BUSY, "421 y", 0 } } };

	(void)state;
	e = add(r, PROTO_SMTP, SECURITY_TLS, "a.example");
	e->login.skip = SKIP_NOT_REACHED;
	add_address(r, e, "192.0.2.1", AF_INET, &busy);
	add_address(r, e, "2001:db8::1", AF_INET6, &busy);
	add_address(r, e, "2001:db8::2", AF_INET6, &other);
	judge_report(r);
	expect("busy", &e->findings, "greeting.busy=warning");
	assert_string_equal(STAILQ_FIRST(&e->findings.list)->evidence,
	    "192.0.2.1, 2001:db8::1: 421 x; 2001:db8::2: 421 y");
	report_free(&r);
}

/* A reply too long for us after a good greeting, and malformed ones. */
static void
test_malformed_dialogue(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e;
	struct side malformed = { ENDED, { { FACT_REPLY_MALFORMED, "x", 0 } } };

	(void)state;
	e = add(r, PROTO_IMAP, SECURITY_TLS, "a.example");
	e->login.skip = SKIP_NOT_REACHED;
	add_address(r, e, "192.0.2.1", AF_INET, &malformed)->greeting = "* OK";
	judge_report(r);
	expect("malformed", &e->findings, "dialogue.malformed=error");
	report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_domain_is_the_cause),
		cmocka_unit_test(test_config_not_found),
		cmocka_unit_test(test_bridge),
		cmocka_unit_test(test_misread),
		cmocka_unit_test(test_open_sources),
		cmocka_unit_test(test_late_sources),
		cmocka_unit_test(test_discovery_alone),
		cmocka_unit_test(test_healthy_account),
		cmocka_unit_test(test_no_password),
		cmocka_unit_test(test_coverage_names_once),
		cmocka_unit_test(test_password_not_repeated),
		cmocka_unit_test(test_fallback_does_not_cure),
		cmocka_unit_test(test_trust),
		cmocka_unit_test(test_service_not_offered),
		cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_addresses_differ),
		cmocka_unit_test(test_evidence_names_addresses),
		cmocka_unit_test(test_malformed_dialogue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
