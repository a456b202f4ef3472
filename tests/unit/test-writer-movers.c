// room: profiles/sheet
/*
 * Writers for programs that move mail: what they can say, in the form their
 * program reads back, and what they refuse.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/hostile-fixture.h"

static const struct hostile hostile[] = {
	/* mpop as msmtp; it takes POP3 by itself */
	{ "mpop", USER, "a\"b\\;%c$d'", "\nuser           a\"b\\;%c$d'\n" },
	{ "mpop", USER, " a ", "\nuser           \" a \"\n" },
	{ "mpop", USER, LONG LONG FIFTY FIFTY, NULL },
	{ "mpop", PASSWORD, "\"x\"", "\npassword       \"\"x\"\"\n" },
	{ "mpop", COMMAND, "a\nb", NULL },

	/* getmail: raw without outer blanks; a user of IMAP is an atom */
	{ "getmail", USER, "a;b#c'$d", "\nusername = a;b#c'$d\n" },
	{ "getmail", USER, "#a", "\nusername = #a\n" },
	{ "getmail", USER, LONG, "\nusername = " LONG "\n" },
	{ "getmail", USER, " a", NULL },
	{ "getmail", USER, "a ", NULL },
	{ "getmail", USER, "a b", NULL },
	{ "getmail", USER, "a\"b", NULL },
	{ "getmail", USER, "DOM\\a", NULL },
	{ "getmail", USER, "m\xc3\xbcller", NULL },
	{ "getmail", PASSWORD, "se\"c #r\\et;x%y$z'",
	    "\npassword = se\"c #r\\et;x%y$z'\n" },
	{ "getmail", PASSWORD, "\xc3\xbc", NULL },
	{ "getmail", PASSWORD, " x", NULL },
	{ "getmail", COMMAND, "pass \"my mail\" \\$x",
	    "\npassword_command = (\"sh\", \"-c\", "
	    "\"pass \\\"my mail\\\" \\\\$x\")\n" },

	/* fetchmail: quote and backslash as two digits */
	{ "fetchmail", USER, "a\"1\\2", "\tuser \"a\\x221\\x5c2\"\n" },
	{ "fetchmail", USER, " a;#%$'", "\tuser \" a;#%$'\"\n" },
	{ "fetchmail", USER, "m\xc3\xbcller", "\tuser \"m\xc3\xbcller\"\n" },
	{ "fetchmail", USER, LONG, "\tuser \"" LONG "\"\n" },
	{ "fetchmail", PASSWORD, " \"x ", " password \" \\x22x \"\n" },

	/* offlineimap: raw with %% for %, or an expression */
	{ "offlineimap", USER, "a%b\"\\;#'", "\nremoteuser = a%%b\"\\;#'\n" },
	{ "offlineimap", USER, " %\"\\",
	    "\nremoteusereval = \" %%\\\"\\\\\"\n" },
	{ "offlineimap", USER, LONG, "\nremoteuser = " LONG "\n" },
	{ "offlineimap", PASSWORD, "x ", "\nremotepasseval = \"x \"\n" },
	{ "offlineimap", PASSWORD, "x\xc2\xa0",
	    "\nremotepasseval = \"x\xc2\xa0\"\n" },
	{ "offlineimap", USER, "\xe3\x80\x80x",
	    "\nremoteusereval = \"\xe3\x80\x80x\"\n" },
	{ "offlineimap", PASSWORD, "se\"c #r\\et;x%y$z'\xc3\xbc",
	    "\nremotepass = se\"c #r\\et;x%%y$z'\xc3\xbc\n" },
	{ "offlineimap", COMMAND, "a \"%b\"",
	    "check_output([\"sh\", \"-c\", \"a \\\"%%b\\\"\"])" },

	/* imapsync: words for sh */
	{ "imapsync", USER, "a'b $c", " --user2 'a'\\''b $c' \\\n" },
	{ "imapsync", USER, "-a", NULL },
	{ "imapsync", PASSWORD, "%s\\n'", "\nprintf '%s\\n' '%s\\n'\\''' >" },
	{ "imapsync", COMMAND, "pass x # it's",
	    "\n{ pass x # it's\n} >\"$new_secret\"\n" },

	/* goimapnotify: single quotes of YAML */
	{ "goimapnotify", USER, "a'b: #{\\\"", " username: 'a''b: #{\\\"'\n" },
	{ "goimapnotify", USER, " a ", " username: ' a '\n" },
	{ "goimapnotify", PASSWORD, "'", " password: ''''\n" },
};

