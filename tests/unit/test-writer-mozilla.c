// room: profiles/sheet
/* Writers for Thunderbird on the desktop and on Android, and autoconfig. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/writer.h"

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG  FIFTY FIFTY FIFTY FIFTY

struct fixture {
	struct arena arena;
	struct endpoint imap, pop3, smtp;
	struct account_wish wish;
	struct folders folders;
	struct oauth oauth;
	struct buf out;
	struct err err;
};

static const char *
identity(const void *arg, const char *text)
{
	(void)arg;
	return text;
}

static const struct writer_options options = { .tool = "Postlotse test",
	.translate = identity };

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

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->imap = endpoint_of(PROTO_IMAP, SECURITY_TLS, "imap.example.org");
	f->pop3 = endpoint_of(PROTO_POP3, SECURITY_TLS, "pop.example.org");
	f->smtp =
	    endpoint_of(PROTO_SMTP, SECURITY_STARTTLS, "smtp.example.org");
	account_wish_init(&f->wish, "anna@example.org");
	f->wish.name = "Anna Example";
	buf_init(&f->out, 1 << 20);
	*state = f;
	return 0;
}

static int
teardown(void **state)
{
	struct fixture *f = *state;

	buf_clear(&f->out);
	arena_clear(&f->arena);
	free(f);
	return 0;
}

static int
write_as(struct fixture *f, const char *format)
{
	const struct endpoint *found[PROTO_COUNT] = { &f->imap, &f->pop3,
		&f->smtp };
	const struct writer *w = writer_find(format);
	struct account account;

	assert_non_null(w);
	assert_int_equal(
	    account_make(&account, &f->arena, &f->wish, found, &f->err), 0);
	account.folders = f->folders;
	account.oauth = f->oauth;
	buf_clear(&f->out);
	f->err.text[0] = '\0';
	return writer_write(w, &account, &options, &f->out, &f->err);
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
assert_writes(struct fixture *f, const char *format, const char *text)
{
	if (write_as(f, format) == -1)
		fail_msg("%s: %s", format, f->err.text);
	assert_holds(f, text);
}

static void
assert_refused(struct fixture *f, const char *format, const char *reason)
{
	assert_int_equal(write_as(f, format), -1);
	assert_int_equal(f->out.len, 0);
	if (strstr(f->err.text, reason) == NULL)
		fail_msg("%s: '%s' lacks '%s'", format, f->err.text, reason);
}

enum field { NAME, USER };

static const struct {
	const char *format;
	enum field field;
	const char *value;
	const char *expected; /* NULL: refused */
} hostile[] = {
	/* a JavaScript string */
	{ "thunderbird", NAME, "Anna \"A\" \\n",
	    "fullName\", \"Anna \\\"A\\\" \\\\n\");\n" },
	{ "thunderbird", NAME, "\"); user_pref(\"x\", \"",
	    "fullName\", \"\\\"); user_pref(\\\"x\\\", \\\"\");\n" },
	{ "thunderbird", NAME, "a'#;%$//x", "\"a'#;%$//x\");\n" },
	{ "thunderbird", USER, " a ", "userName\", \" a \");\n" },
	{ "thunderbird", USER, "m\xc3\xbcller",
	    "userName\", \"m\xc3\xbcller\");\n" },
	{ "thunderbird", USER, LONG, "userName\", \"" LONG "\");\n" },
	{ "thunderbird", USER, "a\nb", NULL },
	{ "thunderbird", NAME,
	    "a\xe2\x80\xa8"
	    "b",
	    NULL },

	/* JSON in ASCII */
	{ "thunderbird-qr", NAME, "Anna \"A\" \\n",
	    "\"Anna \\\"A\\\" \\\\n\"" },
	{ "thunderbird-qr", NAME, "\xc3\xb6\xe2\x82\xac\xf0\x9f\x9a\xa2",
	    "\"\\u00f6\\u20ac\\ud83d\\udea2\"" },
	{ "thunderbird-qr", USER, " a\"b ", ",\" a\\\"b \"]" },
	{ "thunderbird-qr", USER, LONG, ",\"" LONG "\"]" },
	{ "thunderbird-qr", NAME, LONG LONG LONG LONG LONG,
	    "\"" LONG LONG LONG LONG LONG "\"" },
	{ "thunderbird-qr", USER, "a\nb", NULL },

	/* XML */
	{ "k9", NAME, "<a> & \"b\" ]]>",
	    "<name>&lt;a&gt; &amp; &quot;b&quot; ]]&gt;</name>" },
	{ "k9", USER, " a<b ", "<username> a&lt;b </username>" },
	{ "k9", USER, LONG, "<username>" LONG "</username>" },
	{ "k9", USER, "a\rb", NULL },
};

