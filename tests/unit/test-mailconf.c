// room: probe/discover
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/discover/mailconf-record.h"

/* What one TXT record says, and which URL is asked. */
static void
test_mailconf(void **state)
{
	static const struct {
		const char *text, *url;
		bool asked;
	} rows[] = {
		{ "mailconf=https://c.example.org/m.xml",
		    "https://c.example.org/m.xml", true },
		{ "MailConf=HTTPS://c", "HTTPS://c", true },
		{ "mailconf=http://c.example.org/", "http://c.example.org/",
		    false },
		{ "mailconf=https://", "https://", false },
		{ "mailconf=https://a b/", "https://a b/", false },
		{ "mailconf=https://m\xc3\xbc.de/", "https://m\xc3\xbc.de/",
		    false },
		{ "mailconf=", "", false },
		{ "mailconf", NULL, false },
		{ " mailconf=https://c", NULL, false },
		{ "v=spf1 -all", NULL, false },
	};
	char text[MAILCONF_URL_MAX + 32] = "mailconf=https://";
	const char *url;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		url = mailconf_url(rows[i].text);
		if (rows[i].url == NULL) {
			assert_null(url);
			continue;
		}
		assert_string_equal(url, rows[i].url);
		if (mailconf_is_https(url) != rows[i].asked)
			fail_msg("%s", url);
	}
	memset(text + strlen(text), 'x', MAILCONF_URL_MAX - 8);
	assert_true(mailconf_is_https(mailconf_url(text)));
	text[strlen(text)] = 'x';
	assert_false(mailconf_is_https(mailconf_url(text)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mailconf),
	};

	return cmocka_run_group_tests_name("mailconf", tests, NULL, NULL);
}
