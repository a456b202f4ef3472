// room: probe/judge
/* Servers that are published and not there. */
#include "probe/judge/dead.h"

#include "tests/unit/judge-fixture.h"

static const struct {
	const char *name;
	struct side v4, v6;
	struct spec fact; /* of the name */
	bool dead;
} rows[] = {
	{ "never tried", .dead = false },
	{ "no such name", .fact = F(DNS_NXDOMAIN, "a"), .dead = true },
	{ "no address", .fact = F(DNS_NO_ADDRESS, "a"), .dead = true },
	{ "its name servers fail", .fact = F(DNS_SERVFAIL, "a"), .dead = true },
	{ "our resolver is silent", .fact = F(DNS_TIMEOUT, "a"),
	    .dead = false },
	{ "may be forged", .fact = F(DNS_BOGUS, "a"), .dead = false },
	{ "ready", .v4 = FINE, .dead = false },
	{ "closed", .v4 = STOP(F(TCP_REFUSED, "")), .dead = true },
	{ "closed over one family", .v4 = STOP(F(TCP_REFUSED, "")), .v6 = FINE,
	    .dead = false },
	{ "closed, and we have no IPv6", .v4 = STOP(F(TCP_REFUSED, "")),
	    .v6 = STOP(F(TCP_UNREACHABLE, "")), .dead = true },
	{ "we have no network", .v4 = STOP(F(TCP_UNREACHABLE, "")),
	    .v6 = STOP(F(TCP_UNREACHABLE, "")), .dead = false },
	{ "filtered", .v4 = STOP(F(TCP_TIMEOUT, "")), .dead = true },
	{ "hangs up", .v4 = STOP(F(TCP_CLOSED_EARLY, "")), .dead = true },
	{ "silent", .v4 = STOP(F(GREETING_SILENT, "")), .dead = true },
	{ "another port's security", .v4 = STOP(F(GREETING_EXPECTS_TLS, "")),
	    .dead = true },
	{ "another protocol", .v4 = STOP(F(GREETING_OTHER_PROTOCOL, "pop3")),
	    .dead = true },
	{ "no TLS", .v4 = STOP(F(TLS_NOT_TLS, "x")), .dead = true },
	{ "TLS never comes", .v4 = STOP(F(TLS_SILENT, "")), .dead = true },
	{ "TLS is closed", .v4 = STOP(F(TLS_CLOSED, "")), .dead = true },
	{ "TLS is too old",
	    .v4 = STOP(F(TLS_ALERT, "x"), F(TLS_OLD_VERSION, "TLSv1")),
	    .dead = false },
	{ "it refuses", .v4 = STOP(F(GREETING_REFUSED, "no")), .dead = false },
	{ "it is busy", .v4 = STOP(F(GREETING_BUSY, "421")), .dead = false },
	{ "a bad certificate", .v4 = STOP(F(CERT_EXPIRED, "2024-01-01")),
	    .dead = false },
	{ "the time was up", .v4 = STOP(F(DEADLINE, "")), .dead = false },
};

static void
test_rows(void **state)
{
	struct endpoint_result *e;
	struct report *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = new_report();
		e = add(r, PROTO_IMAP, SECURITY_TLS, "a");
		if (rows[i].fact.text != NULL)
			fact_add(&e->facts, rows[i].fact.id, rows[i].fact.text);
		add_address(r, e, "192.0.2.1", AF_INET, &rows[i].v4);
		add_address(r, e, "2001:db8::1", AF_INET6, &rows[i].v6);
		if (dead_endpoint(e) != rows[i].dead)
			fail_msg("%s", rows[i].name);
		report_free(&r);
	}
}

static void
say(struct report *r, struct endpoint_result *e, const char *source, int rank,
    enum trust trust)
{
	struct statement *s = arena_alloc(&r->arena, sizeof(*s));

	s->name = source;
	s->rank = rank;
	s->trust = e->trust = trust;
	STAILQ_INSERT_TAIL(&e->sources, s, entry);
}

static struct endpoint_result *
add_dead(struct report *r, enum protocol p, const char *host)
{
	struct endpoint_result *e = add(r, p, SECURITY_TLS, host);
	struct side closed = STOP(F(TCP_REFUSED, ""));

	add_address(r, e, "192.0.2.9", AF_INET, &closed);
	e->login.skip = SKIP_NOT_REACHED;
	say(r, e, "autoconfig", 11, TRUST_PROVIDER);
	return e;
}

