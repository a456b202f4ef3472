// room: profiles/read
/*
 * Formats for programs that do not run here: what they cannot say is refused
 * with the reason, and our own readers read the rest back.
 */
#include "profiles/format/autodiscover.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"
#include "profiles/base/secret.h"
#include "tests/unit/writer-fixture.h"

#define ADDRESS "anna@example.org"

/* TLS everywhere, on the registered ports: every format can say that. */
static void
start_simple(struct fixture *f)
{
	start(f);
	f->smtp = endpoint_of(PROTO_SMTP, SECURITY_TLS, "smtp.example.org");
}

static int
save_account(struct fixture *f, const char *format)
{
	buf_clear(&f->out);
	f->err.text[0] = '\0';
	return writer_write(
	    writer_find(format), &f->account, &options, &f->out, &f->err);
}

/* Whatever a reader found is what was written. */
static void
assert_same(const struct settings *s, const struct endpoint *e)
{
	const struct endpoint *got = settings_first(s, e->protocol);

	assert_non_null(got);
	assert_true(endpoint_equal(got, e));
	assert_string_equal(got->username, e->username);
}

static void
assert_read_back(struct fixture *f)
{
	struct autodiscover found;

	assert_int_equal(write_as(f, "autodiscover"), 0);
	autodiscover_read(
	    &f->arena, buf_text(&f->out), f->out.len, ADDRESS, &found);
	assert_non_null(found.settings);
	assert_null(found.doubt);
	assert_same(found.settings, &f->imap);
	assert_same(found.settings, &f->pop3);
	assert_same(found.settings, &f->smtp);
	settings_free(&found.settings);
}

static void
test_autodiscover_is_read_back(void **state)
{
	struct fixture f;

	(void)state;
	start_simple(&f);
	assert_read_back(&f);
	f.imap = endpoint_of(PROTO_IMAP, SECURITY_STARTTLS, "192.0.2.1");
	f.smtp.security = SECURITY_STARTTLS;
	f.smtp.port = 2587;
	f.smtp.username = "DOM\\anna<&>\"'";
	f.pop3.username = "anna";
	f.pop3.port = 10995;
	assert_read_back(&f);
	stop(&f);
}

static void
test_autodiscover_login(void **state)
{
	struct autodiscover found;
	struct fixture f;

	(void)state;
	start_simple(&f);
	f.imap.auths[0] = AUTH_NTLM;
	f.imap.nauths = f.smtp.nauths = 1;
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.wish.name = NULL;
	assert_int_equal(write_as(&f, "autodiscover"), 0);
	assert_holds(&f, "<DisplayName>" ADDRESS "</DisplayName>");
	assert_holds(&f, "<SPA>on</SPA>");
	assert_holds(&f, "<AuthRequired>off</AuthRequired>");
	autodiscover_read(
	    &f.arena, buf_text(&f.out), f.out.len, ADDRESS, &found);
	assert_non_null(found.settings);
	assert_null(settings_first(found.settings, PROTO_SMTP)->username);
	settings_free(&found.settings);
	f.imap.auths[0] = AUTH_OAUTH2;
	assert_refused(&f, "autodiscover", "OAuth2");
	f.imap.auths[0] = AUTH_ENCRYPTED;
	assert_refused(&f, "autodiscover", "CRAM-MD5");
	stop(&f);
}

static void
test_pacc_is_read_back(void **state)
{
	const char *why = NULL;
	struct settings *s;
	struct fixture f;

	(void)state;
	start_simple(&f);
	f.imap.auths[0] = AUTH_OAUTH2;
	f.imap.auths[1] = AUTH_PASSWORD;
	f.imap.nauths = 2;
	make(&f);
	f.account.oauth.issuer = "https://id.example.org/";
	f.account.documentation = "https://www.example.org/help";
	assert_int_equal(save_account(&f, "pacc"), 0);
	s = read_pacc(buf_text(&f.out), f.out.len, ADDRESS, &why);
	assert_non_null(s);
	assert_same(s, &f.imap);
	assert_same(s, &f.pop3);
	assert_same(s, &f.smtp);
	assert_string_equal(s->provider, "Example");
	assert_string_equal(s->short_name, "Example");
	assert_string_equal(s->oauth.issuer, "https://id.example.org/");
	assert_string_equal(s->documentation, "https://www.example.org/help");
	assert_int_equal(s->left_out, 0);
	settings_free(&s);
	/* Names that are too long are no names. */
	f.account.provider = "0123456789012345678901234567890123456789"
			     "012345678901234567890";
	assert_int_equal(save_account(&f, "pacc"), 0);
	assert_null(strstr(buf_text(&f.out), "provider"));
	stop(&f);
}

