// room: profiles/sheet
/*
 * Writers with hostile values: every format either carries the value, in the
 * form its client reads back, or refuses it with the reason.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/format/uuid.h"
#include "tests/unit/hostile-fixture.h"

static const struct hostile hostile[] = {
	/* msmtp: raw to the end of the line; quotes only at the edges */
	{ "msmtp", USER, "a\"b", "\nuser           a\"b\n" },
	{ "msmtp", USER, "a\\b", "\nuser           a\\b\n" },
	{ "msmtp", USER, "a#b", "\nuser           a#b\n" },
	{ "msmtp", USER, "#a", "\nuser           #a\n" },
	{ "msmtp", USER, "a;b%c$d", "\nuser           a;b%c$d\n" },
	{ "msmtp", USER, " a", "\nuser           \" a\"\n" },
	{ "msmtp", USER, "a ", "\nuser           \"a \"\n" },
	{ "msmtp", USER, "\"a\"", "\nuser           \"\"a\"\"\n" },
	{ "msmtp", USER, "m\xc3\xbcller", "\nuser           m\xc3\xbcller\n" },
	{ "msmtp", USER, LONG, "\nuser           " LONG "\n" },
	{ "msmtp", USER, LONG LONG FIFTY FIFTY, NULL },
	{ "msmtp", USER, "a\nb", NULL },
	{ "msmtp", USER, "a\rb", NULL },
	{ "msmtp", USER, "a\tb", NULL },
	{ "msmtp", USER, "\xff", NULL },
	{ "msmtp", USER,
	    "a\xe2\x80\xa8"
	    "b",
	    NULL },
	{ "msmtp", USER, "a'b",
	    "secret-tool lookup host smtp.example.org service smtp "
	    "user 'a'\\''b'\n" },
	{ "msmtp", USER, "$(id)", " user '$(id)'\n" },
	{ "msmtp", USER, "", NULL },
	{ "msmtp", PASSWORD, "se\"c #r\\et;x%y$z'\xc3\xbc",
	    "\npassword       se\"c #r\\et;x%y$z'\xc3\xbc\n" },
	{ "msmtp", PASSWORD, " x ", "\npassword       \" x \"\n" },
	{ "msmtp", COMMAND, "pass 'my mail' | head -n1",
	    "\npasswordeval   pass 'my mail' | head -n1\n" },
	{ "msmtp", COMMAND, "\"my tool\" \"mail\"",
	    "\npasswordeval   \"\"my tool\" \"mail\"\"\n" },
	{ "msmtp", COMMAND, "a\nb", NULL },

	/* mbsync: quoted, with \" and \\ */
	{ "mbsync", USER, "a\"b", "\nUser \"a\\\"b\"\n" },
	{ "mbsync", USER, "a\\b", "\nUser \"a\\\\b\"\n" },
	{ "mbsync", USER, "#a;b%c", "\nUser \"#a;b%c\"\n" },
	{ "mbsync", USER, " a ", "\nUser \" a \"\n" },
	{ "mbsync", USER, "m\xc3\xbcller", "\nUser \"m\xc3\xbcller\"\n" },
	{ "mbsync", USER, LONG, "\nUser \"" LONG "\"\n" },
	{ "mbsync", USER, "a\nb", NULL },
	{ "mbsync", USER, "a'b",
	    "\nPassCmd \"secret-tool lookup host imap.example.org "
	    "service imap user 'a'\\\\''b'\"\n" },
	{ "mbsync", PASSWORD, "se\"c #r\\et;x%y$z'\xc3\xbc",
	    "\nPass \"se\\\"c #r\\\\et;x%y$z'\xc3\xbc\"\n" },
	{ "mbsync", COMMAND, "+ask", "\nPassCmd \" +ask\"\n" },

	/* XML */
	{ "autoconfig", USER, "<a&b>\"c'",
	    "<username>&lt;a&amp;b&gt;&quot;c'</username>" },
	{ "autoconfig", USER, "a%EMAILDOMAIN%", NULL },
	{ "autoconfig", USER, "a%b", "<username>a%b</username>" },
	{ "autoconfig", USER,
	    "a\x01"
	    "b",
	    NULL },
	{ "autoconfig", USER, "anna@example.org",
	    "<username>%EMAILADDRESS%</username>" },
	{ "autoconfig", USER, "anna", "<username>%EMAILLOCALPART%</username>" },
	{ "autoconfig", USER, LONG, "<username>" LONG "</username>" },
	{ "mobileconfig", NAME, "</string><key>X</key>",
	    "<string>&lt;/string&gt;&lt;key&gt;X&lt;/key&gt;</string>" },
	{ "mobileconfig", NAME, " Anna & \"Otto\" ",
	    "<string> Anna &amp; &quot;Otto&quot; </string>" },
	{ "mobileconfig", NAME, LONG, "<string>" LONG "</string>" },
	{ "mobileconfig", NAME,
	    "a\xef\xbf\xbf"
	    "b",
	    NULL },
	{ "mobileconfig", PASSWORD, "<&\">", "<string>&lt;&amp;&quot;&gt;" },

	/* the sheet shows values as they are */
	{ "sheet", NAME, "Anna <anna@x> & \"Co\"",
	    "\n  Name                Anna <anna@x> & \"Co\"\n" },
	{ "sheet", USER, LONG, "\n    " LONG "\n" },
	{ "sheet", USER, "a\nb", NULL },
};

