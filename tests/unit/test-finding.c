// room: probe/report
/* The list of findings: what holds for every row, and how texts are filled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/report/finding.h"
#include "profiles/base/arena.h"
#include "profiles/base/buf.h"

/* Lower-case words with dots between them, as the catalogue spells them. */
static void
test_names_are_unique_ids(void **state)
{
	const char *name;
	int i, k;

	(void)state;
	for (i = 0; i < FINDING_COUNT; i++) {
		name = finding_name((enum finding_id)i);
		assert_int_equal(
		    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-"),
		    strlen(name));
		assert_non_null(strchr(name, '.'));
		for (k = 0; k < i; k++)
			assert_string_not_equal(
			    name, finding_name((enum finding_id)k));
	}
}

static void
check_sentence(const char *text)
{
	size_t n = strlen(text);
	char last = n == 0 ? '\0' : text[n - 1];

	assert_true(n > 20 && n < 400);
	/* A quoted reply may stand at the end. */
	assert_true(last == '.' || last == '}');
	assert_null(strstr(text, "  "));
	/* A place may begin with a vowel, in writing or in speech. */
	assert_null(strstr(text, " a {"));
	assert_null(strstr(text, " an {"));
	assert_null(strchr(text, '\n'));
}

static void
test_texts_are_sentences(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < FINDING_COUNT; i++) {
		check_sentence(finding_text((enum finding_id)i));
		check_sentence(finding_remedy((enum finding_id)i));
	}
}

/* Advice that other programs give and that opens a door. */
static void
test_no_unsafe_advice(void **state)
{
	static const char *const unsafe[] = { "off STARTTLS", "off TLS",
		"off encryption", "without TLS", "exception", "insecure",
		"ignore the certificate", "accept the certificate anyway" };
	size_t k;
	int i;

	(void)state;
	for (i = 0; i < FINDING_COUNT; i++)
		for (k = 0; k < sizeof(unsafe) / sizeof(unsafe[0]); k++)
			assert_null(strstr(
			    finding_remedy((enum finding_id)i), unsafe[k]));
}

static void
test_same_finding_once(void **state)
{
	struct arena arena = { 0 };
	struct findings f;
	struct place here[] = { { "host", "a.example" }, { NULL, NULL } };
	struct place there[] = { { "host", "b.example" }, { NULL, NULL } };
	struct finding *first;

	(void)state;
	findings_init(&f, &arena);
	first = finding_add(&f, FINDING_TCP_REFUSED, here, "x");
	assert_int_equal(first->severity, SEV_ERROR);
	assert_string_equal(first->evidence, "x");
	assert_ptr_equal(
	    first, finding_add(&f, FINDING_TCP_REFUSED, here, "y"));
	assert_ptr_not_equal(
	    first, finding_add(&f, FINDING_TCP_REFUSED, there, NULL));
	assert_ptr_equal(first, finding_find(&f, FINDING_TCP_REFUSED));
	assert_null(finding_find(&f, FINDING_TCP_FILTERED));
	arena_clear(&arena);
}

static void
test_fill(void **state)
{
	static const struct {
		const char *template, *filled;
	} rows[] = {
		{ "nothing", "nothing" },
		{ "{host}:{port}", "a.example:993" },
		{ "x {port} y", "x 993 y" },
		{ "{unknown} {host}", "{unknown} a.example" },
		{ "open {host", "open {host" },
		{ "{hos} {hostname}", "{hos} {hostname}" },
	};
	struct arena arena = { 0 };
	struct findings f;
	struct place places[] = { { "host", "a.example" }, { "port", "993" },
		{ NULL, NULL } };
	const struct finding *told;
	struct buf out;
	size_t i;

	(void)state;
	findings_init(&f, &arena);
	told = finding_add(&f, FINDING_TCP_REFUSED, places, NULL);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_init(&out, 1000);
		finding_fill(&out, rows[i].template, told);
		assert_string_equal(buf_text(&out), rows[i].filled);
		buf_clear(&out);
	}
	arena_clear(&arena);
}

/* What the server wrote is shown, never read as a template. */
static void
test_fill_takes_values_as_they_are(void **state)
{
	struct arena arena = { 0 };
	struct findings f;
	struct place places[] = { { "host", "{port}" }, { "port", "993" },
		{ NULL, NULL } };
	struct buf out;

	(void)state;
	findings_init(&f, &arena);
	buf_init(&out, 1000);
	finding_fill(
	    &out, "{host}", finding_add(&f, FINDING_TCP_REFUSED, places, NULL));
	assert_string_equal(buf_text(&out), "{port}");
	buf_clear(&out);
	arena_clear(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_unique_ids),
		cmocka_unit_test(test_texts_are_sentences),
		cmocka_unit_test(test_no_unsafe_advice),
		cmocka_unit_test(test_same_finding_once),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_fill_takes_values_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
