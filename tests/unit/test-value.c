// room: profiles/settings
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/base/arena.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"
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

/* What nobody sees is in no value. */
static void
test_unseen(void **state)
{
	static const char *const unseen[] = { "\x1b[2J", "\xc2\x9b", "\xc2\x9d",
		"\x7f", "\r", "\t", " ", "\xc2\xa0", "\xc2\xad", "\xe1\x85\x9f",
		"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8e", "\xe2\x80\xae",
		"\xe2\x81\xa6", "\xe2\x81\xa9", "\xe2\x81\xa0", "\xe3\x85\xa4",
		"\xef\xbb\xbf", "\xf3\xa0\x80\x81", "\xff" };
	static const char *const whom[] = { "anna@example.org", NULL };
	struct arena a = { NULL };
	const char *url;
	size_t i, w;

	(void)state;
	assert_string_equal(
	    value_username(&a, "b\xc3\xa4r", "anna@example.org"), "b\xc3\xa4r");
	for (i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		for (w = 0; w < 2; w++) {
			if (value_username(&a,
				arena_printf(&a, "an%sna", unseen[i]),
				whom[w]) != NULL)
				fail_msg("user name %zu", i);
			url = value_url(&a,
			    arena_printf(
				&a, "https://example.org/%s", unseen[i]),
			    whom[w]);
			if (url != NULL && str_fault(url) != STR_FINE)
				fail_msg("url %zu: %s", i, url);
		}
	arena_clear(&a);
}

/* As a person writes the name of a host. */
static void
test_typed(void **state)
{
	static const struct {
		const char *typed, *host;
	} rows[] = {
		{ "Mail.Example.org", "mail.example.org" },
		{ "mail.example.org.", "mail.example.org" },
		{ "mail.example.org..", NULL },
		{ ".", NULL },
		{ "", NULL },
		{ "192.0.2.1", "192.0.2.1" },
		{ "2001:DB8::1", "2001:db8::1" },
		{ "m\xc3\xbc.de.", "xn--m-eha.de" },
		{ "\xd9\x86\xd8\xa7\xd9\x85\xd9\x87\xe2\x80\x8c\xd8\xa7"
		  "\xdb\x8c.example",
		    "xn--mgba3gch31f060k.example" },
		{ "a\xe2\x80\x8c.example", NULL },
		{ "a\xe2\x80\xae.example", NULL },
		{ "a\xe3\x85\xa4.example", NULL },
	};
	struct arena a = { NULL };
	const char *host;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		host = idna_typed(&a, rows[i].typed);
		if (rows[i].host == NULL
			? host != NULL
			: host == NULL || strcmp(host, rows[i].host) != 0)
			fail_msg("%s: %s", rows[i].typed, host);
	}
	arena_clear(&a);
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
		cmocka_unit_test(test_unseen),
		cmocka_unit_test(test_typed),
		cmocka_unit_test(test_login),
	};

	return cmocka_run_group_tests_name("value", tests, NULL, NULL);
}
