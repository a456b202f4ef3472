// room: probe/sasl
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe/net/line.h"
#include "probe/report/redactor.h"
#include "probe/sasl/sasl.h"
#include "profiles/base/buf.h"
#include "profiles/base/secret.h"

static void
lines_end_where_they_should(void **state)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum line_status status;
		size_t len, used;
	} rows[] = {
		{ "", 0, LINE_PARTIAL, 0, 0 },
		{ "abc", 3, LINE_PARTIAL, 0, 0 },
		{ "abc\r", 4, LINE_PARTIAL, 0, 0 },
		{ "abc\r\n", 5, LINE_FULL, 3, 5 },
		{ "abc\nrest", 8, LINE_FULL, 3, 4 },
		{ "\r\n", 2, LINE_FULL, 0, 2 },
		{ "\n", 1, LINE_FULL, 0, 1 },
		{ "a\rb\r\n", 5, LINE_FULL, 3, 5 },
		{ "a\0b\r\n", 5, LINE_BROKEN, 0, 0 },
		{ "a\r\n\0", 4, LINE_FULL, 1, 3 },
	};
	size_t i, len, used;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		len = used = 0;
		assert_int_equal(
		    line_next(rows[i].bytes, rows[i].n, &len, &used),
		    rows[i].status);
		assert_int_equal(len, rows[i].len);
		assert_int_equal(used, rows[i].used);
	}
}

static void
long_lines_are_refused(void **state)
{
	size_t len, used, n = LINE_MAX_BYTES + 1;
	char *bytes = malloc(n + 1);

	(void)state;
	memset(bytes, 'a', n);
	assert_int_equal(line_next(bytes, n, &len, &used), LINE_TOO_LONG);
	bytes[LINE_MAX_BYTES] = '\n';
	assert_int_equal(line_next(bytes, n, &len, &used), LINE_FULL);
	assert_int_equal(len, LINE_MAX_BYTES);
	free(bytes);
}

/* The password "Geh3im-Wort", alone and in base64 behind 0, 1 and 2 bytes. */
static void
every_form_of_a_password_is_hidden(void **state)
{
	static const char *const rows[][2] = {
		{ "NO a Geh3im-Wort b", "NO a <hidden> b" },
		{ "NO GEH3IM-WORT", "NO <hidden>" },
		{ "NO ?p=geh3im%2dwort&", "NO ?p=<hidden>&" },
		{ "NO %47%65%68%33im-Wort", "NO <hidden>" },
		{ "BAD R2VoM2ltLVdvcnQ=", "BAD <hidden>" },
		{ "BAD YUdlaDNpbS1Xb3J0", "BAD <hidden>" },
		{ "BAD YWJHZWgzaW0tV29ydA==", "BAD <hidden>" },
		{ "BAD \"YUDLADNPBS1XB3J0\"", "BAD \"<hidden>\"" },
		/* cut, and folded */
		{ "BAD R2VoM2ltLV", "BAD <hidden>" },
		{ "VoM2ltLVdvcnQ= BAD", "<hidden> BAD" },
		/* as servers write characters */
		{ "BAD Geh3im=2DWort", "BAD <hidden>" },
		{ "BAD &#71;eh3im&#x2D;Wort;", "BAD <hidden>;" },
		{ "BAD Geh3im\\x2dWort", "BAD <hidden>" },
		{ "BAD Geh3im\\055Wort", "BAD <hidden>" },
		{ "BAD Geh3im\\u002DWort", "BAD <hidden>" },
		{ "BAD Geh3im\\u{002d}Wort", "BAD <hidden>" },
		{ "CN=Geh3im\\2DWort", "CN=<hidden>" },
		{ "BAD 47656833696d2d576f7274.", "BAD <hidden>." },
		{ "&AEcAZQBoADMAaQBtAC0AVwBvAHIAdA-", "<hidden>" },
		{ "a&-Geh3im&AC0-Wort&-b", "a&-<hidden>&-b" },
		{ "a +AEcAZQBoADMAaQBtAC0AVwBvAHIAdA- b", "a <hidden> b" },
		{ "+OK Geh3im-Wort", "+OK <hidden>" },
		{ "Geh3im", "Geh3im" },
		{ "BAD R2VoM2 100%", "BAD R2VoM2 100%" },
	};
	struct secret *s = secret_new("Geh3im-Wort", 11);
	struct redactor *r = redactor_new(s);
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_init(&out, 1000);
		redactor_hide(r, rows[i][0], strlen(rows[i][0]), &out);
		assert_string_equal(buf_text(&out), rows[i][1]);
		buf_clear(&out);
	}
	redactor_free(&r);
	secret_free(&s);
}

static void
quoted_passwords_are_hidden(void **state)
{
	struct secret *s = secret_new("a\"b\\c", 5);
	struct redactor *r = redactor_new(s);
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	redactor_hide(r, "LOGIN x \"a\\\"b\\\\c\"", 17, &out);
	assert_string_equal(buf_text(&out), "LOGIN x \"<hidden>\"");
	buf_clear(&out);
	redactor_free(&r);
	secret_free(&s);
}