static void
test_hostile_values(void **state)
{
	(void)state;
	run_hostile(hostile, sizeof(hostile) / sizeof(hostile[0]));
}

/* TLS everywhere, on the registered ports: every format can say that. */
static void
start_simple(struct fixture *f)
{
	start(f);
	f->smtp = endpoint_of(PROTO_SMTP, SECURITY_TLS, "smtp.example.org");
}

/* The link of Delta Chat is nothing without a password. */
static int
write_without(struct fixture *f, const char *format)
{
	if (strcmp(format, "dclogin") != 0)
		return write_as(f, format);
	assert_refused(f, format, "--with-password");
	return 0;
}

static void
test_password_only_where_asked(void **state)
{
	struct secret *secret = secret_new("hunter2", 7);
	struct fixture f;
	size_t i;

	(void)state;
	assert_non_null(secret);
	start_simple(&f);
	for (i = 0; i < writer_count(); i++) {
		f.wish.password = NULL;
		assert_int_equal(write_without(&f, writer_at(i)->name), 0);
		assert_lacks(&f, "hunter2");
		assert_lacks(&f, ">IncomingPassword<");
		f.wish.password = secret;
		assert_int_equal(write_as(&f, writer_at(i)->name), 0);
		if (writer_at(i)->password)
			assert_holds(&f, "hunter2");
		else
			assert_lacks(&f, "hunter2");
	}
	stop(&f);
	secret_free(&secret);
}

static void
test_refuses_plain(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.security = f.pop3.security = SECURITY_NONE;
	f.imap.port = 143;
	assert_refused(&f, "autoconfig", "offers no encryption");
	assert_refused(&f, "mobileconfig", "offers no encryption");
	assert_refused(&f, "mbsync", "imap.example.org, port 143");
	assert_refused(&f, "sheet", "offers no encryption");
	assert_int_equal(write_as(&f, "msmtp"), 0);
	f.smtp.security = SECURITY_NONE;
	assert_refused(&f, "msmtp", "offers no encryption");
	stop(&f);
}

static void
test_refuses_protocol(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	assert_refused(&f, "mbsync", "mbsync cannot fetch mail by POP3");
	assert_int_equal(write_as(&f, "mobileconfig"), 0);
	assert_holds(&f, "<string>EmailTypePOP</string>");
	stop(&f);
}

/* The device goes by the port, and would do the other thing there. */
static void
test_refuses_port(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.smtp.port = 465;
	assert_refused(&f, "mobileconfig", "port 465 of smtp.example.org");
	f.smtp.port = 2587;
	assert_int_equal(write_as(&f, "mobileconfig"), 0);
	f.imap.port = 143;
	assert_refused(&f, "mobileconfig", "port 143 of imap.example.org");
	stop(&f);
}

static void
test_refuses_login(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.auths[0] = f.smtp.auths[0] = AUTH_OAUTH2;
	f.imap.nauths = f.smtp.nauths = 1;
	assert_refused(&f, "mobileconfig", "the way it wants: OAuth2");
	assert_refused(&f, "mbsync", "the way it wants: OAuth2");
	assert_refused(&f, "msmtp", "a command that prints an access token");
	f.wish.password_command = "token";
	assert_int_equal(write_as(&f, "msmtp"), 0);
	assert_holds(&f, "auth           oauthbearer\n");
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	assert_holds(&f, "<authentication>OAuth2</authentication>");
	/* A password that works as well is the simpler way. */
	f.smtp.auths[1] = AUTH_PASSWORD;
	f.smtp.nauths = 2;
	assert_int_equal(write_as(&f, "msmtp"), 0);
	assert_holds(&f, "auth           on\n");
	stop(&f);
}