static void
test_hostile_values(void **state)
{
	struct fixture *f = *state;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		f->wish.name = "Anna Example";
		f->wish.username = NULL;
		if (hostile[i].field == NAME)
			f->wish.name = hostile[i].value;
		else
			f->wish.username = hostile[i].value;
		rc = write_as(f, hostile[i].format);
		if (hostile[i].expected == NULL && rc == 0)
			fail_msg(
			    "row %zu was written: %s", i, buf_text(&f->out));
		if (hostile[i].expected != NULL && rc == -1)
			fail_msg("row %zu: %s", i, f->err.text);
		if (hostile[i].expected != NULL)
			assert_holds(f, hostile[i].expected);
	}
}

static void
test_security(void **state)
{
	struct fixture *f = *state;

	assert_writes(f, "thunderbird", "server1.socketType\", 3);");
	assert_holds(f, "smtp1.try_ssl\", 2);");
	assert_writes(f, "thunderbird-qr", "\"imap.example.org\",993,3,1,");
	assert_holds(f, "\"smtp.example.org\",587,2,1,");
	assert_writes(f, "k9", ">SSL_TLS_REQUIRED<");
	assert_holds(f, ">STARTTLS_REQUIRED<");
	f->imap.security = SECURITY_NONE;
	assert_refused(f, "thunderbird", "offers no encryption");
	assert_refused(f, "thunderbird-qr", "offers no encryption");
	assert_refused(f, "k9", "offers no encryption");
}

/* Neither program knows SCRAM: a password goes, SCRAM alone does not. */
static void
test_logins(void **state)
{
	static const char *const formats[] = { "thunderbird", "thunderbird-qr",
		"k9" };
	struct fixture *f = *state;
	size_t i;

	f->imap.auths[0] = AUTH_SCRAM;
	f->imap.auths[1] = AUTH_PASSWORD;
	f->imap.nauths = 2;
	for (i = 0; i < 3; i++)
		assert_int_equal(write_as(f, formats[i]), 0);
	assert_holds(f, ">PLAIN<");
	f->imap.nauths = 1;
	for (i = 0; i < 3; i++)
		assert_refused(f, formats[i], "the way it wants: SCRAM");
	f->imap.auths[0] = AUTH_CLIENT_CERT;
	assert_writes(f, "thunderbird", "authMethod\", 7);");
	assert_refused(f, "thunderbird-qr", "client certificate");
	assert_refused(f, "k9", "client certificate");
	f->imap.auths[0] = AUTH_ENCRYPTED;
	f->smtp.auths[0] = AUTH_NONE;
	f->smtp.nauths = 1;
	f->smtp.username = NULL;
	assert_writes(f, "thunderbird", "authMethod\", 4);");
	assert_holds(f, "smtp1.authMethod\", 1);");
	assert_lacks(f, "smtp1.username");
	assert_writes(f, "thunderbird-qr", ",587,2,0,\"\"]");
	assert_writes(f, "k9", ">NONE</authentication-type>");
}

