// room: cmd/tell
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>
#include <json-c/json.h>

#include "cmd/options/address.h"
#include "cmd/term/cmd.h"
#include "cmd/term/layout.h"
#include "profiles/base/err.h"
#include "profiles/read/document.h"
#include "tests/unit/tell-fixture.h"

static int
count_of(const char *text, const char *part)
{
	int n = 0;

	while ((text = strstr(text, part)) != NULL) {
		text += strlen(part);
		n++;
	}
	return n;
}

static void
assert_first_line(const struct report *r, const char *want)
{
	char *text = tell(r, "text", (struct tell_options){ .quiet = true });

	assert_string_equal(text, want);
	free(text);
}

static void
test_verdicts(void **state)
{
	struct report *r = report_new();

	(void)state;
	r->address = "a@b.example";
	r->verdict = VERDICT_SKIPPED;
	assert_first_line(r, "a@b.example: nothing could be examined.\n");
	r->verdict = VERDICT_UNPROVEN;
	assert_first_line(r, "a@b.example could not be proven.\n");
	r->verdict = VERDICT_OK;
	assert_first_line(r,
	    "a@b.example: the servers answer as they should. No login was "
	    "tried.\n");
	add_proven(r, PROTO_SMTP, "s.example");
	assert_first_line(
	    r, "a@b.example works: SMTP was proven by a login.\n");
	add_proven(r, PROTO_IMAP, "i.example");
	assert_first_line(
	    r, "a@b.example works: IMAP and SMTP were proven by a login.\n");
	add_proven(r, PROTO_POP3, "p.example");
	assert_first_line(r,
	    "a@b.example works: IMAP, POP3 and SMTP were proven by a login.\n");
	r->verdict = VERDICT_UNPROVEN;
	assert_first_line(r,
	    "a@b.example could be proven only in part: IMAP, POP3 and SMTP "
	    "were proven by a\nlogin.\n");
	r->verdict = VERDICT_WARNING;
	assert_first_line(r,
	    "a@b.example works: IMAP, POP3 and SMTP were proven by a login. "
	    "There are\nwarnings.\n");
	r->verdict = VERDICT_ERROR;
	r->unfinished = true;
	assert_first_line(r,
	    "a@b.example works only in part: IMAP, POP3 and SMTP were proven "
	    "by a login, but\nthere are errors. The time was not enough for "
	    "everything.\n");
	report_free(&r);
}

/* The sentence of the first error is part of the verdict. */
static void
test_error_verdict(void **state)
{
	const struct place places[] = { { "host", "i.example" },
		{ "port", "993" }, { "protocol", "IMAP" }, { NULL, NULL } };
	struct report *r = report_new();
	struct endpoint_result *e;

	(void)state;
	r->address = "a@b.example";
	r->verdict = VERDICT_ERROR;
	assert_first_line(r, "a@b.example does not work.\n");
	e = add(r, PROTO_IMAP, "i.example");
	finding_add(&e->findings, FINDING_TCP_REFUSED, places, "");
	assert_first_line(r,
	    "a@b.example does not work: The server i.example refuses "
	    "connections on port 993\n(IMAP).\n");
	add_proven(r, PROTO_SMTP, "s.example");
	assert_first_line(r,
	    "a@b.example works only in part: SMTP was proven by a login, but "
	    "there are\nerrors. The server i.example refuses connections on "
	    "port "
	    "993 (IMAP).\n");
	report_free(&r);
}

/* The same words at two servers are said once and name both. */
static void
test_findings_merge(void **state)
{
	const struct place places[] = { { "host", "i.example" },
		{ "port", "993" }, { "protocol", "IMAP" }, { NULL, NULL } };
	struct report *r = report_new();
	struct endpoint_result *e;
	char *text;

	(void)state;
	r->address = "a@b.example";
	e = add(r, PROTO_IMAP, "i.example");
	finding_add(&e->findings, FINDING_TCP_REFUSED, places, "RST");
	e = add(r, PROTO_POP3, "2001:db8::1");
	finding_add(&e->findings, FINDING_TCP_REFUSED, places, "RST");
	text = tell(r, "text", (struct tell_options){ .quiet = false });
	assert_int_equal(count_of(text, "\nError: "), 1);
	assert_non_null(strstr(text,
	    "  [tcp.refused: imaps://i.example:993, "
	    "pop3s://[2001:db8::1]:995]\n"));
	assert_non_null(strstr(text, "  Seen: RST\n"));
	free(text);
	report_free(&r);
}

