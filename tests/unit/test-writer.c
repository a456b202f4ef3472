// layer: profiles
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

#include "probe/base/arena.h"
#include "probe/base/buf.h"
#include "probe/base/err.h"
#include "probe/base/secret.h"
#include "profiles/uuid.h"
#include "profiles/writer.h"

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG  FIFTY FIFTY FIFTY FIFTY

struct fixture {
	struct arena arena;
	struct endpoint imap, pop3, smtp;
	struct account_wish wish;
	struct account account;
	struct buf out;
	struct err err;
};

static const char *
identity(const char *text)
{
	return text;
}

static const struct writer_options options = { "Postlotse test", identity };

static struct endpoint
endpoint_of(enum protocol p, enum security s, const char *host)
{
	struct endpoint e = { .protocol = p,
		.security = s,
		.host = host,
		.port = endpoint_port(p, s),
		.username = "anna@example.org" };

	return e;
}

static void
make(struct fixture *f)
{
	const struct endpoint *found[PROTO_COUNT] = { &f->imap, &f->pop3,
		&f->smtp };
	int rc;

	rc = account_make(&f->account, &f->arena, &f->wish, found, &f->err);
	assert_int_equal(rc, 0);
	f->account.provider = "Example";
}

static void
start(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->imap = endpoint_of(PROTO_IMAP, SECURITY_TLS, "imap.example.org");
	f->pop3 = endpoint_of(PROTO_POP3, SECURITY_TLS, "pop.example.org");
	f->smtp =
	    endpoint_of(PROTO_SMTP, SECURITY_STARTTLS, "smtp.example.org");
	account_wish_init(&f->wish, "anna@example.org");
	f->wish.name = "Anna Example";
	buf_init(&f->out, 1 << 20);
}

static void
stop(struct fixture *f)
{
	buf_clear(&f->out);
	arena_clear(&f->arena);
}

static int
write_as(struct fixture *f, const char *format)
{
	const struct writer *w = writer_find(format);

	assert_non_null(w);
	buf_clear(&f->out);
	f->err.text[0] = '\0';
	make(f);
	return writer_write(w, &f->account, &options, &f->out, &f->err);
}

static void
assert_holds(const struct fixture *f, const char *text)
{
	if (strstr(buf_text(&f->out), text) == NULL)
		fail_msg("no '%s' in: %s", text, buf_text(&f->out));
}

static void
assert_lacks(const struct fixture *f, const char *text)
{
	if (strstr(buf_text(&f->out), text) != NULL)
		fail_msg("'%s' in: %s", text, buf_text(&f->out));
}

static void
assert_refused(struct fixture *f, const char *format, const char *reason)
{
	assert_int_equal(write_as(f, format), -1);
	assert_int_equal(f->out.len, 0);
	if (strstr(f->err.text, reason) == NULL)
		fail_msg("%s: '%s' lacks '%s'", format, f->err.text, reason);
}

enum field { NAME, USER, PASSWORD, COMMAND };

static const struct {
	const char *format;
	enum field field;
	const char *value;
	const char *expected; /* NULL: refused */
} hostile[] = {
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
	struct fixture f;
	struct secret *secret = NULL;
	const char *v;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		start(&f);
		v = hostile[i].value;
		switch (hostile[i].field) {
		case NAME:
			f.wish.name = v;
			break;
		case USER:
			f.wish.username = v;
			break;
		case COMMAND:
			f.wish.password_command = v;
			break;
		case PASSWORD:
			secret = secret_new(v, strlen(v));
			f.wish.password = secret;
			break;
		}
		rc = write_as(&f, hostile[i].format);
		if (hostile[i].expected == NULL && rc == 0)
			fail_msg(
			    "row %zu was written: %s", i, buf_text(&f.out));
		if (hostile[i].expected != NULL && rc == -1)
			fail_msg("row %zu: %s", i, f.err.text);
		if (hostile[i].expected != NULL)
			assert_holds(&f, hostile[i].expected);
		secret_free(&secret);
		stop(&f);
	}
}

static void
test_password_only_where_asked(void **state)
{
	struct secret *secret = secret_new("hunter2", 7);
	struct fixture f;
	size_t i;

	(void)state;
	assert_non_null(secret);
	start(&f);
	for (i = 0; i < writer_count(); i++) {
		f.wish.password = NULL;
		assert_int_equal(write_as(&f, writer_at(i)->name), 0);
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
	assert_holds(&f, "for 14\n  days;");
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
	char *first;
	size_t i;

	(void)state;
	start(&f);
	for (i = 0; i < writer_count(); i++) {
		assert_int_equal(write_as(&f, writer_at(i)->name), 0);
		first = buf_take(&f.out);
		assert_int_equal(write_as(&f, writer_at(i)->name), 0);
		assert_string_equal(first, buf_text(&f.out));
		free(first);
	}
	stop(&f);
}

static void
test_file_names(void **state)
{
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
