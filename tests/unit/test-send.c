// room: probe/session
/* Addresses on their way into a command: none may carry a second one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/session/path.h"
#include "profiles/base/arena.h"

static const struct {
	const char *address, *path; /* NULL: fits into no command */
	bool utf8;
} rows[] = {
	{ "anna@example.org", "anna@example.org", false },
	{ "Anna.Berg+x@Example.ORG", "Anna.Berg+x@example.org", false },
	{ "o'hara@example.org", "o'hara@example.org", false },
	{ "anna@m\xc3\xbcller.de", "anna@xn--mller-kva.de", false },
	{ "gr\xc3\xbcn@m\xc3\xbcller.de", "gr\xc3\xbcn@m\xc3\xbcller.de",
	    true },
	{ "gr\xc3\xbcn@xn--mller-kva.de", "gr\xc3\xbcn@m\xc3\xbcller.de",
	    true },
	{ "gr\xc3\xbcn@example.org", "gr\xc3\xbcn@example.org", true },
	/* no dot-string: quoted (RFC 5321 section 4.1.2) */
	{ "a..b@example.org", "\"a..b\"@example.org", false },
	{ ".a@example.org", "\".a\"@example.org", false },
	{ "a b@example.org", "\"a b\"@example.org", false },
	{ "a> SIZE=9@example.org", "\"a> SIZE=9\"@example.org", false },
	{ "a@b@example.org", "\"a@b\"@example.org", false },
	{ "a\"b@example.org", "\"a\\\"b\"@example.org", false },
	{ "a\\@example.org", "\"a\\\\\"@example.org", false },
	/* quoted already */
	{ "\"a b\"@example.org", "\"a b\"@example.org", false },
	{ "\"anna\"@example.org", "anna@example.org", false },
	{ "\"a\\\"b\"@example.org", "\"a\\\"b\"@example.org", false },
	{ "\"a\\b\"@example.org", "ab@example.org", false },
	{ "\"a\"b\"@example.org", NULL, false },
	{ "\"a\\\"@example.org", NULL, false },
	{ "\"a@example.org", NULL, false }, { "\"\"@example.org", NULL, false },
	/* a second command, and what might become one */
	{ "a\r\nDATA@example.org", NULL, false },
	{ "a\nb@example.org", NULL, false },
	{ "\"a\rb\"@example.org", NULL, false },
	{ "a\x7f@example.org", NULL, false },
	{ "a\xc2\x85@example.org", NULL, false },
	{ "a\xe2\x80\xa8@example.org", NULL, false },
	{ "a\xff@example.org", NULL, false },
	{ "a@example.org>\r\nDATA", NULL, false },
	{ "a@example.org> SIZE=9", NULL, false },
	/* none at all */
	{ "anna", NULL, false }, { "@example.org", NULL, false },
	{ "anna@", NULL, false }, { "anna@[192.0.2.1]", NULL, false },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "@example.org",
	    NULL, false }, /* 65 letters */
};

static void
addresses_become_paths(void **state)
{
	struct arena a = { NULL };
	const char *path;
	bool utf8;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		utf8 = false;
		path = path_of(&a, rows[i].address, &utf8);
		if (rows[i].path == NULL) {
			if (path != NULL)
				fail_msg("%s: %s", rows[i].address, path);
			continue;
		}
		assert_non_null(path);
		assert_string_equal(path, rows[i].path);
		assert_int_equal(utf8, rows[i].utf8);
	}
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_become_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