/* "<p\xc3\xa4&\xf0\x9f\x98\x80>" and how it may come back */
static void
characters_beyond_ascii_are_hidden(void **state)
{
	static const char *const rows[] = { "<p\xc3\xa4&\xf0\x9f\x98\x80>",
		"<p\xe4&\xf0\x9f\x98\x80>", "&lt;p&#228;&amp;&#x1f600;&gt;",
		"<p\\u00e4&\\ud83d\\ude00>", "%3Cp%C3%A4%26%F0%9F%98%80%3E",
		"<p=C3=A4&=F0=9F=98=80>", "<p\\303\\244&\\360\\237\\230\\200>",
		"<p\\C3\\A4&\\F0\\9F\\98\\80>", "<p&AOQ-&-&2D3eAA->",
		"<p+AOQAJtg93gA->", "3c70c3a426f09f98803e", NULL };
	struct secret *s = secret_new("<p\xc3\xa4&\xf0\x9f\x98\x80>", 10);
	struct redactor *r = redactor_new(s);
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; rows[i] != NULL; i++) {
		buf_init(&out, 1000);
		redactor_hide(r, rows[i], strlen(rows[i]), &out);
		assert_string_equal(buf_text(&out), "<hidden>");
		assert_true(redactor_finds(r, rows[i]));
		buf_clear(&out);
	}
	assert_false(redactor_finds(r, "<pa&>"));
	redactor_free(&r);
	secret_free(&s);
}

static const char *
choose(struct words *offered, enum sasl_order order, const char *const *allowed,
    bool binding, unsigned tried)
{
	struct sasl_choice c = { offered, allowed, order, binding, tried };
	const struct sasl_mech *m = sasl_choose(&c);

	return m == NULL ? "" : m->name;
}

static void
the_strongest_comes_first(void **state)
{
	static const char *const cram[] = { "CRAM-MD5", NULL };
	static const char *const plain[] = { "plain", NULL };
	struct arena a = { NULL };
	struct words w = { NULL, 0 };
	const enum sasl_order o = SASL_STRONG;

	(void)state;
	words_add(&a, &w, "XOAUTH2");
	assert_string_equal(choose(&w, o, NULL, true, 0), "");
	words_add(&a, &w, "CRAM-MD5");
	assert_string_equal(choose(&w, o, NULL, true, 0), "CRAM-MD5");
	assert_string_equal(choose(&w, o, cram, true, 0), "CRAM-MD5");
	words_add(&a, &w, "LOGIN");
	assert_string_equal(choose(&w, o, NULL, true, 0), "LOGIN");
	words_add(&a, &w, "PLAIN");
	assert_string_equal(choose(&w, o, NULL, true, 0), "PLAIN");
	words_add(&a, &w, "SCRAM-SHA-1");
	words_add(&a, &w, "SCRAM-SHA-256");
	assert_string_equal(choose(&w, o, NULL, true, 0), "SCRAM-SHA-256");
	assert_string_equal(choose(&w, o, plain, true, 0), "PLAIN");
	words_add(&a, &w, "SCRAM-SHA-1-PLUS");
	assert_string_equal(choose(&w, o, NULL, false, 0), "SCRAM-SHA-256");
	assert_string_equal(choose(&w, o, NULL, true, 0), "SCRAM-SHA-1-PLUS");
	assert_string_equal(
	    choose(&w, o, NULL, true, sasl_bits(MECH_PLUS)), "SCRAM-SHA-256");
	arena_clear(&a);
}

static void
the_usual_order_is_that_of_mail_programs(void **state)
{
	struct arena a = { NULL };
	struct words w = { NULL, 0 };
	const enum sasl_order o = SASL_USUAL;

	(void)state;
	words_add(&a, &w, "CRAM-MD5");
	assert_string_equal(choose(&w, o, NULL, true, 0), "CRAM-MD5");
	words_add(&a, &w, "USER");
	assert_string_equal(choose(&w, o, NULL, true, 0), "USER");
	words_add(&a, &w, "SCRAM-SHA-256");
	words_add(&a, &w, "SCRAM-SHA-256-PLUS");
	assert_string_equal(choose(&w, o, NULL, true, 0), "SCRAM-SHA-256-PLUS");
	assert_string_equal(choose(&w, o, NULL, false, 0), "SCRAM-SHA-256");
	words_add(&a, &w, "LOGIN");
	assert_string_equal(choose(&w, o, NULL, true, 0), "LOGIN");
	words_add(&a, &w, "PLAIN");
	assert_string_equal(choose(&w, o, NULL, true, 0), "PLAIN");
	assert_string_equal(choose(&w, o, NULL, true, sasl_bits(MECH_SHOWN)),
	    "SCRAM-SHA-256-PLUS");
	assert_string_equal(
	    choose(&w, o, NULL, true, sasl_bits(MECH_SHOWN | MECH_PROOF)),
	    "CRAM-MD5");
	arena_clear(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_where_they_should),
		cmocka_unit_test(long_lines_are_refused),
		cmocka_unit_test(every_form_of_a_password_is_hidden),
		cmocka_unit_test(quoted_passwords_are_hidden),
		cmocka_unit_test(characters_beyond_ascii_are_hidden),
		cmocka_unit_test(the_strongest_comes_first),
		cmocka_unit_test(the_usual_order_is_that_of_mail_programs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