/* Every reason not to log in has words of its own. */
static void
test_skips(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e;
	char *text;
	int s;

	(void)state;
	r->address = "a@b.example";
	e = add(r, PROTO_IMAP, "i.example");
	for (s = SKIP_NO_PASSWORD; s <= SKIP_DOWNGRADE; s++) {
		e->login.skip = (enum login_skip)s;
		text = tell(r, "text", (struct tell_options){ .quiet = false });
		assert_non_null(strstr(text, "Logins not tried"));
		assert_null(strstr(text, report_skip_name(e->login.skip)));
		free(text);
	}
	report_free(&r);
}

static json_object *
settings_of(json_object *report, const char *protocol)
{
	json_object *settings, *one = NULL;

	assert_true(json_object_object_get_ex(report, "settings", &settings));
	json_object_object_get_ex(settings, protocol, &one);
	return one;
}

static void
test_json_settings(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e;
	json_object *root, *one, *value;
	char *text;

	(void)state;
	r->address = "\"a\\\"@b.example";
	e = add_proven(r, PROTO_IMAP, "i.example");
	e->login.mechanism = "CRAM-MD5";
	e = add(r, PROTO_POP3, "p.example"); /* judged well, no login */
	r->settings[PROTO_POP3] = e;
	text = tell(r, "json", (struct tell_options){ .quiet = true });
	root = json_tokener_parse(text);
	assert_non_null(root);
	one = settings_of(root, "imap");
	assert_true(json_object_object_get_ex(one, "auth", &value));
	assert_string_equal(json_object_get_string(value), "encrypted");
	assert_null(settings_of(root, "pop3"));
	assert_true(json_object_object_get_ex(root, "address", &value));
	assert_string_equal(json_object_get_string(value), r->address);
	json_object_put(root);
	free(text);
	report_free(&r);
}

/* What else was found, in words of the house; a URL without TLS says so. */
static void
test_services(void **state)
{
	const struct service rows[] = {
		{ .kind = "caldav", .url = "http://d.example/" },
		{ .kind = "managesieve", .host = "s.example", .port = 4190 },
		{ .kind = "unheard", .url = "https://u.example/\x1b[31m" },
	};
	struct report *r = report_new();
	json_object *root, *list, *one, *value;
	char *text;
	size_t i;

	(void)state;
	r->address = "a@b.example";
	text = tell(r, "text", (struct tell_options){ .quiet = false });
	assert_null(strstr(text, "Also found"));
	free(text);
	for (i = 0; i < 3; i++)
		report_add_service(r, &rows[i], "pacc", 10);
	text = tell(r, "text", (struct tell_options){ .quiet = false });
	assert_non_null(strstr(text,
	    "\nAlso found\n"
	    "  Calendar          http://d.example/ (not encrypted)\n"
	    "  Filter rules      s.example:4190\n"
	    "  unheard           https://u.example/\\x1b[31m\n"));
	free(text);
	text = tell(r, "json", (struct tell_options){ .quiet = true });
	root = json_tokener_parse(text);
	assert_true(json_object_object_get_ex(root, "services", &list));
	assert_int_equal(json_object_array_length(list), 3);
	one = json_object_array_get_idx(list, 1);
	assert_true(json_object_object_get_ex(one, "port", &value));
	assert_int_equal(json_object_get_int(value), 4190);
	json_object_put(root);
	free(text);
	report_free(&r);
}

/* Where tokens come from is told where a login wants them. */
static void
test_oauth(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e;
	char *text;

	(void)state;
	r->address = "a@b.example";
	r->oauth.auth_url = "https://login.example/auth";
	r->oauth.scopes = "mail offline_access";
	r->oauth_source = "pacc";
	e = add_proven(r, PROTO_IMAP, "i.example");
	text = tell(r, "text", (struct tell_options){ .quiet = false });
	assert_null(strstr(text, "login.example"));
	free(text);
	e->login.mechanism = "XOAUTH2";
	text = tell(r, "text", (struct tell_options){ .quiet = false });
	assert_non_null(strstr(text,
	    "  Authentication    OAuth2\n"
	    "  Sign-in at        https://login.example/auth\n"
	    "  Scopes            mail offline_access\n"));
	free(text);
	r->oauth.issuer = "https://login.example/";
	text = tell(r, "text", (struct tell_options){ .quiet = false });
	assert_non_null(
	    strstr(text, "  Sign-in at        https://login.example/\n"));
	free(text);
	report_free(&r);
}

