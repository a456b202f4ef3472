// room: probe/report
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe/report/fact.h"
#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/idna.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

static void
buf_keeps_its_ceiling(void **state)
{
	struct buf b;
	char *taken;

	(void)state;
	buf_init(&b, 5);
	assert_int_equal(buf_add(&b, "abc", 3), 0);
	assert_int_equal(buf_add(&b, "def", 3), -1);
	assert_string_equal(buf_text(&b), "abc");
	assert_int_equal(buf_printf(&b, "%d", 123), -1);
	assert_int_equal(buf_printf(&b, "%d", 12), 0);
	buf_consume(&b, 1);
	assert_string_equal(buf_text(&b), "bc12");
	taken = buf_take(&b);
	assert_string_equal(taken, "bc12");
	assert_int_equal(b.len, 0);
	free(taken);
	buf_clear(&b);
}

static void
numbers_are_digits_in_range(void **state)
{
	static const struct {
		const char *text;
		int result;
	} rows[] = {
		{ "1", 0 },
		{ "65535", 0 },
		{ "65536", -1 },
		{ "0", -1 },
		{ "", -1 },
		{ "+1", -1 },
		{ " 1", -1 },
		{ "1 ", -1 },
		{ "0x10", -1 },
		{ "99999999999999999999", -1 },
	};
	int64_t n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    str_number(rows[i].text, 1, 65535, &n), rows[i].result);
}

static void
hosts_are_ldh(void **state)
{
	static const struct {
		const char *host;
		bool good;
	} rows[] = {
		{ "imap.example.org", true },
		{ "xn--mller-kva.example", true },
		{ "a_b.example", true },
		{ "localhost", true },
		{ "", false },
		{ ".example", false },
		{ "example.", false },
		{ "a..b", false },
		{ "-a.example", false },
		{ "a-.example", false },
		{ "a b.example", false },
		{ "m\xc3\xbcller.example", false },
		{ "a/b", false },
		{ "127.0.0.1", false },
	};
	char label[70];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(
		    str_is_host(rows[i].host, false), rows[i].good);
	assert_true(str_is_host("127.0.0.1", true));
	assert_true(str_is_host("::1", true));
	memset(label, 'a', sizeof(label) - 1);
	label[sizeof(label) - 1] = '\0';
	assert_false(str_is_host(label, false));
}

static void
inside_means_label_boundary(void **state)
{
	(void)state;
	assert_true(str_host_inside("imap.example.org", "example.org"));
	assert_true(str_host_inside("EXAMPLE.org", "example.org"));
	assert_false(str_host_inside("notexample.org", "example.org"));
	assert_false(str_host_inside("example.org.evil", "example.org"));
	assert_false(str_host_inside("org", "example.org"));
	assert_false(str_host_inside("example.org", ""));
}

