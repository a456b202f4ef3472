// room: profiles/sheet
/* The mechanisms of all formats by name, servers without login, and accounts
 * of which a part is missing. */

#include "profiles/base/secret.h"
#include "tests/unit/writer-fixture.h"

enum side { INCOMING, OUTGOING };

/* One mechanism at one server, and how a format says it. */
static const struct mechanism {
	const char *format;
	enum side side;
	enum auth auth;
	const char *holds, *lacks; /* lacks: or NULL */
} mechanisms[] = {
	{ "mbsync", INCOMING, AUTH_GSSAPI, "\nAuthMechs GSSAPI\n", "Pass" },
	{ "kmail", INCOMING, AUTH_PASSWORD, "\nAuthentication=7\n", NULL },
	{ "kmail", INCOMING, AUTH_ENCRYPTED, "\nAuthentication=2\n", NULL },
	{ "kmail", INCOMING, AUTH_GSSAPI, "\nAuthentication=4\n", NULL },
	{ "kmail", INCOMING, AUTH_NTLM, "\nAuthentication=5\n", NULL },
	{ "mobileconfig", INCOMING, AUTH_NTLM, "<string>EmailAuthNTLM</string>",
	    NULL },
	{ "mobileconfig", OUTGOING, AUTH_ENCRYPTED,
	    "<string>EmailAuthCRAMMD5</string>", NULL },
	{ "msmtp", OUTGOING, AUTH_NTLM, "\nauth           ntlm\n", NULL },
	{ "msmtp", OUTGOING, AUTH_GSSAPI, "\nauth           gssapi\n", NULL },
	{ "msmtp", OUTGOING, AUTH_NONE, "\nauth           off\n", "\nuser" },
	{ "mutt", INCOMING, AUTH_GSSAPI, "\nset imap_authenticators = 'gssapi'",
	    "imap_pass" },
	{ "neomutt", OUTGOING, AUTH_GSSAPI,
	    "\nset smtp_authenticators = 'gssapi'", "smtp_pass" },
	{ "s-nail", INCOMING, AUTH_GSSAPI, "\n\tset imap-auth=gssapi\n",
	    "machine %s login \\\"%s\\\" password \\\"%s\\\"\\n\" "
	    "imap.example.org" },
	{ "offlineimap", INCOMING, AUTH_ENCRYPTED,
	    "\nauth_mechanisms = CRAM-MD5, PLAIN, LOGIN\n", NULL },
	{ "himalaya-2", INCOMING, AUTH_SCRAM,
	    "\nimap.sasl.scram-sha-256.username = \"anna@example.org\"\n",
	    "imap.sasl.plain" },
	{ "himalaya-2", INCOMING, AUTH_OAUTH2,
	    "\nimap.sasl.xoauth2.token.command = [\"sh\", \"-c\", \"token\"]",
	    "imap.sasl.xoauth2.password" },
	{ "himalaya-2", OUTGOING, AUTH_NONE, "\nsmtp.starttls = true\n",
	    "smtp.sasl" },
	{ "aerc", OUTGOING, AUTH_OAUTH2, "\noutgoing = smtp+xoauth2://", NULL },
	{ "aerc", OUTGOING, AUTH_NONE,
	    "\noutgoing = smtp+none://smtp.example.org:587\n",
	    "outgoing-cred-cmd" },
	{ "meli", OUTGOING, AUTH_CLIENT_IP,
	    "\nsend_mail.auth.type = \"none\"\n", "send_mail.auth.username" },
	{ "prf", INCOMING, AUTH_NTLM, "\nIMAPUseSPA=1\r\n", NULL },
	{ "prf", OUTGOING, AUTH_NTLM, "\nSMTPUseSPA=1\r\n", "IMAPUseSPA=1" },
	{ "prf", OUTGOING, AUTH_NONE, "\nSMTPUseAuth=0\r\n", NULL },
	{ "k9", OUTGOING, AUTH_NONE,
	    "<authentication-type>NONE</authentication-type>\n"
	    "    <username/>",
	    NULL },
	{ "thunderbird-qr", OUTGOING, AUTH_NONE,
	    "[0,\"smtp.example.org\",587,2,0,\"\"]", NULL },
	{ "postfix", OUTGOING, AUTH_NONE, "\nsmtp_sasl_auth_enable = no\n",
	    "password_maps" },
	{ "evolution", INCOMING, AUTH_GSSAPI, "\nMethod=GSSAPI\n", NULL },
	{ "evolution", INCOMING, AUTH_NTLM, "\nMethod=NTLM\n", NULL },
};

static void
test_mechanisms(void **state)
{
	const struct mechanism *m = mechanisms;
	struct endpoint *e;
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(mechanisms) / sizeof(mechanisms[0]); i++, m++) {
		start(&f);
		e = m->side == INCOMING ? &f.imap : &f.smtp;
		e->auths[0] = m->auth;
		e->nauths = 1;
		f.wish.password_command = "token";
		if (write_as(&f, m->format) == -1)
			fail_msg("%s: %s", m->format, f.err.text);
		assert_holds(&f, m->holds);
		if (m->lacks != NULL)
			assert_lacks(&f, m->lacks);
		stop(&f);
	}
}