/* OAuth2 goes only where the program is registered. */
static void
test_oauth(void **state)
{
	struct fixture *f = *state;

	f->imap.auths[0] = f->smtp.auths[0] = AUTH_OAUTH2;
	f->imap.nauths = f->smtp.nauths = 1;
	assert_refused(f, "thunderbird", "imap.example.org wants OAuth2");
	assert_refused(f, "thunderbird-qr", "imap.example.org wants OAuth2");
	f->imap.auths[1] = AUTH_PASSWORD;
	f->imap.nauths = 2;
	assert_refused(f, "k9", "smtp.example.org wants OAuth2");
	f->smtp.auths[1] = AUTH_PASSWORD;
	f->smtp.nauths = 2;
	assert_writes(f, "k9", ">PLAIN</authentication-type>");
	f->imap.host = "imap.mail.yahoo.com";
	f->smtp.host = "smtp.mail.yahoo.com";
	assert_writes(f, "k9", ">XOAUTH2</authentication-type>");
	assert_writes(f, "thunderbird-qr", ",993,3,6,");
	assert_writes(f, "thunderbird", "smtp1.authMethod\", 10);");
	f->imap.host = "imap.notyahoo.com";
	assert_writes(f, "thunderbird", "server1.authMethod\", 3);");
	f->imap.host = "imap.comcast.net";
	assert_writes(f, "thunderbird", "server1.authMethod\", 10);");
	assert_writes(f, "thunderbird-qr", ",993,3,1,");
}

static void
test_retention(void **state)
{
	struct fixture *f = *state;

	f->wish.prefer = PROTO_POP3;
	assert_writes(f, "thunderbird", "num_days_to_leave_on_server\", 14);");
	assert_holds(f, "\"mail.server.server1.leave_on_server\", true);");
	assert_holds(f, "delete_by_age_from_server\", true);");
	assert_writes(f, "k9", "<value key=\"deletePolicy\">NEVER</value>");
	f->wish.retention_wished = true;
	assert_refused(f, "k9", "delete mail after some days");
	assert_refused(f, "thunderbird-qr", "delete mail after some days");
	f->wish.retention = RETENTION_DELETE;
	assert_writes(f, "thunderbird", "leave_on_server\", false);");
	assert_refused(f, "k9", "cannot be told to delete mail");
	f->wish.retention = RETENTION_KEEP;
	assert_writes(f, "thunderbird", "leave_on_server\", true);");
	assert_holds(f, "delete_by_age_from_server\", false);");
	assert_lacks(f, "num_days");
	assert_writes(f, "thunderbird-qr", "[1,\"pop.example.org\",995,3,1,");
	/* No more often than the provider allows. */
	f->pop3.min_interval = 15;
	assert_writes(f, "thunderbird", "check_time\", 15);");
}

static void
test_folders(void **state)
{
	struct fixture *f = *state;

	assert_writes(f, "thunderbird", "id1.fcc\", true);");
	assert_lacks(f, "fcc_folder");
	f->folders.sent = "INBOX.Gesendete Objekte";
	f->folders.drafts = "INBOX.Entw\xc3\xbcrfe";
	f->folders.archive = "a/b";
	f->folders.junk = "Spam & Co";
	f->folders.delimiter = '.';
	assert_writes(f, "thunderbird",
	    "fcc_folder\", \"imap://anna%40example.org@imap.example.org/"
	    "INBOX/Gesendete Objekte\");\n");
	assert_holds(f, "fcc_folder_picker_mode\", \"1\");");
	/* Names that depend on what the server can are left to the program. */
	assert_lacks(f, "draft_folder");
	assert_lacks(f, "archive_folder");
	assert_writes(f, "k9",
	    "<value key=\"sentFolderSelection\">MANUAL</value>\n"
	    "    <value key=\"sentFolderName\">INBOX.Gesendete Objekte<");
	assert_holds(f, "\"spamFolderName\">Spam &amp; Co<");
	assert_lacks(f, "trashFolder");
	f->folders.drafts = "Drafts";
	assert_writes(f, "thunderbird", "imap.example.org/Drafts\");");
	assert_holds(f, "drafts_folder_picker_mode\", \"0\");");
	f->wish.prefer = PROTO_POP3;
	assert_int_equal(write_as(f, "k9"), 0);
	assert_lacks(f, "sentFolder");
	assert_int_equal(write_as(f, "thunderbird"), 0);
	assert_lacks(f, "fcc_folder");
}

