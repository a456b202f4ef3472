// room: profiles/base
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/base/err.h"

/* The language of the tests: capitals, and another order. */
static const char *const known[][2] = {
	{ "no %s: %d of %zu", "%2$d VON %3$zu, KEIN %1$s" },
	{ "bad %s (%c, %.*s, 5 %%, %u)", "SCHLECHT: %s (%c, %.*s, 5 %%, %u)" },
	{ "name", "NAME" },
};

static const char *
loud(const void *arg, const char *text)
{
	size_t i;

	assert_ptr_equal(arg, known);
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i][0], text) == 0)
			return known[i][1];
	return text;
}

static void
check(const struct err *err, const char *english, const char *capitals)
{
	char text[ERR_BYTES];

	assert_string_equal(err->text, english);
	err_in(err, loud, known, text);
	assert_string_equal(text, capitals);
}

static void
test_languages(void **state)
{
	struct err err, outer, copy;

	(void)state;
	assert_int_equal(err_set(NULL, "no memory"), -1);
	assert_int_equal(
	    err_set(&err, "no %s: %d of %zu", "name", -3, (size_t)7), -1);
	check(&err, "no name: -3 of 7", "-3 VON 7, KEIN name");
	err_set_word(&err, 1, "no %s: %d of %zu", "name", 2, (size_t)7);
	check(&err, "no name: 2 of 7", "2 VON 7, KEIN NAME");
	err_copy(&copy, &err);
	assert_int_equal(err_wrap(&outer, "b", &copy), -1);
	err_wrap(&err, "a", &outer);
	memset(&outer, 0, sizeof(outer));
	memset(&copy, 0, sizeof(copy));
	check(&err, "a: b: no name: 2 of 7", "a: b: 2 VON 7, KEIN NAME");
	err_set(&err, "bad %s (%c, %.*s, 5 %%, %u)", "%s", 'x', 2, "yyyy", 4u);
	check(&err, "bad %s (x, yy, 5 %, 4)", "SCHLECHT: %s (x, yy, 5 %, 4)");
	err_set(&err, "a sentence that nobody has translated");
	check(&err, err.text, err.text);
}

static void
test_bounds(void **state)
{
	char longest[2 * ERR_BYTES], text[ERR_BYTES];
	struct err err, outer;

	(void)state;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	err_set(&err, "no %s: %d of %zu", longest, 1, (size_t)2);
	assert_int_equal(strlen(err.text), ERR_BYTES - 1);
	err_in(&err, loud, known, text);
	assert_int_equal(strlen(text), ERR_BYTES - 1);
	assert_int_equal(strncmp(text, "1 VON 2, KEIN xxx", 17), 0);
	err_set(
	    &err, "bad %s (%c, %.*s, 5 %%, %u)", longest, 'x', 2, longest, 4u);
	err_in(&err, loud, known, text);
	assert_int_equal(strlen(text), ERR_BYTES - 1);
	err_wrap(&outer, longest, &err);
	assert_int_equal(strlen(outer.text), ERR_BYTES - 1);
	err_in(&outer, loud, known, text);
	assert_string_equal(text, outer.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
