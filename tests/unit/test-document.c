// room: profiles/read
/* Settings documents: what is read, and which field an error names. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/read/document.h"
#include "profiles/settings/settings.h"

#define SCHEMA "\"schema\":\"postlotse-settings/1\""
#define REPORT "\"schema\":\"postlotse-report/1\""
#define IMAP   "\"host\":\"imap.example.org\",\"port\":993,\"security\":\"tls\""

static int
read_text(const char *text, struct document *d, struct err *err)
{
	return document_read(text, strlen(text), "anna@example.org", d, err);
}

static void
test_reads_settings(void **state)
{
	static const char text[] =
	    "{" SCHEMA ",\"name\":\"Anna\",\"provider\":\"P\","
	    "\"documentation\":\"https://p/\","
	    "\"hints\":[\"app-password\"],"
	    "\"settings\":{"
	    "\"imap\":{" IMAP ",\"username\":\"%EMAILLOCALPART%\","
	    "\"auth\":[\"SCRAM-SHA-1\",\"password\"]},"
	    "\"pop3\":{\"host\":\"::1\",\"port\":110,"
	    "\"security\":\"starttls\","
	    "\"retention\":\"keep\"}}}";
	const struct endpoint *e;
	struct document d;
	struct err err;

	(void)state;
	assert_int_equal(read_text(text, &d, &err), 0);
	assert_string_equal(d.name, "Anna");
	assert_null(d.address);
	assert_string_equal(d.settings->provider, "P");
	assert_int_equal(d.settings->nhints, 1);
	assert_int_equal(d.retention, RETENTION_KEEP);
	assert_true(d.retention_days > 0);
	e = settings_first(d.settings, PROTO_IMAP);
	assert_string_equal(e->host, "imap.example.org");
	assert_int_equal(e->port, 993);
	assert_int_equal(e->security, SECURITY_TLS);
	assert_string_equal(e->username, "anna");
	assert_int_equal(e->nauths, 2);
	assert_int_equal(e->auths[0], AUTH_SCRAM);
	assert_int_equal(e->auths[1], AUTH_PASSWORD);
	e = settings_first(d.settings, PROTO_POP3);
	assert_string_equal(e->host, "::1");
	assert_null(e->username);
	assert_null(settings_first(d.settings, PROTO_SMTP));
	document_clear(&d);
}

static void
test_reads_report(void **state)
{
	/* A report may hold more than we know, and user names are literal. */
	static const char text[] =
	    "{" REPORT ",\"address\":\"Anna@example.org\",\"new\":1,"
	    "\"documentation\":\"http://p/\",\"provider\":null,"
	    "\"settings\":{\"imap\":{" IMAP
	    ",\"username\":\"50%\",\"auth\":\"password\",\"new\":1}}}";
	struct document d;
	struct err err;

	(void)state;
	assert_int_equal(read_text(text, &d, &err), 0);
	assert_null(d.settings->documentation);
	assert_string_equal(
	    settings_first(d.settings, PROTO_IMAP)->username, "50%");
	document_clear(&d);
}

static const char others[] =
    ",\"settings\":{\"pop3\":{\"host\":\"p.example.org\",\"port\":995,"
    "\"security\":\"tls\",\"retention\":400}},"
    "\"oauth\":{\"issuer\":\"login.example.org\",\"scopes\":\"a b\","
    "\"auth_url\":null,\"token_url\":\"https://t.example.org/\"},"
    "\"services\":["
    "{\"kind\":\"caldav\",\"url\":\"https://D.example.org/%2Fa\"},"
    "{\"kind\":\"managesieve\",\"url\":null,\"host\":\"S.example.org\","
    "\"port\":4190,\"source\":\"pacc\"}]}";

static void
read_others(const char *schema)
{
	const struct service *v;
	struct document d;
	struct err err;
	struct buf b;

	buf_init(&b, 4096);
	buf_printf(&b, "{%s%s", schema, others);
	if (read_text(buf_text(&b), &d, &err) == -1)
		fail_msg("%s", err.text);
	buf_clear(&b);
	assert_int_equal(d.retention, RETENTION_DAYS);
	assert_int_equal(d.retention_days, 400);
	assert_string_equal(d.settings->oauth.issuer, "login.example.org");
	assert_string_equal(d.settings->oauth.scopes, "a b");
	assert_null(d.settings->oauth.auth_url);
	assert_string_equal(
	    d.settings->oauth.token_url, "https://t.example.org/");
	v = STAILQ_FIRST(&d.settings->services);
	assert_string_equal(v->kind, "caldav");
	assert_string_equal(v->url, "https://d.example.org/%2Fa");
	v = STAILQ_NEXT(v, entry);
	assert_string_equal(v->host, "s.example.org");
	assert_int_equal(v->port, 4190);
	assert_null(STAILQ_NEXT(v, entry));
	document_clear(&d);
}

