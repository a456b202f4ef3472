// room: probe/judge
/*
 * Facts in, findings out.  A row describes what both addresses of one
 * endpoint did; the expected findings stand in the order a reader sees them,
 * each with its severity.  That every finding has a row somewhere is checked
 * by tests/lint/findings.py.
 */
#include "tests/unit/judge-fixture.h"

enum { IMAP = PROTO_IMAP, POP3 = PROTO_POP3, SMTP = PROTO_SMTP };
enum { TLS = SECURITY_TLS, STARTTLS = SECURITY_STARTTLS };

#define LOGGED_IN                                     \
	{                                             \
		.outcome = LOGIN_OK, .answered = true \
	}
#define SKIPPED(why)               \
	{                          \
		.skip = SKIP_##why \
	}

static const struct row {
	const char *name;
	int protocol, security;
	struct side v4, v6;
	struct login_result login;
	const char *expected;
} rows[] = {
	{ "healthy, with a login", IMAP, TLS, .v4 = FINE, .v6 = FINE,
	    .login = LOGGED_IN, .expected = "" },
	{ "healthy, no password", IMAP, TLS, .v4 = FINE, .v6 = FINE,
	    .login = SKIPPED(NO_PASSWORD), .expected = "" },
	{ "nothing tried", IMAP, TLS, .login = SKIPPED(NO_PASSWORD),
	    .expected = "" },

	/* connections */
	{ "refused everywhere: said once", IMAP, TLS,
	    .v4 = STOP(F(TCP_REFUSED, "")), .v6 = STOP(F(TCP_REFUSED, "")),
	    .login = SKIPPED(NOT_REACHED), .expected = "tcp.refused=error" },
	{ "two troubles", IMAP, TLS, .v4 = STOP(F(TCP_REFUSED, "")),
	    .v6 = STOP(F(TCP_TIMEOUT, "")), .login = SKIPPED(NOT_REACHED),
	    .expected = "tcp.refused=error tcp.timeout.filtered=error" },
	{ "no way from here", IMAP, TLS,
	    .v4 = STOP(F(TCP_UNREACHABLE, "no route")),
	    .v6 = STOP(F(TCP_UNREACHABLE, "no route")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tcp.unreachable=error" },
	{ "a machine without IPv6 is no trouble", IMAP, TLS, .v4 = FINE,
	    .v6 = STOP(F(TCP_UNREACHABLE, "no route")), .login = LOGGED_IN,
	    .expected = "" },
	{ "nor does it hide what IPv4 says", IMAP, TLS,
	    .v4 = STOP(F(TCP_REFUSED, "")),
	    .v6 = STOP(F(TCP_UNREACHABLE, "no route")),
	    .login = SKIPPED(NOT_REACHED), .expected = "tcp.refused=error" },
	{ "IPv6 lost", IMAP, TLS, .v4 = FINE, .v6 = STOP(F(TCP_TIMEOUT, "")),
	    .login = LOGGED_IN, .expected = "tcp.family.v6-broken=warning" },
	{ "IPv4 lost", IMAP, TLS, .v4 = STOP(F(TCP_REFUSED, "")), .v6 = FINE,
	    .login = LOGGED_IN, .expected = "tcp.family.v4-broken=warning" },
	{ "hung up", SMTP, STARTTLS, .v4 = STOP(F(TCP_CLOSED_EARLY, "")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tcp.closed-before-greeting=error" },
	{ "the address that came further has the say", IMAP, TLS,
	    .v4 = STOP(F(CERT_EXPIRED, "2024-03-01T10:00:00Z")),
	    .v6 = STOP(F(TCP_TIMEOUT, "")), .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.expired=error tcp.family.v6-broken=warning" },

	/* TLS */
	{ "plain text where TLS is due", IMAP, TLS,
	    .v4 = STOP(F(TLS_NOT_TLS, "* OK")), .login = SKIPPED(NOT_REACHED),
	    .expected = "tls.handshake.plaintext-peer=error" },
	{ "alert", IMAP, TLS, .v4 = STOP(F(TLS_ALERT, "handshake failure")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tls.handshake.alert=error" },
	{ "closed", IMAP, TLS, .v4 = STOP(F(TLS_CLOSED, "")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tls.handshake.closed=error" },
	{ "silent", IMAP, TLS, .v4 = STOP(F(TLS_SILENT, "")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tls.handshake.timeout=error" },
	{ "failed", IMAP, TLS, .v4 = STOP(F(TLS_FAILED, "wrong curve")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tls.handshake.failed=error" },
	{ "too old", IMAP, TLS, .v4 = STOP(F(TLS_OLD_VERSION, "TLSv1.1")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tls.version.too-old=error" },
	{ "too old, told by an alert", IMAP, TLS,
	    .v4 = STOP(
		F(TLS_ALERT, "protocol version"), F(TLS_OLD_VERSION, "TLSv1")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "tls.version.too-old=error" },
	{ "asks for our certificate", IMAP, TLS,
	    .v4 = GO(F(TLS_CLIENT_CERT, "")), .v6 = GO(F(TLS_CLIENT_CERT, "")),
	    .login = LOGGED_IN, .expected = "tls.client-cert.requested=info" },

	/* certificates: the cause, not the noise */
	{ "self-signed", IMAP, TLS,
	    .v4 = STOP(F(CERT_UNTRUSTED, "CN=x"), F(CERT_SELF_SIGNED, "CN=x"),
		F(CERT_INVALID, "odd")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.self-signed=error" },
	{ "self-signed for another name, expired", IMAP, TLS,
	    .v4 = STOP(F(CERT_MISMATCH, "a.example"),
		F(CERT_EXPIRED, "2024-03-01T10:00:00Z"),
		F(CERT_SELF_SIGNED, "CN=x")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.self-signed=error tls.cert.expired=error "
			"tls.cert.hostname-mismatch=error" },
	{ "expired", IMAP, TLS,
	    .v4 = STOP(F(CERT_EXPIRED, "2024-03-01T10:00:00Z"),
		F(CERT_INVALID, "odd")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.expired=error" },
	{ "expired further up", IMAP, TLS,
	    .v4 = STOP(F(CERT_EXPIRED, "CN=Old CA,O=Old")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.chain-expired=error" },
	{ "not yet valid", IMAP, TLS,
	    .v4 = STOP(F(CERT_FUTURE, "2040-03-01T10:00:00Z")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.not-yet-valid=error" },
	{ "expiring", IMAP, TLS,
	    .v4 = GO(F(CERT_EXPIRING, "2040-03-01T10:00:00Z")),
	    .login = LOGGED_IN, .expected = "tls.cert.expiring=warning" },
	{ "wrong name", SMTP, STARTTLS,
	    .v4 = STOP(F(CERT_MISMATCH, "a.example")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.hostname-mismatch=error" },
	{ "a wildcard of a registry", IMAP, TLS,
	    .v4 = STOP(F(CERT_WILDCARD, "co.uk"), F(CERT_INVALID, "odd")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.wildcard-registry=error" },
	{ "names that the authority must not certify", IMAP, TLS,
	    .v4 = STOP(F(CERT_NOT_ALLOWED, "CN=x")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.name-not-allowed=error" },
	{ "the mail domain's name alone", IMAP, TLS,
	    .v4 = GO(F(CERT_DOMAIN_ONLY, "example.org")), .login = LOGGED_IN,
	    .expected = "tls.cert.domain-only=warning" },
	{ "the mail domain's name as well", IMAP, TLS,
	    .v4 = GO(F(CERT_NAMES_DOMAIN, "example.org")), .login = LOGGED_IN,
	    .expected = "tls.cert.names-domain=info" },
	{ "no name that counts", IMAP, TLS,
	    .v4 = STOP(F(CERT_NO_SAN, "CN=a.example"), F(CERT_MISMATCH, "")),
	    .login = SKIPPED(UNVERIFIED), .expected = "tls.cert.no-san=error" },
	{ "unknown root", IMAP, TLS, .v4 = STOP(F(CERT_UNTRUSTED, "CN=Own CA")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.untrusted-root=error" },
	{ "missing link", IMAP, TLS,
	    .v4 = STOP(
		F(CERT_UNTRUSTED, "CN=Link"), F(CERT_INCOMPLETE, "CN=Link")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.incomplete-chain=error" },
	{ "mail shield", IMAP, TLS,
	    .v4 = STOP(F(CERT_UNTRUSTED, "CN=Shield"),
		F(CERT_ISSUER, "CN=avast! Mail Root,O=x")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.intercepted=error" },
	{ "any other verdict", IMAP, TLS,
	    .v4 = STOP(F(CERT_INVALID, "path too long")),
	    .login = SKIPPED(UNVERIFIED),
	    .expected = "tls.cert.invalid=error" },
	{ "weak, yet accepted", IMAP, TLS, .v4 = GO(F(CERT_WEAK, "1024 bits")),
	    .login = LOGGED_IN, .expected = "tls.cert.weak=warning" },
	{ "too weak", IMAP, TLS, .v4 = STOP(F(CERT_WEAK, "512 bits")),
	    .login = SKIPPED(UNVERIFIED), .expected = "tls.cert.weak=error" },
	{ "bad at one address only", IMAP, TLS, .v4 = FINE,
	    .v6 = STOP(F(CERT_MISMATCH, "a.example")), .login = LOGGED_IN,
	    .expected = "tcp.family.v6-broken=warning "
			"tls.cert.hostname-mismatch=warning" },

	/* greetings */
	{ "wants TLS", IMAP, STARTTLS,
	    .v4 = STOP(F(GREETING_SILENT, ""), F(GREETING_EXPECTS_TLS, "")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.timeout.expects-tls=error" },
	{ "silent", IMAP, STARTTLS, .v4 = STOP(F(GREETING_SILENT, "")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.timeout=error" },
	{ "slow", SMTP, STARTTLS, .v4 = GO(N(GREETING_DELAYED, "220 x", 7400)),
	    .login = LOGGED_IN, .expected = "greeting.delayed=warning" },
	{ "another protocol", IMAP, TLS,
	    .v4 = STOP(F(GREETING_OTHER_PROTOCOL, "pop3")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.wrong-protocol=error" },
	{ "turned away; the end follows", IMAP, TLS,
	    .v4 = STOP(F(GREETING_REFUSED, "* BYE no"), F(CLOSED, "greeting")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.refused=error" },
	{ "busy", SMTP, TLS, .v4 = STOP(F(GREETING_BUSY, "421 later")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.busy=warning" },
	{ "crowded", SMTP, TLS, .v4 = STOP(F(GREETING_RATELIMIT, "421 many")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.ratelimit=warning" },
	{ "PREAUTH", IMAP, STARTTLS,
	    .v4 = STOP(F(GREETING_PREAUTH, "* PREAUTH")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.preauth=error" },
	{ "garbage ends it", IMAP, TLS, .v4 = STOP(F(GREETING_MALFORMED, "x")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.malformed=error" },
	{ "endless line", IMAP, TLS, .v4 = STOP(F(REPLY_TOO_LONG, "")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "greeting.malformed=error" },
	{ "masked, and no TLS", SMTP, STARTTLS,
	    .v4 = STOP(F(GREETING_MASKED, "220 ****"),
		F(STARTTLS_STRIPPED, "500"), F(STARTTLS_ABSENT, "500")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected =
		"starttls.absent-suspect-strip=error greeting.masked=warning" },
	{ "mail shield", POP3, STARTTLS,
	    .v4 = STOP(F(GREETING_PROXY, "+OK shield"), F(CLOSED, "capa")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "dialogue.closed=error greeting.proxy-banner=warning" },
	{ "the product of a provider whose certificate holds", POP3, TLS,
	    .v4 = GO(F(GREETING_PROXY, "+OK shield")), .login = LOGGED_IN,
	    .expected = "" },

	/* STARTTLS */
	{ "absent, so we kept the password", POP3, STARTTLS,
	    .v4 = STOP(F(STARTTLS_CLEARTEXT, ""), F(STARTTLS_ABSENT, "-ERR"),
		F(AUTH_CLEAR_REFUSED, "APOP")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "starttls.absent=error "
			"starttls.cleartext-login-offered=warning "
			"auth.cleartext.refused-by-us=info" },
	{ "refused", IMAP, STARTTLS, .v4 = STOP(F(STARTTLS_REFUSED, "a NO")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "starttls.refused=error" },
	{ "not now", SMTP, STARTTLS, .v4 = STOP(F(STARTTLS_TEMPORARY, "454")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "starttls.temporary=warning" },
	{ "not listed", POP3, STARTTLS,
	    .v4 = GO(F(CAPA_REFUSED, "-ERR"), F(STARTTLS_UNADVERTISED, "+OK")),
	    .login = LOGGED_IN,
	    .expected =
		"starttls.unadvertised-works=warning pop3.capa.missing=info" },
	{ "injection", IMAP, STARTTLS,
	    .v4 = STOP(F(STARTTLS_INJECTION, "* OK x")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "starttls.response-injection=error" },
	{ "untagged data", IMAP, STARTTLS,
	    .v4 = GO(F(STARTTLS_UNTAGGED, "* LIST")), .login = LOGGED_IN,
	    .expected = "starttls.untagged-before-tls=warning" },
	{ "referral before TLS", IMAP, STARTTLS,
	    .v4 = STOP(F(REFERRAL, "a NO [REFERRAL x]"),
		F(STARTTLS_REFUSED, "a NO [REFERRAL x]")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected =
		"starttls.refused=error starttls.untagged-before-tls=warning" },

	/* the dialogue */
	{ "EHLO from a blocked network", SMTP, TLS,
	    .v4 = STOP(F(EHLO_REFUSED, "550 your network is blocked")),
	    .expected = "smtp.ip.blocklisted=error" },
	{ "a greeting to a blocked network", SMTP, TLS,
	    .v4 = STOP(F(GREETING_REFUSED, "554 blocked using x.test")),
	    .expected = "smtp.ip.blocklisted=error" },
	{ "a block list is a word of SMTP", IMAP, TLS,
	    .v4 = STOP(F(GREETING_REFUSED, "* BYE blocked using x.test")),
	    .expected = "greeting.refused=error" },
	{ "EHLO", SMTP, TLS, .v4 = STOP(F(EHLO_REFUSED, "550 no")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "smtp.ehlo.rejected=error" },
	{ "CAPABILITY refused", IMAP, TLS, .v4 = GO(F(CAPA_REFUSED, "a BAD")),
	    .login = LOGGED_IN,
	    .expected = "dialogue.capability-refused=warning" },
	{ "closed within", SMTP, TLS, .v4 = STOP(F(CLOSED, "capability")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "dialogue.closed=error" },
	{ "closed after the login", SMTP, TLS, .v4 = GO(F(CLOSED, "later")),
	    .login = LOGGED_IN, .expected = "" },
	{ "stalled", SMTP, TLS, .v4 = STOP(F(DEADLINE, "capability")),
	    .login = SKIPPED(NOT_REACHED),
	    .expected = "dialogue.timeout=error" },
	{ "no SMTP login", SMTP, STARTTLS,
	    .v4 = GO(F(SMTP_NO_AUTH, ""), F(AUTH_NO_COMMON, "")),
	    .login = SKIPPED(NO_MECHANISM),
	    .expected = "smtp.auth.missing=error" },
	{ "tokens only", IMAP, TLS,
	    .v4 =
		GO(F(AUTH_TOKEN_ONLY, "XOAUTH2"), F(AUTH_NO_COMMON, "XOAUTH2")),
	    .login = SKIPPED(NO_MECHANISM),
	    .expected = "auth.mech.removed-password=error" },
	{ "nothing in common", IMAP, TLS, .v4 = GO(F(AUTH_NO_COMMON, "NTLM")),
	    .login = SKIPPED(NO_MECHANISM),
	    .expected = "auth.mech.none-common=error" },
	{ "nothing offered", IMAP, TLS, .v4 = GO(F(AUTH_NONE_OFFERED, "")),
	    .login = SKIPPED(NO_MECHANISM),
	    .expected = "auth.mech.none-offered=error" },
	{ "nothing offered, no fact", IMAP, TLS, .v4 = FINE,
	    .login = SKIPPED(NO_MECHANISM),
	    .expected = "auth.mech.none-offered=error" },
	{ "nothing served", IMAP, TLS,
	    .v4 = GO(F(AUTH_MECH_BROKEN, "a NO"), F(AUTH_NONE_SERVED, "PLAIN")),
	    .login = SKIPPED(NO_MECHANISM),
	    .expected = "auth.mech.none-served=error" },
	{ "SCRAM not served", IMAP, TLS,
	    .v4 = GO(F(AUTH_MECH_BROKEN, "SCRAM-SHA-1: a NO"),
		F(AUTH_SCRAM_REFUSED, "NO"), F(AUTH_OTHER_WAY, "PLAIN")),
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.mechanism = "SCRAM-SHA-1",
		.reply = "NO" },
	    .expected =
		"auth.mech.scram-refused=error auth.mech.other-way=info" },
	{ "SCRAM failed", IMAP, TLS, .v4 = GO(F(AUTH_OTHER_WAY, "PLAIN")),
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.mechanism = "SCRAM-SHA-1",
		.code = "AUTHENTICATIONFAILED",
		.reply = "NO [AUTHENTICATIONFAILED] no" },
	    .expected =
		"auth.failed.ambiguous=error auth.mech.other-way=info" },
	{ "the last mechanism not served", IMAP, TLS,
	    .v4 = GO(F(AUTH_MECH_BROKEN, "PLAIN: a NO")),
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.mechanism = "PLAIN",
		.reply = "NO unsupported authentication mechanism" },
	    .expected =
		"auth.failed.ambiguous=error auth.mech.unreliable=warning" },
	{ "nothing better than CRAM-MD5", IMAP, TLS,
	    .v4 = GO(F(AUTH_WEAK, "CRAM-MD5")), .login = LOGGED_IN,
	    .expected = "auth.mech.weak=warning" },
	{ "other mechanisms inside TLS, no login", IMAP, STARTTLS,
	    .v4 = GO(F(AUTH_DIFFERS, "x -> y")), .login = SKIPPED(NO_PASSWORD),
	    .expected = "auth.mech.unreliable=warning" },
	{ "-PLUS gone", IMAP, STARTTLS, .v4 = GO(F(AUTH_DOWNGRADE, "x -> y")),
	    .login = LOGGED_IN, .expected = "auth.mech.downgrade=error" },
	{ "no proof from the server", IMAP, TLS,
	    .v4 = GO(F(AUTH_SERVER_PROOF, "")),
	    .login = { .outcome = LOGIN_FAILED, .answered = true },
	    .expected = "auth.server-unproven=error" },
	{ "broken mechanism", IMAP, TLS,
	    .v4 = GO(F(AUTH_MECH_BROKEN, "a BAD"), F(AUTH_IR_LIES, "a BAD")),
	    .login = LOGGED_IN,
	    .expected = "auth.mech.differs=warning auth.sasl-ir.lies=warning" },
	{ "message of the day", IMAP, TLS, .v4 = GO(F(ALERT, "[ALERT] moving")),
	    .login = LOGGED_IN, .expected = "server.alert=info" },

	/* logins */
	{ "wrong password", IMAP, TLS, .v4 = FINE, .v6 = FINE,
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.code = "AUTHENTICATIONFAILED",
		.reply = "a NO" },
	    .expected = "auth.failed.password=error" },
	{ "a password too simple", IMAP, TLS, .v4 = FINE, .v6 = FINE,
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.code = "AUTHENTICATIONFAILED",
		.reply = "a NO your password is too simple" },
	    .expected = "auth.password.weak=error" },
	{ "perhaps mistyped", IMAP, TLS, .v4 = GO(F(PASSWORD_BLANKS, "")),
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.reply = "a NO wrong password" },
	    .expected =
		"auth.failed.password=error auth.password.pitfall=warning" },
	{ "a user name beyond ASCII", IMAP, TLS,
	    .v4 = GO(F(USER_NON_ASCII, "LOGIN")),
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.username = "b\xc3\xb6",
		.reply = "a NO" },
	    .expected =
		"auth.failed.ambiguous=error auth.user.non-ascii=info" },
	{ "blanks that belong", IMAP, TLS, .v4 = GO(F(PASSWORD_BLANKS, "")),
	    .login = LOGGED_IN, .expected = "" },
	{ "no reply", IMAP, TLS, .v4 = GO(F(CLOSED, "login")),
	    .login = { .outcome = LOGIN_FAILED },
	    .expected = "auth.no-reply=error" },
	{ "later", SMTP, TLS, .v4 = FINE,
	    .login = { .outcome = LOGIN_FAILED,
		.answered = true,
		.status = 454 },
	    .expected = "auth.temporary=warning" },
	{ "budget", SMTP, TLS, .v4 = FINE, .login = SKIPPED(BUDGET),
	    .expected = "auth.lockout-risk=warning" },
};

/* The verdict follows from the worst finding; ok needs proof. */
static enum verdict
expected_verdict(const struct row *row)
{
	bool ready = row->v4.reached == GOOD || row->v6.reached == GOOD;

	if (strstr(row->expected, "=error") != NULL)
		return VERDICT_ERROR;
	if (strstr(row->expected, "=warning") != NULL)
		return VERDICT_WARNING;
	if (row->login.outcome == LOGIN_OK ||
	    (row->login.skip == SKIP_NO_PASSWORD && ready))
		return VERDICT_OK;
	return VERDICT_SKIPPED;
}

static void
test_endpoints(void **state)
{
	const struct row *row;
	struct report *r;
	struct endpoint_result *e;
	struct address_result *a4, *a6;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		row = &rows[i];
		r = report_new();
		e = add(r, (enum protocol)row->protocol,
		    (enum security)row->security, "mail.example.org");
		a6 = add_address(r, e, "2001:db8::1", AF_INET6, &row->v6);
		a4 = add_address(r, e, "192.0.2.1", AF_INET, &row->v4);
		e->used = row->v4.reached == GOOD ? a4 : a6;
		e->login = row->login;
		judge_report(r);
		expect(row->name, &e->findings, row->expected);
		if (e->verdict != expected_verdict(row))
			fail_msg("%s: verdict %s", row->name,
			    report_verdict_name(e->verdict));
		report_free(&r);
	}
}

/* The form of the user name to try next, and when it is worth telling. */
static void
test_user_names(void **state)
{
	static const struct {
		const char *user, *code, *other, *expected;
	} cases[] = {
		{ "anna@example.org", "AUTHENTICATIONFAILED", NULL,
		    "auth.failed.password=error" },
		{ "anna+shop+x@example.org", "AUTHENTICATIONFAILED",
		    "anna@example.org",
		    "auth.failed.password=error auth.user.plus=info" },
		{ "+anna@example.org", "AUTHENTICATIONFAILED", NULL,
		    "auth.failed.password=error" },
		{ "anna+shop", "AUTHENTICATIONFAILED", NULL,
		    "auth.failed.password=error" },
		{ "anna@M\xc3\xbc.de", "AUTHENTICATIONFAILED",
		    "anna@xn--m-eha.de",
		    "auth.failed.password=error auth.user.idn=info" },
		{ "anna@xn--m-eha.de", "AUTHENTICATIONFAILED",
		    "anna@m\xc3\xbc.de",
		    "auth.failed.password=error auth.user.idn=info" },
		{ "anna@xn--0.de", "AUTHENTICATIONFAILED", NULL,
		    "auth.failed.password=error" },
		{ "a+b@example.org", "UNAVAILABLE", NULL,
		    "auth.temporary=warning" },
		{ "a+b@example.org", "EXPIRED", NULL, "auth.expired=error" },
	};
	const struct side fine = FINE;
	struct endpoint_result *e;
	const struct finding *f;
	struct report *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = new_report();
		e = add(r, PROTO_IMAP, SECURITY_TLS, "mail.example.org");
		e->used = add_address(r, e, "192.0.2.1", AF_INET, &fine);
		e->login = (struct login_result){ .outcome = LOGIN_FAILED,
			.answered = true,
			.code = cases[i].code,
			.username = cases[i].user,
			.reply = "a NO" };
		judge_report(r);
		expect(cases[i].user, &e->findings, cases[i].expected);
		f = finding_find(&e->findings, FINDING_AUTH_USER_PLUS);
		if (f == NULL)
			f = finding_find(&e->findings, FINDING_AUTH_USER_IDN);
		assert_int_equal(f != NULL, cases[i].other != NULL);
		/* host, port, protocol, user, other */
		if (f != NULL)
			assert_string_equal(
			    f->places[f->nplaces - 1].value, cases[i].other);
		report_free(&r);
	}
}

/* Every reply that has a finding of its own. */
static void
test_login_replies(void **state)
{
	static const struct {
		enum protocol protocol;
		const char *code, *reply, *hint, *expected;
	} cases[] = {
		{ PROTO_IMAP, "AUTHENTICATIONFAILED", "no", "app-password",
		    "auth.failed.app-password=error" },
		{ PROTO_IMAP, NULL, "NO authentication failed",
		    "enable-imap-pop", "auth.failed.ambiguous=error" },
		{ PROTO_IMAP, NULL, "NO", "oauth-only",
		    "auth.disabled.basic=error" },
		{ PROTO_IMAP, NULL, "NO IMAP access disabled", "",
		    "auth.disabled.protocol=error" },
		{ PROTO_IMAP, NULL, "NO disabled for your domain", "",
		    "auth.disabled.admin=error" },
		{ PROTO_IMAP, NULL, "NO log in via your web browser", "",
		    "auth.web-login-needed=error" },
		{ PROTO_IMAP, "EXPIRED", "NO", "", "auth.expired=error" },
		{ PROTO_IMAP, "CONTACTADMIN", "NO", "",
		    "auth.contact-admin=error" },
		{ PROTO_IMAP, "AUTHORIZATIONFAILED", "NO", "",
		    "auth.authz=error" },
		{ PROTO_IMAP, "PRIVACYREQUIRED", "NO", "",
		    "auth.privacy-required=error" },
		{ PROTO_IMAP, "REFERRAL", "NO", "", "auth.referral=error" },
		{ PROTO_IMAP, "LIMIT", "NO", "", "auth.ratelimit=warning" },
		{ PROTO_IMAP, NULL, "NO too many connections", "",
		    "mailbox.connection-limit=warning" },
		{ PROTO_IMAP, "OVERQUOTA", "NO", "",
		    "mailbox.overquota=warning" },
		{ PROTO_POP3, "LOGIN-DELAY", "-ERR", "",
		    "pop3.login-delay=warning" },
		{ PROTO_POP3, "IN-USE", "-ERR", "", "pop3.in-use=warning" },
	};
	struct report *r;
	struct endpoint_result *e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = new_report();
		words_add(&r->arena, &r->hints, cases[i].hint);
		e = add_good(r, cases[i].protocol, "mail.example.org");
		e->login.outcome = LOGIN_FAILED;
		e->login.code = cases[i].code;
		e->login.reply = cases[i].reply;
		judge_report(r);
		expect(cases[i].reply, &e->findings, cases[i].expected);
		assert_null(r->settings[cases[i].protocol]);
		report_free(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_endpoints),
		cmocka_unit_test(test_user_names),
		cmocka_unit_test(test_login_replies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
