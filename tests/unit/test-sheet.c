// room: profiles/sheet
/*
 * The table of mail programs behind the customer's sheet, and the text
 * layout.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <stdint.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/columns.h"
#include "profiles/sheet/clients.h"
#include "profiles/sheet/sheet.h"

/* Is b known wherever a is, and the other way round? */
static void
assert_both(const char *client, const char *a, const char *b)
{
	if ((a == NULL) != (b == NULL))
		fail_msg(
		    "%s: '%s' in one language only", client, a == NULL ? b : a);
}

static void
test_clients(void **state)
{
	const struct sheet_client *c;
	struct buf names;
	size_t i, n = 0;
	int k;

	(void)state;
	buf_init(&names, 1024);
	sheet_client_names(&names);
	for (i = 0; (c = sheet_client_at(i)) != NULL; i++, n++) {
		assert_ptr_equal(sheet_client_find(c->name), c);
		assert_non_null(strstr(buf_text(&names), c->name));
		assert_non_null(strchr("LCD", c->evidence));
		assert_true((c->protocols & WRITES_SMTP) != 0);
		assert_non_null(c->en.title);
		assert_both(c->name, c->en.title, c->de.title);
		assert_both(c->name, c->en.add, c->de.add);
		assert_both(c->name, c->en.server, c->de.server);
		assert_both(c->name, c->en.user, c->de.user);
		assert_both(c->name, c->en.leave, c->de.leave);
		assert_int_equal(c->en.leave_switch, c->de.leave_switch);
		for (k = 0; k < 3; k++)
			assert_both(c->name, c->en.leaves[k], c->de.leaves[k]);
	}
	buf_clear(&names);
	assert_int_equal(n, 8);
	assert_null(sheet_client_find("all"));
	assert_null(sheet_client_find(""));
}

static const struct {
	const char *text;
	size_t start, indent, columns;
	const char *expected;
} folds[] = {
	{ "", 0, 0, 10, "\n" },
	{ "one two", 0, 2, 10, "one two\n" },
	{ "one two three", 0, 2, 8, "one two\n  three\n" },
	{ "one two", 6, 2, 10, "one\n  two\n" },
	{ "  one   two ", 0, 0, 10, "one two\n" },
	{ "averyverylongword b", 0, 1, 5, "averyverylongword\n b\n" },
	{ "müß süß", 0, 0, 7, "müß süß\n" },
	{ "日本 語", 0, 0, 6, "日本\n語\n" },
};

static void
test_fold(void **state)
{
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(folds) / sizeof(folds[0]); i++) {
		buf_init(&out, 1000);
		columns_fold(&out, folds[i].text, folds[i].start,
		    folds[i].indent, folds[i].columns);
		assert_string_equal(buf_text(&out), folds[i].expected);
		buf_clear(&out);
	}
	assert_int_equal(columns_width("Straße"), 6);
	assert_int_equal(columns_width("\xff"), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_fold),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("sheet", tests, NULL, NULL);
}