/* A report read as settings loses nothing that a client could use. */
static void
test_round_trip(void **state)
{
	const struct service row = {
		.kind = "managesieve", .host = "s.example", .port = 4190
	};
	struct report *r = report_new();
	struct endpoint_result *e;
	const struct endpoint *back;
	const struct service *v;
	struct document d;
	struct err err;
	char *text;

	(void)state;
	r->address = "a@b.example";
	r->oauth = (struct oauth){ .issuer = "https://login.example/",
		.scopes = "mail",
		.auth_url = "https://login.example/auth" };
	r->oauth_source = "pacc";
	report_add_service(r, &row, "pacc", 10);
	e = add_proven(r, PROTO_POP3, "p.example");
	e->endpoint.leave = LEAVE_YES;
	e->endpoint.leave_days = 30;
	text = tell(r, "json", (struct tell_options){ .quiet = true });
	if (document_read(text, strlen(text), r->address, &d, &err) == -1)
		fail_msg("%s", err.text);
	free(text);
	back = settings_first(d.settings, PROTO_POP3);
	assert_string_equal(back->host, "p.example");
	assert_string_equal(back->username, "anna");
	assert_int_equal(d.retention, RETENTION_DAYS);
	assert_int_equal(d.retention_days, 30);
	assert_string_equal(d.settings->oauth.issuer, r->oauth.issuer);
	assert_string_equal(d.settings->oauth.scopes, "mail");
	assert_string_equal(d.settings->oauth.auth_url, r->oauth.auth_url);
	assert_null(d.settings->oauth.token_url);
	v = STAILQ_FIRST(&d.settings->services);
	assert_non_null(v);
	assert_string_equal(v->kind, "managesieve");
	assert_string_equal(v->host, "s.example");
	assert_int_equal(v->port, 4190);
	document_clear(&d);
	report_free(&r);
}

static void
test_auth(void **state)
{
	static const struct {
		const char *mechanism, *offered;
		enum auth want;
	} rows[] = {
		{ "PLAIN", NULL, AUTH_PASSWORD },
		{ "USER", NULL, AUTH_PASSWORD },
		{ "SCRAM-SHA-256", NULL, AUTH_SCRAM },
		{ "SCRAM-SHA-256-PLUS", "PLAIN", AUTH_PASSWORD },
		{ "CRAM-MD5", NULL, AUTH_ENCRYPTED },
		{ "APOP", NULL, AUTH_ENCRYPTED },
		{ NULL, NULL, AUTH_PASSWORD },
	};
	struct endpoint_result *e;
	struct report *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = report_new();
		e = add_proven(r, PROTO_IMAP, "i.example");
		e->login.mechanism = rows[i].mechanism;
		if (rows[i].offered != NULL)
			words_add(&r->arena,
			    &STAILQ_FIRST(&e->addresses)->mechanisms,
			    rows[i].offered);
		assert_int_equal(tell_auth(e), rows[i].want);
		report_free(&r);
	}
}

static void
test_addresses(void **state)
{
	static const char *const good[] = { "anna@example.org", "a@localhost",
		"\"a@b\"@example.org", "ann\xc3\xa4@m\xc3\xbcller.example",
		"a+b@xn--mller-kva.example" };
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_int_equal(address_check(good[i], false, &err), 0);
	assert_int_equal(address_check("example.org", false, &err), -1);
	assert_int_equal(address_check("example.org", true, &err), 0);
	assert_int_equal(address_check("anna@example.org", true, &err), 0);
}

static void
test_wrap(void **state)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	(void)state;
	layout_pad(f, "ab", 4);
	layout_wrap(f, "one  two", 4, 4);
	layout_wrap(f,
	    "123456789 123456789 123456789 123456789 123456789 123456789 "
	    "123456789 12345678 x",
	    0, 2);
	layout_wrap(f, "", 0, 0);
	fclose(f);
	assert_string_equal(text,
	    "ab  one two\n"
	    "123456789 123456789 123456789 123456789 123456789 123456789 "
	    "123456789 12345678\n  x\n\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_error_verdict),
		cmocka_unit_test(test_findings_merge),
		cmocka_unit_test(test_skips),
		cmocka_unit_test(test_json_settings),
		cmocka_unit_test(test_services),
		cmocka_unit_test(test_oauth),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_auth),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_wrap),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
