// room: probe/discover
/* What is asked, and for whom. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "tests/unit/discover-fixture.h"

/* A web server and imap.d.test by IPv4, mail.d.test by IPv6. */
static const struct zone_row guess_zone[] = {
	{ "\1d\4test", DNS_A, 0, "\x7f\x9\x9\x9", 4 },
	{ "\4imap\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	{ "\4mail\1d\4test", DNS_AAAA, 0, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1",
	    16 },
	END,
};

/* Each run has its own: over the other one nothing is asked and guessed. */
static void
test_family(void **state)
{
	static const struct {
		int family;
		bool web, ipv4, ipv6;
	} cases[] = {
		{ AF_UNSPEC, true, true, true },
		{ AF_INET, true, true, false },
		{ AF_INET6, false, false, true },
	};
	struct bench b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin_by(&b, "d.test", guess_zone, false, cases[i].family);
		loop_run(b.loop);
		assert_int_equal(
		    strstr(found(&b), " imap.d.test:") != NULL, cases[i].ipv4);
		assert_int_equal(
		    strstr(found(&b), " mail.d.test:") != NULL, cases[i].ipv6);
		assert_int_equal(
		    strcmp(detail_of(b.report, "autoconfig-well-known"),
			"the name has no address") != 0,
		    cases[i].web);
		end(&b);
	}
}

/* What the database names suffices, until none of it is there. */
static void
test_search(void **state)
{
	static const struct zone_row zone[] = {
		{ "\4imap\6listed\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
		{ "\4smtp\6listed\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
		{ NULL, DNS_A, 0, NULL, 0 },
	};
	struct bench b;

	(void)state;
	begin(&b, "anna@listed.test", zone, false);
	loop_run(b.loop);
	assert_true(b.got.finished);
	assert_string_equal(detail_of(b.report, "guess"), "not needed");
	assert_string_equal(detail_of(b.report, "autodiscover"), "not needed");

	/* Of the protocol that is searched for, and of no other. */
	b.got.finished = false;
	assert_true(discover_search(b.discovery, PROTO_IMAP, 20000));
	assert_true(discover_search(b.discovery, PROTO_IMAP, 20000));
	loop_run(b.loop);
	assert_true(b.got.finished);
	assert_string_equal(
	    detail_of(b.report, "autodiscover"), "no such name");
	assert_string_equal(detail_of(b.report, "guess"), "candidates");
	assert_non_null(strstr(found(&b), "guess T3 imap tls imap.listed"));
	assert_null(strstr(found(&b), "guess T3 smtp"));

	/* What was asked is not asked again, but for the other protocol. */
	assert_false(discover_search(b.discovery, PROTO_IMAP, 20000));
	b.got.finished = false;
	assert_true(discover_search(b.discovery, PROTO_SMTP, 20000));
	loop_run(b.loop);
	assert_non_null(strstr(found(&b), "guess T3 smtp tls smtp.listed"));
	assert_null(strstr(found(&b), "guess T3 pop3"));
	assert_false(discover_search(b.discovery, PROTO_SMTP, 20000));
	end(&b);

	/* Files of this machine are all there is. */
	begin(&b, "anna@listed.test", zone, true);
	loop_run(b.loop);
	assert_false(discover_search(b.discovery, PROTO_IMAP, 20000));
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_family),
		cmocka_unit_test(test_search),
	};

	/* No files of whoever runs the test. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	setenv("XDG_CONFIG_DIRS", "/nonexistent", 1);
	return cmocka_run_group_tests_name("search", tests, NULL, NULL);
}