static void
test_hostile_values(void **state)
{
	(void)state;
	run_hostile(hostile, sizeof(hostile) / sizeof(hostile[0]));
}

/* The second file of Postfix holds the login. */
static int
write_map(struct fixture *f, const char *user, const char *password)
{
	struct secret *secret = secret_new(password, strlen(password));
	int rc;

	buf_clear(&f->out);
	f->wish.username = user;
	f->wish.password = secret;
	make(f);
	rc = writer_write(writer_find("postfix")->more, &f->account, &options,
	    &f->out, &f->err);
	secret_free(&secret);
	return rc;
}

static void
test_postfix(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_int_equal(write_as(&f, "postfix"), 0);
	assert_holds(&f, "\nrelayhost = [smtp.example.org]:587\n");
	assert_holds(&f, "\nsmtp_tls_security_level = secure\n");
	assert_holds(&f, "\nsmtp_tls_wrappermode = no\n");
	assert_int_equal(write_map(&f, "#a\"b c", " x:#$y"), 0);
	assert_holds(&f, "\n[smtp.example.org]:587 #a\"b c: x:#$y\n");
	assert_int_equal(write_map(&f, "a:b", "x"), -1);
	assert_int_equal(write_map(&f, " a", "x"), -1);
	assert_int_equal(write_map(&f, "a", "x "), -1);
	f.smtp.host = "192.0.2.25";
	assert_refused(&f, "postfix", "known by its address 192.0.2.25 only");
	f.smtp.host = "2001:db8::25";
	assert_refused(&f, "postfix", "known by its address");
	f.smtp = endpoint_of(PROTO_SMTP, SECURITY_TLS, "smtp.example.org");
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.smtp.nauths = 1;
	assert_int_equal(write_as(&f, "postfix"), 0);
	assert_holds(&f, "\nsmtp_tls_wrappermode = yes\n");
	assert_holds(&f, "\nsmtp_sasl_auth_enable = no\n");
	assert_lacks(&f, "password");
	stop(&f);
}

/* A program that verifies no certificate with STARTTLS gets no file. */
static void
test_refuses_starttls(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.security = f.pop3.security = SECURITY_STARTTLS;
	assert_refused(&f, "getmail", "getmail cannot use STARTTLS for IMAP");
	assert_refused(&f, "offlineimap", "cannot use STARTTLS for IMAP");
	f.wish.prefer = PROTO_POP3;
	assert_refused(&f, "getmail", "getmail cannot use STARTTLS for POP3");
	assert_int_equal(write_as(&f, "mpop"), 0);
	assert_holds(&f, "\ntls_starttls   on\n");
	assert_int_equal(write_as(&f, "fetchmail"), 0);
	assert_holds(&f, "\tno ssl sslproto \"TLS1.2+\" sslcertck\n");
	stop(&f);
}

/* mpop knows POP3 only: who chooses it chooses POP3, unless he says IMAP. */
static void
test_only_protocol(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_int_equal(write_as(&f, "mpop"), 0);
	assert_holds(&f, "\nhost           pop.example.org\n");
	f.wish.prefer = PROTO_IMAP;
	assert_refused(&f, "mpop", "mpop cannot fetch mail by IMAP");
	stop(&f);
}