static void
test_reads_others(void **state)
{
	(void)state;
	read_others(SCHEMA);
	read_others(REPORT);
}

/* What a newer program may write is passed over; one bad URL spoils all that
 * belongs to the tokens. */
static void
test_passes_over(void **state)
{
	static const char text[] =
	    "{" REPORT ",\"settings\":{\"imap\":{" IMAP "}},"
	    "\"oauth\":{\"issuer\":\"a b\",\"new\":1,"
	    "\"token_url\":\"https://t.example.org/\"},"
	    "\"services\":[{\"kind\":\"A B\",\"host\":\"x\"},"
	    "{\"kind\":\"jmap\",\"url\":\"ftp://x/\"},"
	    "{\"kind\":\"jmap\",\"host\":\"a b\",\"new\":1},"
	    "{\"kind\":\"jmap\"}]}";
	struct document d;
	struct err err;

	(void)state;
	if (read_text(text, &d, &err) == -1)
		fail_msg("%s", err.text);
	assert_null(d.settings->oauth.issuer);
	assert_null(d.settings->oauth.token_url);
	assert_null(STAILQ_FIRST(&d.settings->services));
	document_clear(&d);
}

static const struct {
	const char *text, *message;
} bad[] = {
	{ "{" SCHEMA ",\"oauth\":[]}", "oauth: must be an object" },
	{ "{" SCHEMA ",\"oauth\":{\"secret\":\"x\"}}",
	    "oauth.secret: is not a field" },
	{ "{" SCHEMA ",\"oauth\":{\"issuer\":\"http://x.org/\"}}",
	    "oauth.issuer: must be an https:// URL or a host" },
	{ "{" SCHEMA ",\"oauth\":{\"auth_url\":\"http://x.org/\"}}",
	    "oauth.auth_url: must be an https:// URL" },
	{ "{" SCHEMA ",\"oauth\":{\"token_url\":\"x\"}}",
	    "oauth.token_url: must be an https:// URL" },
	{ "{" SCHEMA ",\"oauth\":{\"scopes\":\"a\xc3\xa4"
	  "b\"}}",
	    "oauth.scopes: must be plain ASCII" },
	{ "{" SCHEMA ",\"services\":{}}", "services: must be a list" },
	{ "{" SCHEMA ",\"services\":[1]}", "services.*: must be an object" },
	{ "{" SCHEMA ",\"services\":[{\"new\":1}]}",
	    "services.new: is not a field" },
	{ "{" SCHEMA ",\"services\":[{\"kind\":\"Cal DAV\"}]}",
	    "services.kind: must be a word" },
	{ "{" SCHEMA ",\"services\":[{\"kind\":\"jmap\"}]}",
	    "services.url: must be an http or https URL" },
	{ "{" SCHEMA ",\"services\":[{\"kind\":\"jmap\",\"port\":0}]}",
	    "services.port: must be 1 to 65535" },
	{ "", "is not JSON: it ends too early" },
	{ "{", "is not JSON: it ends too early" },
	{ "{}x", "is not JSON:" },
	{ "{\"a\":\"\xff\"}", "is not JSON:" },
	{ "null ", "must be a JSON object" },
	{ "[]", "must be a JSON object" },
	{ "{}", "schema: must be postlotse-report/1 or" },
	{ "{\"schema\":1}", "schema: must be a string" },
	{ "{\"schema\":\"postlotse-report/2\"}", "schema: must be" },
	{ "{" SCHEMA "}", "settings: must be an object" },
	{ "{" SCHEMA ",\"adress\":\"x\"}", "adress: is not a field" },
	{ "{" SCHEMA ",\"a\\nb\":\"x\"}", "a?b: is not a field" },
	{ "{" SCHEMA ",\"name\":\"a\\u0000b\"}", "name: must not hold NUL" },
	{ "{" SCHEMA ",\"checked\":\"today\",\"settings\":{}}",
	    "checked: must be a date" },
	{ "{" SCHEMA ",\"documentation\":\"http://x\",\"settings\":{}}",
	    "documentation: must be an https:// URL" },
	{ "{" SCHEMA ",\"address\":\"otto@example.org\",\"settings\":{}}",
	    "address: is of another mailbox" },
	{ "{" SCHEMA ",\"hints\":{}}", "hints: must be a list" },
	{ "{" SCHEMA ",\"hints\":[1]}", "hints: must be a list of strings" },
	{ "{" SCHEMA ",\"settings\":{}}", "settings: names no server" },
	{ "{" REPORT ",\"settings\":{}}", "settings: is empty: the check" },
	{ "{" SCHEMA ",\"settings\":{\"imaps\":{}}}",
	    "settings.imaps: is not a field" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":1}}",
	    "settings.imap: must be an object" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{}}}",
	    "settings.imap.host: is missing" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"a b\"}}}",
	    "settings.imap.host: must be a host name" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"m\xc3\xbc\"}}}",
	    "settings.imap.host: must be a host name" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"a\"}}}",
	    "settings.imap.port: is missing" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"a\","
	  "\"port\":\"993\"}}}",
	    "settings.imap.port: must be 1 to 65535" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"a\","
	  "\"port\":65536}}}",
	    "settings.imap.port: must be 1 to 65535" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"a\","
	  "\"port\":1e3}}}",
	    "settings.imap.port: must be 1 to 65535" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"a\","
	  "\"port\":1}}}",
	    "settings.imap.security: is missing" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{\"host\":\"a\","
	  "\"port\":1,\"security\":\"ssl\"}}}",
	    "settings.imap.security: must be tls or starttls" },
	{ "{" SCHEMA ",\"settings\":{\"smtp\":{" IMAP
	  ",\"username\":\"%EMAIL%\"}}}",
	    "settings.smtp.username: holds a place" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{" IMAP ",\"auth\":\"x\"}}}",
	    "settings.imap.auth: must be password" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{" IMAP ",\"auth\":[1]}}}",
	    "settings.imap.auth: must be password" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{" IMAP
	  ",\"auth\":[\"PLAIN\",\"PLAIN\",\"PLAIN\",\"PLAIN\",\"PLAIN\","
	  "\"PLAIN\",\"PLAIN\"]}}}",
	    "settings.imap.auth: has too many values" },
	{ "{" SCHEMA ",\"settings\":{\"imap\":{" IMAP ",\"retention\":1}}}",
	    "settings.imap.retention: is not a field" },
	{ "{" SCHEMA ",\"settings\":{\"pop3\":{" IMAP ",\"retention\":0}}}",
	    "settings.pop3.retention: must be delete, keep or" },
	{ "{" SCHEMA ",\"settings\":{\"pop3\":{" IMAP
	  ",\"retention\":\"never\"}}}",
	    "settings.pop3.retention: must be delete, keep or" },
};

static void
test_names_the_field(void **state)
{
	struct document d;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (read_text(bad[i].text, &d, &err) != -1)
			fail_msg("accepted: %s", bad[i].text);
		assert_null(d.settings);
		if (strncmp(err.text, bad[i].message, strlen(bad[i].message)) !=
		    0)
			fail_msg("%s: got '%s', not '%s'", bad[i].text,
			    err.text, bad[i].message);
	}
}

static void
test_bounds(void **state)
{
	struct document d;
	struct err err;
	struct buf b;
	int i;

	(void)state;
	buf_init(&b, 1 << 20);
	for (i = 0; i < 1000; i++)
		buf_add_str(&b, "[");
	assert_int_equal(read_text(buf_text(&b), &d, &err), -1);
	buf_clear(&b);
	buf_add_str(&b, "{" SCHEMA ",\"name\":\"");
	for (i = 0; i < 2000; i++)
		buf_add_str(&b, "x");
	buf_add_str(&b, "\"}");
	assert_int_equal(read_text(buf_text(&b), &d, &err), -1);
	assert_string_equal(err.text, "name: is too long");
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads_settings),
		cmocka_unit_test(test_reads_report),
		cmocka_unit_test(test_reads_others),
		cmocka_unit_test(test_passes_over),
		cmocka_unit_test(test_names_the_field),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests_name("document", tests, NULL, NULL);
}