/* Tokens of known services only: the end of the name decides. */
static void
test_service_names(void **state)
{
	static const char *const strangers[] = { "imap.gmail.com.example",
		"gmail.com", "imap.notgmail.com" };
	struct fixture f;
	size_t i;

	(void)state;
	start(&f);
	f.imap.auths[0] = AUTH_OAUTH2;
	f.imap.nauths = 1;
	for (i = 0; i < sizeof(strangers) / sizeof(strangers[0]); i++) {
		f.imap.host = strangers[i];
		assert_refused(&f, "evolution", "wants OAuth2");
	}
	stop(&f);
}

/* An account of which only some servers are known. */
static int
write_with(struct fixture *f, const char *format, bool imap, bool smtp)
{
	const struct endpoint *found[PROTO_COUNT] = { NULL };

	if (imap)
		found[PROTO_IMAP] = &f->imap;
	if (smtp)
		found[PROTO_SMTP] = &f->smtp;
	buf_clear(&f->out);
	f->err.text[0] = '\0';
	if (account_make(&f->account, &f->arena, &f->wish, found, &f->err) ==
	    -1)
		return -1;
	return writer_write(
	    writer_find(format), &f->account, &options, &f->out, &f->err);
}

static void
test_missing_servers(void **state)
{
	static const char *const whole[] = { "mobileconfig", "thunderbird",
		"k9", "claws", "evolution", "geary", "goa", "kmail", "prf",
		"autoconfig", "autodiscover", "dclogin", "pacc" };
	struct fixture f;
	size_t i;

	(void)state;
	start(&f);
	for (i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		assert_int_equal(write_with(&f, whole[i], true, false), -1);
		assert_non_null(strstr(f.err.text, "needs an outgoing server"));
		assert_int_equal(write_with(&f, whole[i], false, true), -1);
		assert_non_null(strstr(f.err.text, "needs an incoming server"));
	}
	assert_int_equal(write_with(&f, "msmtp", true, false), -1);
	assert_non_null(strstr(f.err.text, "needs an outgoing server"));
	assert_int_equal(write_with(&f, "mbsync", false, true), -1);
	assert_non_null(strstr(f.err.text, "needs an incoming server"));
	stop(&f);
}

/* Who only reads, or only sends. */
static void
test_one_side(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_int_equal(write_with(&f, "meli", true, false), 0);
	assert_holds(&f, "\nsend_mail = \"false\"\n");
	assert_int_equal(write_with(&f, "aerc", true, false), 0);
	assert_lacks(&f, "outgoing");
	assert_int_equal(write_with(&f, "himalaya", true, false), 0);
	assert_lacks(&f, "message.send");
	assert_int_equal(write_with(&f, "himalaya-2", true, false), 0);
	assert_lacks(&f, "smtp");
	assert_int_equal(write_with(&f, "mutt", true, false), 0);
	assert_lacks(&f, "smtp_");
	assert_int_equal(write_with(&f, "mutt", false, true), 0);
	assert_lacks(&f, "imap_");
	assert_int_equal(write_with(&f, "s-nail", true, false), 0);
	assert_lacks(&f, "mta");
	stop(&f);
}

/* aerc 0.14 takes the word for STARTTLS, whatever it says. */
static void
test_aerc_starttls(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_int_equal(write_as(&f, "aerc"), 0);
	assert_holds(&f, "\nsmtp-starttls = yes\n");
	f.smtp.security = SECURITY_TLS;
	f.smtp.port = 465;
	assert_int_equal(write_as(&f, "aerc"), 0);
	assert_holds(&f, "\noutgoing = smtps+plain://");
	assert_lacks(&f, "smtp-starttls");
	/* Behind a blank both begin a comment; outer blanks get lost. */
	f.wish.password_command = "a ;b";
	assert_int_equal(write_as(&f, "aerc"), 0);
	assert_holds(&f, "\nsource-cred-cmd = `a ;b`\n");
	f.wish.password_command = "a ";
	assert_int_equal(write_as(&f, "aerc"), 0);
	assert_holds(&f, "\nsource-cred-cmd = `a `\n");
	stop(&f);
}

/* One host, two user names: a line for each, both times with the own name. */
static void
test_two_logins(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.smtp.host = f.imap.host;
	f.smtp.username = "sender";
	assert_int_equal(write_as(&f, "s-nail"), 0);
	assert_holds(&f, " imap.example.org anna@example.org \"$(");
	assert_holds(&f, " imap.example.org sender \"$(");
	stop(&f);
}

/* Every account of a file is looked at, and a password in any is told. */
static void
test_several(void **state)
{
	struct fixture f;
	struct account first;
	struct endpoint wrong;
	struct secret *secret = secret_new("geheim", 6);

	(void)state;
	start(&f);
	make(&f);
	first = f.account;
	first.next = &f.account;
	first.password = secret;
	assert_int_equal(writer_write(writer_find("mobileconfig"), &first,
			     &options, &f.out, &f.err),
	    0);
	assert_holds(&f, "It holds your password in readable form");
	wrong = f.imap;
	wrong.port = 143;
	first.incoming = &wrong;
	buf_clear(&f.out);
	assert_int_equal(writer_write(writer_find("mobileconfig"), &first,
			     &options, &f.out, &f.err),
	    -1);
	assert_non_null(strstr(f.err.text, "port 143"));
	secret_free(&secret);
	stop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mechanisms),
		cmocka_unit_test(test_service_names),
		cmocka_unit_test(test_missing_servers),
		cmocka_unit_test(test_one_side),
		cmocka_unit_test(test_aerc_starttls),
		cmocka_unit_test(test_two_logins),
		cmocka_unit_test(test_several),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