static void
test_refuses_unknown_user(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.username = NULL;
	assert_refused(&f, "mbsync", "the user name for imap.example.org");
	f.smtp.username = NULL;
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.smtp.nauths = 1;
	assert_int_equal(write_as(&f, "msmtp"), 0);
	assert_holds(&f, "auth           off\n");
	assert_lacks(&f, "passwordeval");
	stop(&f);
}

static void
test_auth_order(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.auths[0] = AUTH_NONE;
	f.imap.auths[1] = AUTH_SCRAM;
	f.imap.auths[2] = AUTH_ENCRYPTED;
	f.imap.auths[3] = AUTH_PASSWORD;
	f.imap.nauths = 4;
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.smtp.auths[1] = AUTH_PASSWORD;
	f.smtp.nauths = 2;
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	assert_holds(&f,
	    "<socketType>SSL</socketType>\n"
	    "   <authentication system=\"sasl\">SCRAM-SHA-256"
	    "</authentication>\n"
	    "   <authentication>password-encrypted</authentication>\n"
	    "   <authentication>password-cleartext</authentication>\n"
	    "   <username>");
	assert_holds(&f,
	    "<socketType>STARTTLS</socketType>\n"
	    "   <authentication>client-IP-address</authentication>\n"
	    "  </outgoingServer>");
	stop(&f);
}

static void
test_refuses_msmtp_patterns(void **state)
{
	static const char *const addresses[] = { "a%U@example.org",
		"a*@example.org", "a?b@example.org", "[a@example.org" };
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		start(&f);
		f.wish.address = addresses[i];
		assert_refused(&f, "msmtp", "cannot send from an address");
		stop(&f);
	}
}

static void
test_idn(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.address = "anna@M\xc3\xbcller.example";
	f.imap.host = "imap.xn--mller-kva.example";
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	assert_holds(&f, "<domain>xn--mller-kva.example</domain>");
	assert_int_equal(write_as(&f, "msmtp"), 0);
	assert_holds(&f, "from           anna@xn--mller-kva.example\n");
	assert_int_equal(write_as(&f, "mobileconfig"), 0);
	assert_holds(&f, "<string>anna@xn--mller-kva.example</string>");
	assert_holds(&f, "<string>example.xn--mller-kva.mail.anna</string>");
	assert_int_equal(write_as(&f, "sheet"), 0);
	assert_holds(&f, "anna@M\xc3\xbcller.example\n");
	f.imap.host = "imap.m\xc3\xbcller.example";
	assert_refused(&f, "mbsync", "no host name in A-labels");
	stop(&f);
}

static void
test_retention(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	assert_holds(&f, "<daysToLeaveMessagesOnServer>14<");
	assert_int_equal(write_as(&f, "sheet"), 0);
	assert_holds(&f, "for 14 days;");
	f.wish.retention = RETENTION_DELETE;
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	assert_holds(&f, "<leaveMessagesOnServer>false<");
	f.wish.retention = RETENTION_KEEP;
	assert_refused(&f, "autoconfig", "keep mail for ever");
	/* As an alternative it is left out, for IMAP does without it. */
	f.wish.prefer = PROTO_IMAP;
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	assert_lacks(&f, "pop3");
	stop(&f);
}

/* What the format cannot say is refused when it was asked for; our default
 * gives way, and then mail is kept. */
static void
test_retention_wished(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	assert_int_equal(write_as(&f, "mobileconfig"), 0);
	f.wish.retention_wished = true;
	assert_refused(&f, "mobileconfig",
	    "cannot be told to delete mail after some days");
	f.wish.retention = RETENTION_KEEP;
	assert_refused(&f, "autoconfig", "keep mail for ever");
	f.wish.prefer = PROTO_IMAP;
	assert_int_equal(write_as(&f, "mobileconfig"), 0);
	stop(&f);
}

