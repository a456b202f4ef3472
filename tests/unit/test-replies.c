// room: probe/judge
/* What servers say when they reject a login, and what it means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/judge/replies.h"

static const struct row {
	enum protocol protocol;
	const char *code;
	int status;
	const char *reply, *finding;
} rows[] = {
	/* RFC 5530 */
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0, "a1 NO no",
	    "auth.failed.password" },
	{ PROTO_IMAP, "authenticationfailed", 0, "a1 NO no",
	    "auth.failed.password" },
	{ PROTO_IMAP, "AUTHORIZATIONFAILED", 0, "a1 NO no", "auth.authz" },
	{ PROTO_IMAP, "EXPIRED", 0, "a1 NO no", "auth.expired" },
	{ PROTO_IMAP, "PRIVACYREQUIRED", 0, "a1 NO no",
	    "auth.privacy-required" },
	{ PROTO_IMAP, "CONTACTADMIN", 0, "a1 NO no", "auth.contact-admin" },
	{ PROTO_IMAP, "NOPERM", 0, "a1 NO no", "auth.authz" },
	{ PROTO_IMAP, "UNAVAILABLE", 0, "a1 NO no", "auth.temporary" },
	{ PROTO_IMAP, "INUSE", 0, "a1 NO no", "auth.temporary" },
	{ PROTO_IMAP, "LIMIT", 0, "a1 NO no", "auth.ratelimit" },
	{ PROTO_IMAP, "OVERQUOTA", 0, "a1 NO no", "mailbox.overquota" },
	{ PROTO_IMAP, "SERVERBUG", 0, "a1 NO no", "auth.contact-admin" },
	{ PROTO_IMAP, "REFERRAL imap://;AUTH=*@b.example/", 0, "a1 NO no",
	    "auth.referral" },
	/* the code still in its brackets */
	{ PROTO_IMAP, NULL, 0, "a1 NO [UNAVAILABLE] later", "auth.temporary" },
	{ PROTO_IMAP, NULL, 0, "a1 NO [REFERRAL imap://b.example/] there",
	    "auth.referral" },
	{ PROTO_IMAP, "LIMITED", 0, "a1 NO no", "auth.failed.ambiguous" },
	/* RFC 3206, RFC 2449 */
	{ PROTO_POP3, "AUTH", 0, "-ERR no", "auth.failed.password" },
	{ PROTO_POP3, "SYS/TEMP", 0, "-ERR no", "auth.temporary" },
	{ PROTO_POP3, "SYS/PERM", 0, "-ERR no", "auth.contact-admin" },
	{ PROTO_POP3, "IN-USE", 0, "-ERR no", "pop3.in-use" },
	{ PROTO_POP3, NULL, 0, "-ERR [LOGIN-DELAY] wait", "pop3.login-delay" },
	/* a code of another protocol says nothing */
	{ PROTO_IMAP, "AUTH", 0, "a1 NO no", "auth.failed.ambiguous" },
	{ PROTO_POP3, "UNAVAILABLE", 0, "-ERR no", "auth.failed.ambiguous" },
	/* RFC 4954 section 6 */
	{ PROTO_SMTP, "5.7.8", 535, "535 5.7.8 no", "auth.failed.password" },
	{ PROTO_SMTP, NULL, 535, "535 no", "auth.failed.ambiguous" },
	{ PROTO_SMTP, "4.7.0", 454, "454 4.7.0 no", "auth.temporary" },
	{ PROTO_SMTP, NULL, 421, "421 no", "auth.temporary" },
	{ PROTO_SMTP, "4.7.12", 432, "432 4.7.12 no", "auth.contact-admin" },
	{ PROTO_SMTP, "5.7.11", 538, "538 no", "auth.privacy-required" },
	{ PROTO_SMTP, NULL, 534, "534 no", "auth.failed.ambiguous" },
	{ PROTO_SMTP, NULL, 550, "550 no", "auth.failed.ambiguous" },
	/* nothing but a no: about the password by the usual words alone */
	{ PROTO_IMAP, NULL, 0, "a1 NO authentication failed",
	    "auth.failed.password" },
	{ PROTO_POP3, NULL, 0, "-ERR authentication failed",
	    "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "a1 BAD Command syntax error",
	    "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, NULL, "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, "", "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, "NO", "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, "NO nothing we know", "auth.failed.ambiguous" },
	{ PROTO_POP3, NULL, 0, "-ERR nothing we know",
	    "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0,
	    "NO Fatal Error reading authentication information from client",
	    "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, "NO Invalid user name or password",
	    "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "a1 BAD Invalid user name or password",
	    "auth.failed.password" },
	{ PROTO_POP3, NULL, 0,
	    "-ERR Logon failure: unknown user name or bad password.",
	    "auth.failed.password" },
	{ PROTO_POP3, NULL, 0,
	    "-ERR Password supplied for \"anna\" is incorrect.",
	    "auth.failed.password" },
	{ PROTO_SMTP, NULL, 535, "535 Authentication failed",
	    "auth.failed.password" },
	{ PROTO_SMTP, "5.7.0", 535, "535 5.7.0 Invalid login or password",
	    "auth.failed.password" },
	{ PROTO_SMTP, "5.7.0", 535, "535 5.7.0 no", "auth.failed.ambiguous" },
	{ PROTO_SMTP, NULL, 550, "550 Unknown user", "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "NO Login failed, try again later",
	    "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "NO Something broke. Try again later",
	    "auth.temporary" },
	/* goodbye in place of a reply (RFC 3501 section 7.1.5) */
	{ PROTO_IMAP, NULL, 0, "* BYE", "auth.no-reply" },
	{ PROTO_IMAP, NULL, 0, "* BYE .", "auth.no-reply" },
	{ PROTO_IMAP, NULL, 0, "* BYE internal error", "auth.temporary" },
	{ PROTO_IMAP, NULL, 0, "* BYE farewell", "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, "* BYE Login failed, wrong password",
	    "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "* BYE Session expired, please login again",
	    "auth.ratelimit" },
	/* words beat codes when they are plain */
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "NO [AUTHENTICATIONFAILED] Login failed, mailbox locked due to "
	    "abuse",
	    "auth.contact-admin" },
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "NO [AUTHENTICATIONFAILED] Your password is too simple",
	    "auth.password.weak" },
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "NO [AUTHENTICATIONFAILED] Account anna@example.org is suspended",
	    "auth.contact-admin" },
	{ PROTO_POP3, "AUTH", 0, "-ERR [AUTH] POP3/IMAP not activated by user",
	    "auth.disabled.protocol" },
	{ PROTO_POP3, "AUTH", 0, "-ERR [AUTH] mechanism PLAIN: wrong password",
	    "auth.failed.password" },
	{ PROTO_IMAP, "SERVERBUG", 0,
	    "NO [SERVERBUG] AUTHENTICATE Server error - Please try again later",
	    "auth.temporary" },
	/* but neither the name of the customer, nor one cause of several */
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "NO [AUTHENTICATIONFAILED] no suspended@example.org here",
	    "auth.failed.password" },
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "NO [AUTHENTICATIONFAILED] no mail for "
	    "throttled.example.org here",
	    "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "NO account does not exist or is disabled",
	    "auth.failed.ambiguous" },
	/* switched off, not in the plan */
	{ PROTO_IMAP, NULL, 0,
	    "NO account does not have IMAP access enabled for "
	    "anna@example.org",
	    "auth.disabled.protocol" },
	{ PROTO_IMAP, NULL, 0,
	    "NO IMAP4 service is not enabled for this account",
	    "auth.disabled.protocol" },
	{ PROTO_IMAP, "ALERT", 0,
	    "NO [ALERT] Full IMAP support is NOT enabled for this account",
	    "auth.disabled.protocol" },
	{ PROTO_IMAP, NULL, 0, "NO IMAP is not included in your tariff",
	    "auth.disabled.protocol" },
	{ PROTO_IMAP, "CANNOT", 0,
	    "NO [CANNOT] Your plan does not include IMAP access",
	    "auth.disabled.protocol" },
	/* a pause, or one at a time */
	{ PROTO_POP3, NULL, 0,
	    "-ERR Exceeded the login limit for a 15 minute period. Reduce the "
	    "frequency of requests",
	    "pop3.login-delay" },
	{ PROTO_IMAP, NULL, 0,
	    "NO Exceeded the login limit for a 15 minute period.",
	    "auth.ratelimit" },
	{ PROTO_POP3, NULL, 0, "-ERR login allowed only every 15 minutes",
	    "pop3.login-delay" },
	{ PROTO_POP3, NULL, 0, "-ERR duplicate login!", "pop3.in-use" },
	{ PROTO_POP3, NULL, 0,
	    "-ERR maildrop already in use by another session", "pop3.in-use" },
	{ PROTO_POP3, NULL, 0, "-ERR maildrop already locked", "pop3.in-use" },
	{ PROTO_POP3, NULL, 0, "-ERR mailbox locked", "pop3.in-use" },
	{ PROTO_IMAP, NULL, 0, "NO Account is temporarily locked",
	    "auth.ratelimit" },
	/* Dovecot */
	{ PROTO_IMAP, "UNAVAILABLE", 0,
	    "1 NO [UNAVAILABLE] Temporary authentication failure.",
	    "auth.temporary" },
	{ PROTO_IMAP, NULL, 0,
	    "1 NO Maximum number of connections from user+IP exceeded",
	    "mailbox.connection-limit" },
	{ PROTO_IMAP, "PRIVACYREQUIRED", 0,
	    "1 NO [PRIVACYREQUIRED] Cleartext authentication disallowed on "
	    "non-secure (SSL/TLS) connections.",
	    "auth.privacy-required" },
	/* Cyrus */
	{ PROTO_IMAP, NULL, 0, "1 NO Login failed: authentication failure",
	    "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "1 NO Login only available under a layer",
	    "auth.privacy-required" },
	{ PROTO_POP3, "LOGIN-DELAY", 0,
	    "-ERR [LOGIN-DELAY] Logins must be at least 5 minutes apart",
	    "pop3.login-delay" },
	{ PROTO_POP3, "IN-USE", 0, "-ERR [IN-USE] Unable to lock maildrop",
	    "pop3.in-use" },
	/* Courier */
	{ PROTO_IMAP, NULL, 0, "1 NO Login failed.", "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "* BYE IMAP access disabled for this account.",
	    "auth.disabled.protocol" },
	{ PROTO_POP3, NULL, 0, "-ERR TLS required to log in.",
	    "auth.privacy-required" },
	{ PROTO_POP3, NULL, 0, "-ERR Temporary problem, please try again later",
	    "auth.temporary" },
	{ PROTO_POP3, NULL, 0, "-ERR chdir Maildir failed",
	    "auth.contact-admin" },
	/* Postfix */
	{ PROTO_SMTP, "5.7.8", 535,
	    "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
	    "auth.failed.password" },
	{ PROTO_SMTP, "4.7.0", 454,
	    "454 4.7.0 Temporary authentication failure: Connection lost",
	    "auth.temporary" },
	{ PROTO_SMTP, "5.5.1", 503,
	    "503 5.5.1 Error: authentication not enabled",
	    "smtp.auth.not-offered" },
	{ PROTO_SMTP, "5.7.0", 530,
	    "530 5.7.0 Must issue a STARTTLS command first",
	    "auth.privacy-required" },
	/* Exim */
	{ PROTO_SMTP, NULL, 535, "535 Incorrect authentication data",
	    "auth.failed.password" },
	{ PROTO_SMTP, NULL, 435, "435 Unable to authenticate at present",
	    "auth.temporary" },
	{ PROTO_SMTP, NULL, 503, "503 AUTH command used when not advertised",
	    "smtp.auth.not-offered" },
	/* Google */
	{ PROTO_IMAP, "ALERT", 0,
	    "1 NO [ALERT] Application-specific password required: "
	    "https://support.google.com/accounts/answer/185833 (Failure)",
	    "auth.failed.app-password" },
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
	    "auth.failed.password" },
	{ PROTO_IMAP, "ALERT", 0,
	    "1 NO [ALERT] Please log in via your web browser: "
	    "https://support.google.com/mail/answer/78754 (Failure)",
	    "auth.web-login-needed" },
	{ PROTO_IMAP, "ALERT", 0,
	    "1 NO [ALERT] IMAP access is disabled for your domain. Please "
	    "contact your domain administrator (Failure)",
	    "auth.disabled.admin" },
	{ PROTO_IMAP, "ALERT", 0,
	    "1 NO [ALERT] Too many simultaneous connections. (Failure)",
	    "mailbox.connection-limit" },
	{ PROTO_SMTP, "5.7.9", 534,
	    "534 5.7.9 https://x.example/?p=InvalidSecondFactor",
	    "auth.failed.app-password" },
	{ PROTO_SMTP, "5.7.8", 535,
	    "535 5.7.8 https://x.example/?p=BadCredentials",
	    "auth.failed.password" },
	{ PROTO_SMTP, "4.7.0", 454,
	    "454 4.7.0 Too many login attempts, please try again later",
	    "auth.ratelimit" },
	{ PROTO_POP3, "SYS/PERM", 0,
	    "-ERR [SYS/PERM] Your account is not enabled for POP access",
	    "auth.disabled.protocol" },
	/* Microsoft */
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 Authentication unsuccessful, basic authentication "
	    "is disabled",
	    "auth.disabled.basic" },
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 Authentication unsuccessful, "
	    "SmtpClientAuthentication is disabled for the Tenant.",
	    "auth.disabled.admin" },
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 Authentication unsuccessful, the user credentials "
	    "were incorrect",
	    "auth.failed.ambiguous" },
	{ PROTO_SMTP, "5.7.3", 535, "535 5.7.3 Authentication unsuccessful",
	    "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0,
	    "1 BAD Request is throttled. Suggested Backoff Time: 100 "
	    "milliseconds",
	    "auth.ratelimit" },
	{ PROTO_IMAP, NULL, 0, "1 BAD User is authenticated but not connected.",
	    "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, "1 NO AUTHENTICATE failed.",
	    "auth.failed.ambiguous" },
	{ PROTO_IMAP, NULL, 0, "1 NO LOGIN failed.", "auth.failed.ambiguous" },
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 Authentication unsuccessful, user is locked by your "
	    "organization's security defaults policy. Contact your "
	    "administrator.",
	    "auth.contact-admin" },
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 Authentication unsuccessful, the request did not "
	    "meet the criteria to be authenticated successfully. Contact "
	    "your administrator.",
	    "auth.contact-admin" },
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 the federated STS service was unreachable",
	    "auth.contact-admin" },
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 Authentication unsuccessful, the user's password has "
	    "expired.",
	    "auth.expired" },
	{ PROTO_SMTP, "5.7.139", 535,
	    "535 5.7.139 Authentication unsuccessful, nothing we know",
	    "auth.failed.ambiguous" },
	{ PROTO_SMTP, "5.7.1", 550,
	    "550 5.7.1 Service unavailable; client [192.0.2.1] blocked using "
	    "zen.example.org",
	    "smtp.ip.blocklisted" },
	/* NetEase, Tencent */
	{ PROTO_IMAP, NULL, 0,
	    "NO Please using authorized code to login. More information at "
	    "http://x.test/",
	    "auth.failed.app-password" },
	{ PROTO_POP3, "AUTH", 0,
	    "-ERR [AUTH] Please using authorized code to login.",
	    "auth.failed.app-password" },
	{ PROTO_IMAP, NULL, 0, "NO LOGIN Login error password error",
	    "auth.failed.password" },
	{ PROTO_SMTP, NULL, 550, "550 User has no permission",
	    "auth.failed.ambiguous" },
	/* T-Online, Fastmail, Yandex, Arcor, Stalwart */
	{ PROTO_POP3, NULL, 0, "-ERR Toid authentication disabled - -16997",
	    "auth.failed.app-password" },
	{ PROTO_IMAP, NULL, 0,
	    "NO Incorrect username or password or access token.",
	    "auth.failed.app-password" },
	{ PROTO_IMAP, NULL, 0, "NO Incorrect username or password.",
	    "auth.failed.password" },
	{ PROTO_IMAP, NULL, 0, "NO LOGIN Ommm...", "auth.ratelimit" },
	{ PROTO_IMAP, "UNAVAILABLE", 0, "NO [UNAVAILABLE] LOGIN internal",
	    "auth.temporary" },
	{ PROTO_IMAP, NULL, 0, "NO Account is temporarily unavailable",
	    "auth.temporary" },
	{ PROTO_IMAP, NULL, 0, "NO Login Rate Limit Hit", "auth.ratelimit" },
	{ PROTO_SMTP, "4.3.0", 455, "455 4.3.0 Too many authentication errors",
	    "auth.ratelimit" },
	{ PROTO_IMAP, NULL, 0,
	    "NO You must use stronger authentication such as AUTH or APOP",
	    "auth.privacy-required" },
	{ PROTO_IMAP, NULL, 0, "a1 BAD Invalid characters in atom",
	    "auth.failed.ambiguous" },
	/* others */
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "1 NO [AUTHENTICATIONFAILED] (#MBR1212) Incorrect username or "
	    "password",
	    "auth.failed.app-password" },
	{ PROTO_SMTP, "5.7.0", 535,
	    "535 5.7.0 (#AUTH005) Too many bad auth attempts.",
	    "auth.failed.app-password" },
	{ PROTO_POP3, "AUTH", 0,
	    "-ERR [AUTH] USER command only available under a layer",
	    "auth.privacy-required" },
	{ PROTO_POP3, "AUTH", 0, "-ERR [AUTH] Invalid login",
	    "auth.failed.password" },
	{ PROTO_IMAP, "AUTHENTICATIONFAILED", 0,
	    "1 NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP "
	    "is disabled",
	    "auth.failed.ambiguous" },
	{ PROTO_SMTP, NULL, 535,
	    "535 Login fail. Account is abnormal, service is not open, "
	    "password is incorrect, login frequency limited, or system is "
	    "busy",
	    "auth.failed.ambiguous" },
	{ PROTO_IMAP, "ALERT", 0,
	    "1 NO [ALERT] You are yet to enable IMAP for your account. "
	    "Please contact your administrator (Failure)",
	    "auth.disabled.protocol" },
	{ PROTO_SMTP, "5.7.0", 535,
	    "535 5.7.0 NEOBHODIM parol prilozheniya / Application password "
	    "is REQUIRED",
	    "auth.failed.app-password" },
};

static void
test_rows(void **state)
{
	const struct row *r;
	enum finding_id id;
	size_t i, wrong = 0;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = &rows[i];
		id = replies_finding(r->protocol, r->code, r->status, r->reply);
		if (strcmp(finding_name(id), r->finding) != 0) {
			print_error("%s: %s, not %s\n",
			    r->reply == NULL ? "-" : r->reply, finding_name(id),
			    r->finding);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