static void
foreign_text_is_made_safe(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = {
		{ "plain", "plain" },
		{ "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "a\x1b[31mred", "a\\x1b[31mred" },
		{ "cr\rlf\n", "cr\\x0dlf\\x0a" },
		{ "bidi\xe2\x80\xae!", "bidi\\u{202e}!" },
		{ "c1\xc2\x9b", "c1\\u{009b}" },
		{ "bad\xff\xfe", "bad\\xff\\xfe" },
		{ "overlong\xc0\xaf", "overlong\\xc0\\xaf" },
		{ "half\xe2\x82", "half\\xe2\\x82" },
		{ "tag\xf3\xa0\x80\x81", "tag\\u{e0001}" },
		{ "soft\xc2\xad", "soft\\u{00ad}" },
		{ "fill\xe1\x85\x9f\xe3\x85\xa4", "fill\\u{115f}\\u{3164}" },
		{ "join\xe2\x80\x8d", "join\\u{200d}" },
		{ "select\xef\xb8\x8f", "select\\u{fe0f}" },
	};
	struct arena a = { NULL };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
		    str_printable_dup(&a, rows[i].in, strlen(rows[i].in)),
		    rows[i].out);
	arena_clear(&a);
}

/* Every edge of every range, and its neighbours. */
static void
characters_have_their_faults(void **state)
{
	static const struct {
		uint32_t c;
		enum str_fault fault;
	} rows[] = {
		{ 0, STR_CONTROL },
		{ 0x1f, STR_CONTROL },
		{ ' ', STR_BLANK },
		{ '!', STR_FINE },
		{ 0x7e, STR_FINE },
		{ 0x7f, STR_CONTROL },
		{ 0x9f, STR_CONTROL },
		{ 0xa0, STR_BLANK },
		{ 0xa1, STR_FINE },
		{ 0xad, STR_HIDDEN },
		{ 0xe4, STR_FINE },
		{ 0x34f, STR_HIDDEN },
		{ 0x61c, STR_HIDDEN },
		{ 0x115f, STR_HIDDEN },
		{ 0x1160, STR_HIDDEN },
		{ 0x1161, STR_FINE },
		{ 0x200a, STR_BLANK },
		{ 0x200b, STR_HIDDEN },
		{ 0x200c, STR_JOINER },
		{ 0x200d, STR_JOINER },
		{ 0x200e, STR_HIDDEN },
		{ 0x2010, STR_FINE },
		{ 0x2028, STR_HIDDEN },
		{ 0x202e, STR_HIDDEN },
		{ 0x202f, STR_BLANK },
		{ 0x2030, STR_FINE },
		{ 0x2066, STR_HIDDEN },
		{ 0x2069, STR_HIDDEN },
		{ 0x3164, STR_HIDDEN },
		{ 0xfeff, STR_HIDDEN },
		{ 0xfffb, STR_HIDDEN },
		{ 0xfffd, STR_FINE },
		{ 0xfffe, STR_HIDDEN },
		{ 0x1f600, STR_FINE },
		{ 0xe0001, STR_HIDDEN },
		{ 0xe0100, STR_JOINER },
		{ 0x10ffff, STR_HIDDEN },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (str_fault_of(rows[i].c) != rows[i].fault)
			fail_msg(
			    "U+%04X: %d", rows[i].c, str_fault_of(rows[i].c));
	assert_int_equal(str_fault("plain"), STR_FINE);
	assert_int_equal(str_fault("a b"), STR_BLANK);
	assert_int_equal(str_fault("\xe2\x80\xae \xc2\x9b"), STR_CONTROL);
	assert_int_equal(str_fault("\xc2\x9b\xff"), STR_BROKEN);
}

static void
secrets_refuse_line_ends(void **state)
{
	struct secret *s = secret_new("pa ss", 5);

	(void)state;
	assert_non_null(s);
	assert_string_equal(secret_text(s), "pa ss");
	secret_free(&s);
	assert_null(s);
	assert_null(secret_new("", 0));
	assert_null(secret_new("a\r", 2));
	assert_null(secret_new("a\nb", 3));
	assert_null(secret_new("a\0b", 3));
}

static void
facts_are_printable_and_in_order(void **state)
{
	struct arena a = { NULL };
	struct facts f;

	(void)state;
	facts_init(&f, &a);
	fact_add(&f, FACT_CLOSED, "at\x1b[0m");
	fact_add_number(&f, FACT_TLS_ALERT, "first", 40);
	fact_add_number(&f, FACT_TLS_ALERT, "second", 70);
	assert_string_equal(fact_find(&f, FACT_CLOSED)->text, "at\\x1b[0m");
	assert_int_equal(fact_find(&f, FACT_TLS_ALERT)->number, 40);
	assert_null(fact_find(&f, FACT_TCP_REFUSED));
	arena_clear(&a);
}

static void
arena_holds_large_and_small(void **state)
{
	struct arena a = { NULL };
	char *big, *small;
	int i;

	(void)state;
	big = arena_alloc(&a, 100000);
	memset(big, 'x', 100000);
	for (i = 0; i < 5000; i++) {
		small = arena_printf(&a, "%d", i);
		assert_int_equal((uintptr_t)small % 16, 0);
	}
	assert_string_equal(small, "4999");
	assert_int_equal(big[99999], 'x');
	arena_clear(&a);
	assert_null(a.blocks);
}

static void
names_become_a_labels(void **state)
{
	struct arena a = { NULL };

	(void)state;
	assert_string_equal(idna_ascii(&a, "Example.ORG"), "example.org");
	assert_string_equal(
	    idna_ascii(&a, "M\xc3\xbcller.example"), "xn--mller-kva.example");
	assert_null(idna_ascii(&a, ""));
	assert_null(idna_ascii(&a, "two words.example"));
	assert_null(idna_ascii(&a, "\xff.example"));
	assert_null(idna_ascii(&a, "192.0.2.1:25"));
	arena_clear(&a);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(buf_keeps_its_ceiling),
		cmocka_unit_test(numbers_are_digits_in_range),
		cmocka_unit_test(hosts_are_ldh),
		cmocka_unit_test(inside_means_label_boundary),
		cmocka_unit_test(foreign_text_is_made_safe),
		cmocka_unit_test(characters_have_their_faults),
		cmocka_unit_test(secrets_refuse_line_ends),
		cmocka_unit_test(facts_are_printable_and_in_order),
		cmocka_unit_test(arena_holds_large_and_small),
		cmocka_unit_test(names_become_a_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