static void
test_preference(void **state)
{
	const char *imap, *pop3;
	struct fixture f;

	(void)state;
	start(&f);
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	imap = strstr(buf_text(&f.out), "type=\"imap\"");
	pop3 = strstr(buf_text(&f.out), "type=\"pop3\"");
	assert_true(imap != NULL && pop3 != NULL && imap < pop3);
	f.wish.prefer = PROTO_POP3;
	assert_int_equal(write_as(&f, "autoconfig"), 0);
	imap = strstr(buf_text(&f.out), "type=\"imap\"");
	pop3 = strstr(buf_text(&f.out), "type=\"pop3\"");
	assert_true(imap != NULL && pop3 != NULL && pop3 < imap);
	stop(&f);
}

static void
test_same_input_same_bytes(void **state)
{
	struct fixture f;
	struct secret *secret = secret_new("hunter2", 7);
	char *first;
	size_t i;

	(void)state;
	start_simple(&f);
	f.wish.password = secret;
	for (i = 0; i < writer_count(); i++) {
		assert_int_equal(write_as(&f, writer_at(i)->name), 0);
		first = buf_take(&f.out);
		assert_int_equal(write_as(&f, writer_at(i)->name), 0);
		assert_string_equal(first, buf_text(&f.out));
		free(first);
	}
	stop(&f);
	secret_free(&secret);
}

static void
test_file_names(void **state)
{
	static const char long_address[] = LONG "\xc3\xbc@example.org";
	struct fixture f;
	struct buf name;

	(void)state;
	start(&f);
	f.wish.address = "../a/b@example.org";
	make(&f);
	buf_init(&name, 1000);
	writer_file(writer_find("msmtp"), &f.account, &name);
	assert_string_equal(buf_text(&name), ".._a_b@example.org.msmtprc");
	buf_clear(&name);
	writer_file(writer_find("autoconfig"), &f.account, &name);
	assert_string_equal(buf_text(&name), "example.org.xml");
	buf_clear(&name);
	/* Cut behind a whole character. */
	f.account.address = &long_address[1];
	writer_file(writer_find("msmtp"), &f.account, &name);
	assert_int_equal(name.len, 201 + strlen(".msmtprc"));
	assert_string_equal(
	    buf_text(&name) + name.len - 11, "9\xc3\xbc.msmtprc");
	buf_clear(&name);
	stop(&f);
}

static void
test_uuid(void **state)
{
	char uuid[UUID_SIZE], other[UUID_SIZE];

	(void)state;
	/* uuid.uuid5(UUID("9039cbd2-e12e-4dc6-99df-dac0cefe4881"), "a") */
	uuid_make("a", 1, uuid);
	assert_string_equal(uuid, "F179BC72-CB65-5AA8-A98D-0F54379EFEF4");
	uuid_make("b", 1, other);
	assert_string_not_equal(uuid, other);
}

static void
test_account(void **state)
{
	const struct endpoint *none[PROTO_COUNT] = { NULL };
	struct fixture f;
	enum auth auth;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	assert_int_equal(
	    account_make(&f.account, &f.arena, &f.wish, none, &f.err), -1);
	assert_string_equal(
	    f.err.text, "no POP3 server is known for example.org");
	f.wish.address = "nobody";
	assert_int_equal(
	    account_make(&f.account, &f.arena, &f.wish, none, &f.err), -1);
	assert_int_equal(auth_of_mechanism("SCRAM-SHA-256", &auth), 0);
	assert_int_equal(auth, AUTH_SCRAM);
	assert_int_equal(auth_of_mechanism("plain", &auth), 0);
	assert_int_equal(auth, AUTH_PASSWORD);
	assert_int_equal(auth_of_mechanism("PLAINER", &auth), -1);
	assert_int_equal(auth_of_mechanism("", &auth), -1);
	stop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_values),
		cmocka_unit_test(test_password_only_where_asked),
		cmocka_unit_test(test_refuses_plain),
		cmocka_unit_test(test_refuses_protocol),
		cmocka_unit_test(test_refuses_port),
		cmocka_unit_test(test_refuses_login),
		cmocka_unit_test(test_refuses_unknown_user),
		cmocka_unit_test(test_auth_order),
		cmocka_unit_test(test_refuses_msmtp_patterns),
		cmocka_unit_test(test_idn),
		cmocka_unit_test(test_retention),
		cmocka_unit_test(test_retention_wished),
		cmocka_unit_test(test_preference),
		cmocka_unit_test(test_same_input_same_bytes),
		cmocka_unit_test(test_file_names),
		cmocka_unit_test(test_uuid),
		cmocka_unit_test(test_account),
	};

	return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