/* What the guess found in its place: works, or needs a yes. */
static struct endpoint_result *
add_found(struct report *r, enum protocol p, bool proven)
{
	struct endpoint_result *e = add_good(r, p, "mail.example.org");

	e->guessed = e->fallback = true;
	say(r, e, "guess", 70, TRUST_DNS);
	if (!proven) {
		e->login.outcome = LOGIN_SKIPPED;
		e->login.skip = SKIP_UNTRUSTED;
	}
	return e;
}

static const struct finding *
find(const struct endpoint_result *e, enum finding_id id)
{
	return finding_find(&e->findings, id);
}

/* The source is named, the server that is there, and who must say yes. */
static void
test_untrusted(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *dead = add_dead(r, PROTO_IMAP, "gone");
	struct endpoint_result *good = add_found(r, PROTO_IMAP, false);
	struct endpoint_result *smtp = add_good(r, PROTO_SMTP, "smtp");

	(void)state;
	say(r, smtp, "autoconfig", 11, TRUST_PROVIDER);
	judge_report(r);
	expect("gone", &dead->findings,
	    "discovery.dead-server=error tcp.refused=error");
	assert_string_equal(find(dead, FINDING_DEAD_SERVER)->evidence,
	    "autoconfig: T1; guess: T3");
	expect("found", &good->findings, "trust.confirmation-needed=error");
	expect("SMTP", &smtp->findings, "");
	assert_int_equal(r->verdict, VERDICT_ERROR);
	report_free(&r);
}

/* It works: who reads mail has no trouble, but the entry is wrong. */
static void
test_proven(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *dead = add_dead(r, PROTO_IMAP, "gone");
	struct endpoint_result *more = add_dead(r, PROTO_IMAP, "away");
	struct endpoint_result *smtp = add_good(r, PROTO_SMTP, "smtp");

	(void)state;
	add_found(r, PROTO_IMAP, true);
	say(r, smtp, "autoconfig", 11, TRUST_PROVIDER);
	judge_report(r);
	expect("gone", &dead->findings,
	    "discovery.dead-server=warning tcp.refused=warning");
	expect("away", &more->findings, "tcp.refused=warning");
	assert_int_equal(r->verdict, VERDICT_WARNING);
	report_free(&r);
}

/* The source knows a server that is there: a matter of ports. */
static void
test_one_lives(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *dead = add_dead(r, PROTO_IMAP, "gone");
	struct endpoint_result *good = add_good(r, PROTO_IMAP, "imap");

	(void)state;
	say(r, good, "autoconfig", 11, TRUST_PROVIDER);
	add_found(r, PROTO_IMAP, false);
	judge_report(r);
	assert_null(find(dead, FINDING_DEAD_SERVER));
	assert_int_equal(r->verdict, VERDICT_ERROR);
	report_free(&r);
}

/* Nothing is there at all. */
static void
test_none_lives(void **state)
{
	struct report *r = new_report();
	struct endpoint_result *dead = add_dead(r, PROTO_IMAP, "gone");

	(void)state;
	judge_report(r);
	expect("gone", &dead->findings, "tcp.refused=error");
	report_free(&r);
}

/* Settings that a server tells after a login. */
static void
test_directory(void **state)
{
	static const struct {
		const char *name;
		int shown; /* -1: not */
		bool known;
		const char *expected;
	} cases[] = {
		{ "no password", -1, false, "config.login-needed=error" },
		{ "refused", 1, false, "autodiscover.login-refused=error" },
		{ "no answer", 0, false, "config.login-needed=error" },
		{ "not needed", -1, true, "" },
	};
	struct endpoint_result *e;
	struct report *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = new_report();
		fact_add(&r->facts, FACT_AUTODISCOVER_LOGIN,
		    "autodiscover.example.org");
		if (cases[i].shown >= 0)
			fact_add_number(&r->facts, FACT_AUTODISCOVER_SHOWN,
			    "autodiscover.example.org", cases[i].shown);
		if (cases[i].known) {
			e = add_good(r, PROTO_IMAP, "imap");
			say(r, e, "autoconfig", 11, TRUST_PROVIDER);
			e = add_good(r, PROTO_SMTP, "smtp");
			say(r, e, "autoconfig", 11, TRUST_PROVIDER);
		}
		judge_report(r);
		expect(cases[i].name, &r->findings, cases[i].expected);
		report_free(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_untrusted),
		cmocka_unit_test(test_proven),
		cmocka_unit_test(test_one_lives),
		cmocka_unit_test(test_none_lives),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests_name("judge-dead", tests, NULL, NULL);
}
