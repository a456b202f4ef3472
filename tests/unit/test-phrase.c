// room: probe/judge
/* Phrases and names in what servers say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/judge/phrase.h"

static void
test_said(void **state)
{
	(void)state;
	assert_true(phrase_said("Login FAILED, mate", "login fail"));
	assert_true(phrase_said("failed: login failed", "login fail"));
	assert_true(phrase_said("see https://x.test/answer/7", "answer/7"));
	assert_true(phrase_said("535 5.7.9 https://x.test/?p=Bad", "bad"));
	assert_false(phrase_said("the hosts service", "sts service"));
	assert_false(phrase_said("no suspended@x.test here", "suspended"));
	assert_false(phrase_said("no <suspended@x.test> here", "suspended"));
	assert_false(phrase_said("at suspended.x.test.", "suspended"));
	assert_true(phrase_said("a@x.test is suspended.", "suspended"));
	assert_true(phrase_said("suspended", "suspended"));
	assert_false(phrase_said("", "suspended"));
}

static void
test_gaps(void **state)
{
	(void)state;
	assert_true(
	    phrase_said("Account a@x.test is locked", "account*locked"));
	assert_true(phrase_said("account locked", "account*locked"));
	assert_false(phrase_said("locked account", "account*locked"));
	assert_false(phrase_said("No such account. Locked.", "account*locked"));
	assert_false(
	    phrase_said("account unknown or locked", "account*locked"));
	assert_false(phrase_said("account unknown, locked", "account*locked"));
	assert_true(
	    phrase_said("account? The account is locked", "account*locked"));
	assert_false(phrase_said("account that nobody has used for such a "
				 "long time now is locked",
	    "account*locked"));
}

static void
test_named(void **state)
{
	(void)state;
	assert_true(phrase_named("AVG POP3 Proxy", "AVG"));
	assert_true(phrase_named("avast! Mail Shield", "avast"));
	assert_true(phrase_named("ready (AVG)", "AVG"));
	assert_false(phrase_named("avgust ready", "AVG"));
	assert_false(phrase_named("reset ready", "ESET"));
	assert_false(phrase_named("avg.example.test ready", "AVG"));
	assert_false(phrase_named("http://avg.example.test/ ready", "AVG"));
	assert_false(phrase_named("mail.avg-holz.test ready", "AVG"));
	assert_false(phrase_named("user avg@example.test", "AVG"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_said),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
