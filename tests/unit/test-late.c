// room: probe/discover
/* Sources that take their time: who waits for them, and what is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "probe/discover/discover.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "probe/net/loop.h"
#include "probe/report/report.h"
#include "tests/unit/nameserver.h"

/* Where autoconfig would be asked is never said, nor are MX and one SRV. */
static const struct zone_row zone[] = {
	{ "\1d\4test", DNS_MX, SILENT, NULL, 0 },
	{ "\6_imaps\4_tcp\1d\4test", DNS_SRV, SILENT, NULL, 0 },
	{ "\12autoconfig\1d\4test", DNS_A, SILENT, NULL, 0 },
	{ "\4imap\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	{ "\4smtp\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	{ NULL, DNS_A, 0, NULL, 0 },
};

/* One name of the two that SRV records stand under. */
static const struct zone_row half_zone[] = {
	{ "\6_imaps\4_tcp\1d\4test", DNS_SRV, SILENT, NULL, 0 },
	{ "\5_imap\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\x0a\0\0\0\x8f\2im\1d\4test\0", 6 + 11 },
	{ NULL, DNS_A, 0, NULL, 0 },
};

struct bench {
	struct loop *loop;
	struct server server;
	struct dns *dns;
	struct http *http;
	struct report *report;
	struct discovery *discovery;
	struct discover_options options;
	bool guessed, others_open, finished;
};

static void
begin(struct bench *b, const struct zone_row *rows, int64_t deadline,
    struct discovery_events *events)
{
	memset(b, 0, sizeof(*b));
	events->arg = b;
	b->loop = loop_new();
	server_start(&b->server, b->loop, rows);
	assert_int_equal(
	    dns_open(b->loop, b->server.address, &b->dns, NULL), 0);
	b->http = http_new(b->loop, b->dns, NULL);
	b->report = report_new();
	b->options.address = "anna@d.test";
	b->discovery = discover_start(
	    b->loop, b->dns, b->http, &b->options, b->report, deadline, events);
}

static void
end(struct bench *b)
{
	discover_stop(&b->discovery);
	http_free(&b->http);
	dns_close(&b->dns);
	report_free(&b->report);
	server_stop(&b->server);
	loop_free(&b->loop);
}

static void
on_found(void *arg, const char *source, int rank,
    const struct settings *settings, const enum trust *trusts)
{
	struct bench *b = arg;

	(void)rank;
	(void)settings;
	(void)trusts;
	b->guessed = strcmp(source, "guess") == 0;
	b->others_open = discover_pending(b->discovery, 70, TRUST_DNS);
	loop_stop(b->loop);
}

/* The guess begins while better sources are still to answer. */
static void
test_guess(void **state)
{
	struct discovery_events events = { .found = on_found };
	struct bench b;

	(void)state;
	begin(&b, zone, 10000, &events);
	loop_run(b.loop);
	assert_true(b.guessed);
	assert_true(b.others_open);
	end(&b);
}

static void
on_finished(void *arg)
{
	struct bench *b = arg;

	b->finished = true;
	loop_stop(b->loop);
}

/* No answer in time is not the same as none. */
static void
test_outcome(void **state)
{
	struct discovery_events events = { .finished = on_finished };
	const struct source_result *s;
	struct bench b;

	(void)state;
	begin(&b, zone, 600, &events);
	loop_run(b.loop);
	assert_true(b.finished);
	STAILQ_FOREACH (s, &b.report->sources, entry) {
		if (strcmp(s->source, "autoconfig") == 0 ||
		    strcmp(s->source, "mx") == 0 ||
		    strcmp(s->source, "srv") == 0) {
			assert_int_equal(s->outcome, SOURCE_UNFINISHED);
			assert_true(s->asked > 0);
		} else if (strcmp(s->source, "autoconfig-well-known") == 0) {
			assert_int_equal(s->outcome, SOURCE_NONE);
		}
	}
	end(&b);
}

/* Half an answer is told as half an answer. */
static void
test_half(void **state)
{
	struct discovery_events events = { .finished = on_finished };
	const struct source_result *s;
	struct bench b;

	(void)state;
	begin(&b, half_zone, 600, &events);
	loop_run(b.loop);
	STAILQ_FOREACH (s, &b.report->sources, entry) {
		if (strcmp(s->source, "srv") != 0)
			continue;
		assert_int_equal(s->outcome, SOURCE_FOUND);
		assert_string_equal(s->detail,
		    "_imap im.d.test:143; not every name was answered in "
		    "time");
		assert_int_equal(s->records.n, 1);
		assert_string_equal(s->records.list[0],
		    "_imap._tcp.d.test. SRV 10 0 143 im.d.test.");
	}
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_guess),
		cmocka_unit_test(test_outcome),
		cmocka_unit_test(test_half),
	};

	return cmocka_run_group_tests_name("late", tests, NULL, NULL);
}