static void
test_addresses(void **state)
{
	struct fixture *f = *state;

	f->wish.address = "anna@M\xc3\xbcller.example";
	assert_writes(
	    f, "thunderbird", "useremail\", \"anna@xn--mller-kva.example\");");
	assert_writes(f, "thunderbird-qr", "[\"anna@xn--mller-kva.example\",");
	f->wish.address = "m\xc3\xbcller@example.org";
	assert_writes(f, "thunderbird", "m\xc3\xbcller@example.org");
	assert_refused(f, "thunderbird-qr", "beyond ASCII");
}

/* A QR code of the largest size holds 2953 bytes. */
static void
test_too_long(void **state)
{
	struct fixture *f = *state;
	char name[1024];
	size_t i;

	for (i = 0; i + 2 < sizeof(name); i += 2)
		memcpy(name + i, "\xc3\xbc", 2);
	name[i] = '\0';
	f->wish.name = name;
	assert_refused(f, "thunderbird-qr", "a QR code holds 2953");
	assert_int_equal(write_as(f, "k9"), 0);
}

/* 1.2 only where something of it is said. */
static void
test_autoconfig_version(void **state)
{
	struct fixture *f = *state;

	f->oauth.issuer = "https://login.example.org/";
	assert_writes(f, "autoconfig", "<clientConfig version=\"1.1\">");
	assert_lacks(f, "oAuth2");
	f->smtp.auths[0] = AUTH_OAUTH2;
	f->smtp.nauths = 1;
	assert_writes(f, "autoconfig", "<clientConfig version=\"1.2\">");
	assert_holds(f,
	    " </emailProvider>\n <oAuth2>\n"
	    "  <issuer>https://login.example.org/</issuer>\n </oAuth2>\n");
	f->oauth.issuer = NULL;
	f->oauth.token_url = "https://login.example.org/t?a=1&b=2";
	assert_writes(f, "autoconfig", "<clientConfig version=\"1.1\">");
	f->oauth.auth_url = "https://login.example.org/a";
	f->oauth.scopes = "mail offline_access";
	assert_writes(f, "autoconfig", "t?a=1&amp;b=2</tokenURL>");
	assert_holds(f, "<scope>mail offline_access</scope>");
}

static void
test_autoconfig_scram(void **state)
{
	struct fixture *f = *state;

	f->imap.auths[0] = AUTH_SCRAM;
	f->imap.auths[1] = AUTH_PASSWORD;
	f->imap.nauths = 2;
	assert_writes(f, "autoconfig",
	    "   <authentication system=\"sasl\">SCRAM-SHA-256"
	    "</authentication>\n"
	    "   <authentication>password-cleartext</authentication>\n"
	    "   <username>");
	assert_holds(f, "version=\"1.2\"");
	f->imap.nauths = 1;
	assert_writes(f, "autoconfig",
	    "SCRAM-SHA-256</authentication>\n"
	    "   <authentication>password-encrypted</authentication>\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_hostile_values, setup, teardown),
		cmocka_unit_test_setup_teardown(test_security, setup, teardown),
		cmocka_unit_test_setup_teardown(test_logins, setup, teardown),
		cmocka_unit_test_setup_teardown(test_oauth, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_retention, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folders, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_addresses, setup, teardown),
		cmocka_unit_test_setup_teardown(test_too_long, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_autoconfig_version, setup, teardown),
		cmocka_unit_test_setup_teardown(
		    test_autoconfig_scram, setup, teardown),
	};

	return cmocka_run_group_tests_name("writer-mozilla", tests, NULL, NULL);
}
