// room: profiles/settings
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "profiles/base/arena.h"
#include "profiles/settings/account.h"
#include "profiles/settings/value.h"

/* In a URL the address is encoded, but for the dot; a plus is no blank. */
static void
test_encoding(void **state)
{
	static const struct {
		const char *text, *address, *want;
	} urls[] = {
		{ "https://x.org/%EMAILADDRESS%", "an.na+list@m\xc3\xbc.de",
		    "https://x.org/an.na%2Blist@xn--m-eha.de" },
		{ "https://x.org/%EMAILLOCALPART", "b\xc3\xb6@x.org",
		    "https://x.org/b%C3%B6" },
		{ "https://%EMAILDOMAIN%/", "m\xc3\xbc.de",
		    "https://xn--m-eha.de/" },
		{ "https://x.org/%EMAILADDRESS%", "x.org", NULL },
		{ "https://x.org/%EMAILADDRESS%", NULL,
		    "https://x.org/%EMAILADDRESS%" },
	};
	struct arena a = { NULL };
	const char *got;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		got = value_url(&a, urls[i].text, urls[i].address);
		if (urls[i].want == NULL)
			assert_null(got);
		else
			assert_string_equal(got, urls[i].want);
	}
	arena_clear(&a);
}

static void
test_private(void **state)
{
	static const char *const inside[] = { "0.0.0.0", "10.9.8.7",
		"100.64.0.1", "100.127.255.255", "127.0.0.1", "169.254.1.1",
		"172.16.0.1", "172.31.255.255", "192.168.1.1", "224.0.0.1",
		"255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "fe80::1",
		"fd00::1", "ff02::1" };
	static const char *const outside[] = { "1.1.1.1", "100.63.0.1",
		"100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.2.1",
		"223.255.255.255", "2001:db8::1", "::ffff:1.1.1.1",
		"example.org" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		if (!value_is_private_ip(inside[i]))
			fail_msg("%s", inside[i]);
	for (i = 0; i < sizeof(outside) / sizeof(outside[0]); i++)
		if (value_is_private_ip(outside[i]))
			fail_msg("%s", outside[i]);
}

/* As mail servers know the mailbox. */
static void
test_login(void **state)
{
	static const struct {
		const char *typed, *login;
	} rows[] = {
		{ "Anna@Example.ORG", "Anna@Example.ORG" },
		{ "anna@M\xc3\xbc.de", "anna@xn--m-eha.de" },
		{ "b\xc3\xb6@m\xc3\xbc.de", "b\xc3\xb6@m\xc3\xbc.de" },
		{ "\"a@b\"@m\xc3\xbc.de", "\"a@b\"@xn--m-eha.de" },
		{ "m\xc3\xbc.de", "m\xc3\xbc.de" },
	};
	struct arena a = { NULL };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
		    account_login(&a, rows[i].typed), rows[i].login);
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_private),
		cmocka_unit_test(test_login),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