static void
test_pop3_retention(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	assert_int_equal(write_as(&f, "getmail"), 0);
	assert_holds(&f, "\ndelete = false\ndelete_after = 14\n");
	assert_int_equal(write_as(&f, "mpop"), 0);
	assert_holds(&f, "\nkeep           on\n");
	assert_int_equal(write_as(&f, "fetchmail"), 0);
	assert_holds(&f, "\n\tkeep\n");
	f.wish.retention_wished = true;
	assert_refused(&f, "mpop", "delete mail after some days");
	assert_refused(&f, "fetchmail", "delete mail after some days");
	f.wish.retention = RETENTION_DELETE;
	assert_int_equal(write_as(&f, "getmail"), 0);
	assert_holds(&f, "\ndelete = true\n");
	assert_lacks(&f, "delete_after");
	assert_int_equal(write_as(&f, "mpop"), 0);
	assert_holds(&f, "\nkeep           off\n");
	assert_int_equal(write_as(&f, "fetchmail"), 0);
	assert_holds(&f, "\n\tno keep\n");
	/* IMAP has nothing to do with it. */
	f.wish.prefer = PROTO_IMAP;
	assert_int_equal(write_as(&f, "getmail"), 0);
	assert_holds(&f, "\ndelete = false\n");
	assert_int_equal(write_as(&f, "fetchmail"), 0);
	assert_holds(&f, "\n\tkeep\n");
	stop(&f);
}

static void
test_mover_logins(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.auths[0] = AUTH_OAUTH2;
	f.imap.nauths = 1;
	f.pop3.auths[0] = AUTH_OAUTH2;
	f.pop3.nauths = 1;
	assert_refused(&f, "getmail", "a command that prints an access token");
	assert_refused(&f, "goimapnotify", "prints an access token");
	assert_refused(&f, "fetchmail", "the way it wants: OAuth2");
	assert_refused(&f, "offlineimap", "the way it wants: OAuth2");
	assert_refused(&f, "imapsync", "the way it wants: OAuth2");
	f.wish.password_command = "token";
	assert_int_equal(write_as(&f, "getmail"), 0);
	assert_holds(&f, "\nuse_xoauth2 = true\n");
	assert_int_equal(write_as(&f, "goimapnotify"), 0);
	assert_holds(&f, "\n    xoAuth2: true\n    passwordCMD: 'token'\n");
	assert_int_equal(write_as(&f, "mpop"), 0);
	assert_holds(&f, "\nauth           oauthbearer\n");
	f.wish.prefer = PROTO_POP3;
	assert_refused(&f, "getmail", "with user name and password only");
	f.imap.auths[0] = AUTH_ENCRYPTED;
	f.wish.prefer = PROTO_IMAP;
	assert_int_equal(write_as(&f, "getmail"), 0);
	assert_holds(&f, "\nuse_cram_md5 = true\n");
	assert_int_equal(write_as(&f, "fetchmail"), 0);
	assert_holds(&f, " auth cram-md5\n");
	assert_int_equal(write_as(&f, "imapsync"), 0);
	assert_holds(&f, " --authmech2 CRAM-MD5 ");
	assert_refused(&f, "goimapnotify", "encrypted password (CRAM-MD5)");
	f.imap.auths[0] = AUTH_GSSAPI;
	assert_int_equal(write_as(&f, "getmail"), 0);
	assert_holds(&f, "\nuse_kerberos = true\n");
	assert_lacks(&f, "password");
	assert_int_equal(write_as(&f, "offlineimap"), 0);
	assert_holds(&f, "\nauth_mechanisms = GSSAPI\n");
	assert_lacks(&f, "remotepass");
	stop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_values),
		cmocka_unit_test(test_postfix),
		cmocka_unit_test(test_refuses_starttls),
		cmocka_unit_test(test_only_protocol),
		cmocka_unit_test(test_pop3_retention),
		cmocka_unit_test(test_mover_logins),
	};

	return cmocka_run_group_tests_name("movers", tests, NULL, NULL);
}