static void
test_pacc_refuses(void **state)
{
	struct fixture f;

	(void)state;
	start_simple(&f);
	f.smtp = endpoint_of(PROTO_SMTP, SECURITY_STARTTLS, "smtp.example.org");
	assert_refused(&f, "pacc", "cannot use STARTTLS for SMTP");
	f.smtp = endpoint_of(PROTO_SMTP, SECURITY_TLS, "smtp.example.org");
	f.imap.port = 10993;
	assert_refused(&f, "pacc", "imap.example.org (IMAP) is not on 993");
	f.imap.port = 993;
	f.imap.host = "2001:db8::1";
	assert_refused(&f, "pacc", "that of IMAP is an address: 2001:db8::1");
	f.imap.host = "imap.example.org";
	f.smtp.username = "anna";
	assert_refused(&f, "pacc", "takes the address for the user name");
	f.smtp.username = ADDRESS;
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.smtp.nauths = 1;
	assert_refused(&f, "pacc", "the address of the client");
	f.smtp.auths[0] = AUTH_OAUTH2;
	assert_refused(&f, "pacc", "issuer of the OAuth2 tokens");
	/* The alternative is left out, for IMAP does without it. */
	f.smtp.nauths = 0;
	f.pop3.port = 1995;
	assert_int_equal(write_as(&f, "pacc"), 0);
	assert_null(strstr(buf_text(&f.out), "pop3"));
	stop(&f);
}

static const struct {
	const char *name;
	const char *line; /* NULL: refused */
} names[] = {
	{ "Anna; [x]=y \"z\" 'a", "DisplayName=Anna; [x]=y \"z\" 'a\r\n" },
	{ "J\xc3\xbcrgen \xe2\x82\xac \xc5\xa0", "=J\xfcrgen \x80 \x8a\r\n" },
	{ "\xc4\x81", NULL },	      /* a with macron */
	{ "\xf0\x9f\x93\xae", NULL }, /* a letter box */
	{ "\xef\xbc\xa1", NULL },     /* a full-width A */
	{ " Anna", NULL },
	{ "Anna ", NULL },
	{ "\"Anna\"", NULL },
	{ "'Anna'", NULL },
	{ "\"", "DisplayName=\"\r\n" },
	{ "Anna\r\n[Account2]", NULL },
};

static void
test_prf_names(void **state)
{
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		start_simple(&f);
		f.wish.name = names[i].name;
		if (names[i].line == NULL) {
			assert_refused(&f, "prf", "");
		} else {
			assert_int_equal(write_as(&f, "prf"), 0);
			assert_holds(&f, names[i].line);
		}
		stop(&f);
	}
}

static void
test_prf_logins(void **state)
{
	struct fixture f;

	(void)state;
	start_simple(&f);
	assert_int_equal(write_as(&f, "prf"), 0);
	assert_holds(&f, "\r\nSMTPAuthMethod=0\r\nSMTPUseSPA=0\r\n");
	assert_holds(&f, "\r\nSMTPSecureConnection=1\r\n");
	f.smtp.auths[0] = AUTH_NONE;
	f.imap.auths[0] = AUTH_NTLM;
	f.smtp.nauths = f.imap.nauths = 1;
	assert_int_equal(write_as(&f, "prf"), 0);
	assert_holds(&f, "\r\nSMTPUseAuth=0\r\nSMTPAuthMethod=0\r\n");
	assert_holds(&f, "\r\nIMAPUseSPA=1\r\n");
	f.imap = endpoint_of(PROTO_IMAP, SECURITY_STARTTLS, "i.example.org");
	assert_refused(&f, "prf", "prf cannot use STARTTLS for IMAP");
	stop(&f);
}

static void
test_fairemail(void **state)
{
	static const char *const texts[] = { "\"name\": \"Sent\\u005cx\"",
		"\"separator\": 47", "\"type\": \"All\"",
		"\"name\": \"Anna \\u0022E\\u0022\"" };
	struct fixture f;
	size_t i;

	(void)state;
	start_simple(&f);
	f.wish.name = "Anna \"E\"";
	make(&f);
	f.account.folders.sent = "Sent\\x";
	f.account.folders.archive = "Archive";
	f.account.folders.delimiter = '/';
	assert_int_equal(save_account(&f, "fairemail"), 0);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_holds(&f, texts[i]);
	f.wish.prefer = PROTO_POP3;
	f.wish.retention_wished = true;
	assert_refused(&f, "fairemail", "delete mail after some days");
	f.wish.retention = RETENTION_DELETE;
	assert_int_equal(write_as(&f, "fairemail"), 0);
	assert_holds(&f, "\"leave_on_server\": false");
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.smtp.nauths = 1;
	assert_refused(&f, "fairemail", "the address of the client");
	stop(&f);
}

static void
test_dclogin(void **state)
{
	struct secret *secret = secret_new("a+b c&d%\"\xc3\xbc", 11);
	struct fixture f;

	(void)state;
	assert_non_null(secret);
	start_simple(&f);
	assert_refused(&f, "dclogin", "--with-password");
	f.wish.password = secret;
	f.wish.address = "anna+#?/@example.org";
	assert_int_equal(write_as(&f, "dclogin"), 0);
	assert_holds(&f, "dclogin://anna+%23%3F%2F@example.org?v=1&");
	assert_holds(&f, "&p=a%2Bb%20c%26d%25%22%C3%BC&");
	f.wish.prefer = PROTO_POP3;
	assert_refused(&f, "dclogin", "cannot fetch mail by POP3");
	stop(&f);
	secret_free(&secret);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_autodiscover_is_read_back),
		cmocka_unit_test(test_autodiscover_login),
		cmocka_unit_test(test_pacc_is_read_back),
		cmocka_unit_test(test_pacc_refuses),
		cmocka_unit_test(test_prf_names),
		cmocka_unit_test(test_prf_logins),
		cmocka_unit_test(test_fairemail),
		cmocka_unit_test(test_dclogin),
	};

	return cmocka_run_group_tests_name("writer-publish", tests, NULL, NULL);
}
