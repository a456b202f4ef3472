// room: probe/discover
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/discover-fixture.h"

#define ALL_FAILED                                                     \
	"local-file=failed provider-database=failed pacc=failed "      \
	"autoconfig=failed autoconfig-well-known=failed "              \
	"autoconfig-http=failed mx=failed srv=failed mailconf=failed " \
	"autodiscover=failed autodiscover-v2=failed ns=failed "        \
	"guess=failed srv-services=failed"

static const struct zone_row empty_zone[] = { END };

/* Every shape of SRV record: priorities, ports, "." and a stranger. */
static const struct zone_row srv_zone[] = {
	EXISTS("\1d\4test"),
	{ "\6_imaps\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\x14\0\0\3\xe1\2im\1d\4test\0", 6 + 11 },
	{ "\6_imaps\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\x0a\0\0\3\xe1\1h\7example\0", 6 + 11 },
	{ "\5_imap\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\x0a\0\0\0\x8f\2im\1d\4test\0", 6 + 11 },
	{ "\6_pop3s\4_tcp\1d\4test", DNS_SRV, 0, "\0\0\0\0\0\0\0", 7 },
	{ "\5_pop3\4_tcp\1d\4test", DNS_SRV, 0, "\0\0\0\0\0\0\0", 7 },
	{ "\14_submissions\4_tcp\1d\4test", DNS_SRV, 0, "\0\0\0\0\0\0\0", 7 },
	{ "\13_submission\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\0\0\0\1\xd1\2sm\1d\4test\0", 6 + 11 },
	END,
};

static const struct zone_row foreign_zone[] = {
	EXISTS("\1d\4test"),
	{ "\6_imaps\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\x0a\0\0\3\xe1\1h\7example\0", 6 + 11 },
	{ "\14_submissions\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\x0a\0\0\1\xd1\1h\7example\0", 6 + 11 },
	END,
};

static const struct zone_row mx_zone[] = {
	{ "\1d\4test", DNS_MX, 0, "\0\x14\2mx\6strato\2de\0", 2 + 14 },
	{ "\1d\4test", DNS_MX, 0, "\0\x0a\2mx\6hoster\4test\0", 2 + 3 + 7 + 6 },
	END,
};

static const struct zone_row exchange_zone[] = {
	{ "\1d\4test", DNS_MX, 0,
	    "\0\x0a\6d-test\4mail\12protection\7outlook\3com\0",
	    2 + 7 + 5 + 11 + 8 + 5 },
	END,
};

static const struct zone_row null_mx_zone[] = {
	{ "\1d\4test", DNS_MX, 0, "\0\0\0", 3 },
	END,
};

static const struct zone_row fail_zone[] = {
	{ "\1d\4test", DNS_MX, 2, NULL, 0 },
	END,
};

static const struct zone_row guess_zone[] = {
	{ "\1d\4test", DNS_A, 0, "\x7f\x9\x9\x9", 4 },
	{ "\4imap\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	{ "\4mail\1d\4test", DNS_AAAA, 0, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1",
	    16 },
	END,
};

/* The rarer names, and an exchanger inside the domain that is none of them. */
static const struct zone_row names_zone[] = {
	EXISTS("\1d\4test"),
	{ "\1d\4test", DNS_MX, 0, "\0\x0a\2in\1d\4test\0", 2 + 11 },
	{ "\2in\1d\4test", DNS_A, 0, "\x7f\x9\x9\x7", 4 },
	{ "\5imaps\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	{ "\5smtps\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	{ "\2mx\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	END,
};

static const struct zone_row wildcard_zone[] = {
	{ "\4imap\1d\4test", DNS_A, 0, "\x7f\x9\x9\x8", 4 },
	{ "*", DNS_A, 0, "\x7f\x9\x9\x9", 4 },
	END,
};

/* Calendars with a path and without TLS, contacts without a path, filters,
 * JMAP at a port of its own, "." and a path that is none. */
static const struct zone_row services_zone[] = {
	EXISTS("\1d\4test"),
	{ "\10_caldavs\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\0\0\0\1\xbb\3dav\1d\4test\0", 6 + 12 },
	{ "\10_caldavs\4_tcp\1d\4test", DNS_TXT, 0, "\11txtvers=1", 10 },
	{ "\10_caldavs\4_tcp\1d\4test", DNS_TXT, 0, "\13PATH=/c/%20", 12 },
	{ "\7_caldav\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\0\0\0\0\x50\3dav\1d\4test\0", 6 + 12 },
	{ "\7_caldav\4_tcp\1d\4test", DNS_TXT, 0, "\11path=/a\x1b[", 10 },
	{ "\11_carddavs\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\0\0\0\1\xbb\1h\7example\0", 6 + 11 },
	{ "\10_carddav\4_tcp\1d\4test", DNS_SRV, 0, "\0\0\0\0\0\0\0", 7 },
	{ "\6_sieve\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\0\0\0\x10\x5e\2im\1d\4test\0", 6 + 11 },
	{ "\5_jmap\4_tcp\1d\4test", DNS_SRV, 0,
	    "\0\0\0\0\x20\xfb\2im\1d\4test\0", 6 + 11 },
	END,
};

static const struct zone_row idn_zone[] = {
	{ "\6_imaps\4_tcp\15xn--mller-kva\4test", DNS_SRV, 0,
	    "\0\0\0\0\3\xe1\0\0", 0 },
	{ "\15xn--mller-kva\4test", DNS_A, 0, "\x7f\0\0\1", 4 },
	END,
};

/*
 * An address, a zone, and what comes of it: one line per source but the
 * silent ones, then per endpoint in the order found.
 */
static const struct {
	const char *address;
	const struct zone_row *zone;
	bool offline;
	const char *sources; /* those that did not say "none" */
	const char *found;
	const char *facts;
} rows[] = {
	{ "anna@d.test", empty_zone, .sources = "", .found = "",
	    .facts = "nxdomain d.test" },
	{ "anna@d.test", srv_zone, .sources = "srv=found",
	    .found = "no pop3\n"
		     "srv T3 imap tls h.example:993 anna@d.test\n"
		     "srv T2 imap starttls im.d.test:143 anna@d.test\n"
		     "srv T2 imap tls im.d.test:993 anna@d.test\n"
		     "srv T2 smtp tls sm.d.test:465 anna@d.test\n",
	    .facts = "disabled pop3" },
	{ "anna@d.test", mx_zone, .sources = "mx=found",
	    .found = "mx T3 imap tls imap.hoster.test:993 anna@d.test\n"
		     "mx T3 smtp tls smtp.hoster.test:465 anna@d.test\n",
	    .facts = "" },
	{ "anna@d.test", null_mx_zone, .sources = "", .found = "",
	    .facts = "null-mx d.test" },
	{ "anna@d.test", fail_zone, .sources = "mx=failed", .found = "",
	    .facts = "servfail d.test" },
	{ "d.test", guess_zone,
	    .sources = "autoconfig-well-known=failed guess=found",
	    .found = "guess T3 imap tls imap.d.test:993 -\n"
		     "guess T3 imap starttls imap.d.test:143 -\n"
		     "guess T3 imap tls mail.d.test:993 -\n"
		     "guess T3 imap starttls mail.d.test:143 -\n"
		     "guess T3 imap tls d.test:993 -\n"
		     "guess T3 imap starttls d.test:143 -\n"
		     "guess T3 pop3 tls mail.d.test:995 -\n"
		     "guess T3 pop3 starttls mail.d.test:110 -\n"
		     "guess T3 pop3 tls d.test:995 -\n"
		     "guess T3 pop3 starttls d.test:110 -\n"
		     "guess T3 smtp tls mail.d.test:465 -\n"
		     "guess T3 smtp starttls mail.d.test:587 -\n"
		     "guess T3 smtp tls d.test:465 -\n"
		     "guess T3 smtp starttls d.test:587 -\n",
	    .facts = "" },
	{ "anna@d.test", names_zone, .sources = "guess=found",
	    .found = "guess T3 imap tls imaps.d.test:993 anna@d.test\n"
		     "guess T3 imap starttls imaps.d.test:143 anna@d.test\n"
		     "guess T3 imap tls mx.d.test:993 anna@d.test\n"
		     "guess T3 imap starttls mx.d.test:143 anna@d.test\n"
		     "guess T3 imap tls in.d.test:993 anna@d.test\n"
		     "guess T3 imap starttls in.d.test:143 anna@d.test\n"
		     "guess T3 pop3 tls mx.d.test:995 anna@d.test\n"
		     "guess T3 pop3 starttls mx.d.test:110 anna@d.test\n"
		     "guess T3 pop3 tls in.d.test:995 anna@d.test\n"
		     "guess T3 pop3 starttls in.d.test:110 anna@d.test\n"
		     "guess T3 smtp tls smtps.d.test:465 anna@d.test\n"
		     "guess T3 smtp starttls smtps.d.test:587 anna@d.test\n"
		     "guess T3 smtp tls mx.d.test:465 anna@d.test\n"
		     "guess T3 smtp starttls mx.d.test:587 anna@d.test\n"
		     "guess T3 smtp tls in.d.test:465 anna@d.test\n"
		     "guess T3 smtp starttls in.d.test:587 anna@d.test\n",
	    .facts = "" },
	{ "anna@listed.test", NULL, .offline = true,
	    .sources = "provider-database=found",
	    .found = "provider-database T1 imap tls imap.hoster.test:993 "
		     "anna@listed.test\n"
		     "provider-database T1 smtp tls smtp.hoster.test:465 "
		     "anna@listed.test\n",
	    .facts = "" },
	{ "anna@unheard.test", NULL, .offline = true, .sources = "",
	    .found = "", .facts = "" },
	{ "anna@1.2.3", empty_zone, .sources = "", .found = "",
	    .facts = "nxdomain 1.2.3" },
	{ "anna@", empty_zone, .sources = ALL_FAILED, .found = "",
	    .facts = "nxdomain " },
	{ "anna@[192.0.2.1]", empty_zone, .sources = ALL_FAILED, .found = "",
	    .facts = "nxdomain [192.0.2.1]" },
};

static void
list_sources(struct buf *out, const struct report *r)
{
	const struct source_result *s;

	STAILQ_FOREACH (s, &r->sources, entry)
		if (s->outcome != SOURCE_NONE)
			buf_printf(out, "%s%s=%s", out->len > 0 ? " " : "",
			    s->source, report_source_outcome_name(s->outcome));
}

static void
list_facts(struct buf *out, const struct report *r)
{
	static const struct {
		enum fact_id id;
		const char *name;
	} names[] = { { FACT_DNS_NXDOMAIN, "nxdomain" },
		{ FACT_DNS_SERVFAIL, "servfail" },
		{ FACT_DNS_TIMEOUT, "timeout" },
		{ FACT_DNS_SRV_DISABLED, "disabled" },
		{ FACT_DNS_MX_NULL, "null-mx" } };
	const struct fact *f;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if ((f = fact_find(&r->facts, names[i].id)) != NULL)
			buf_printf(out, "%s %s", names[i].name, f->text);
}

static void
test_rows(void **state)
{
	struct buf sources, facts;
	struct bench b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(&b, rows[i].address, rows[i].zone, rows[i].offline);
		loop_run(b.loop);
		assert_true(b.got.finished);
		assert_int_equal(
		    discover_pending(b.discovery, 1000, TRUST_NONE), 0);
		buf_init(&sources, 1024);
		buf_init(&facts, 1024);
		list_sources(&sources, b.report);
		list_facts(&facts, b.report);
		if (strcmp(buf_text(&sources), rows[i].sources) != 0)
			fail_msg("row %zu: sources %s", i, buf_text(&sources));
		if (strcmp(found(&b), rows[i].found) != 0)
			fail_msg("row %zu:\n%s", i, found(&b));
		if (strcmp(buf_text(&facts), rows[i].facts) != 0)
			fail_msg("row %zu: facts %s", i, buf_text(&facts));
		buf_clear(&sources);
		buf_clear(&facts);
		end(&b);
	}
}

/* Asked where nothing better is known, and where the MX is Exchange's. */
static void
test_autodiscover(void **state)
{
	static const struct {
		const char *address;
		const struct zone_row *zone;
		const char *detail;
	} cases[] = {
		{ "anna@d.test", empty_zone, "no such name" },
		{ "anna@d.test", mx_zone, "not needed" },
		{ "anna@d.test", srv_zone, "not needed" },
		{ "anna@d.test", foreign_zone, "the name has no address" },
		{ "anna@listed.test", empty_zone, "not needed" },
		{ "anna@d.test", exchange_zone, "the name has no address" },
		{ "d.test", empty_zone,
		    "asks for an address, not for a domain" },
	};
	struct bench b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		begin(&b, cases[i].address, cases[i].zone, false);
		loop_run(b.loop);
		assert_string_equal(
		    detail_of(b.report, "autodiscover"), cases[i].detail);
		if (cases[i].zone == exchange_zone)
			assert_string_not_equal(found(&b), "");
		end(&b);
	}
}

/* Behind a wildcard record the usual names say nothing. */
static void
test_wildcard(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "d.test", wildcard_zone, false);
	loop_run(b.loop);
	assert_null(strstr(found(&b), " smtp.d.test:"));
	assert_null(strstr(found(&b), " pop.d.test:"));
	assert_non_null(strstr(found(&b), "imap tls imap.d.test:993"));
	assert_non_null(strstr(found(&b), "smtp tls mail.d.test:465"));
	assert_non_null(strstr(found(&b), "pop3 tls d.test:995"));
	end(&b);
}

/* A port that no server has is named, beside what is right or alone. */
static void
test_srv_port(void **state)
{
	static const struct zone_row beside[] = {
		EXISTS("\1d\4test"),
		{ "\6_imaps\4_tcp\1d\4test", DNS_SRV, 0,
		    "\0\0\0\0\0\0\2im\1d\4test\0", 6 + 11 },
		{ "\13_submission\4_tcp\1d\4test", DNS_SRV, 0,
		    "\0\0\0\0\2\x4b\2sm\1d\4test\0", 6 + 11 },
		END,
	};
	static const struct zone_row alone[] = {
		EXISTS("\1d\4test"),
		{ "\6_imaps\4_tcp\1d\4test", DNS_SRV, 0,
		    "\0\0\0\0\0\0\2im\1d\4test\0", 6 + 11 },
		END,
	};
	struct bench b;

	(void)state;
	begin(&b, "d.test", beside, false);
	loop_run(b.loop);
	assert_string_equal(detail_of(b.report, "srv"),
	    "_submission sm.d.test:587; not understood: _imaps port \"0\"");
	end(&b);
	begin(&b, "d.test", alone, false);
	loop_run(b.loop);
	assert_string_equal(detail_of(b.report, "srv"),
	    "no usable server in it; not understood: _imaps port \"0\"");
	end(&b);
}

/* What is no mail is told, and nothing is set up from it. */
static void
test_services(void **state)
{
	const struct service_result *s;
	struct bench b;
	struct buf text;

	(void)state;
	begin(&b, "d.test", services_zone, false);
	loop_run(b.loop);
	assert_true(b.got.finished);
	assert_string_equal(found(&b), "");
	assert_string_equal(detail_of(b.report, "srv-services"),
	    "_jmap im.d.test:8443, _caldavs dav.d.test:443, _caldav "
	    "dav.d.test:80, _carddavs h.example:443, _sieve im.d.test:4190");
	buf_init(&text, 4096);
	STAILQ_FOREACH (s, &b.report->services, entry)
		buf_printf(&text, "%s %s %s %d %s\n", s->kind,
		    s->url == NULL ? "-" : s->url,
		    s->host == NULL ? "-" : s->host, s->port, s->source);
	assert_string_equal(buf_text(&text),
	    "caldav https://dav.d.test/c/%20 - 0 srv-services\n"
	    "caldav http://dav.d.test/.well-known/caldav - 0 srv-services\n"
	    "carddav https://h.example/.well-known/carddav - 0 srv-services\n"
	    "jmap https://im.d.test:8443/.well-known/jmap - 0 srv-services\n"
	    "managesieve - im.d.test 4190 srv-services\n");
	buf_clear(&text);
	end(&b);
}

/* The form for names is ASCII, the user name stays as typed. */
static void
test_idn(void **state)
{
	struct bench b;

	(void)state;
	begin(&b, "anna@M\xc3\xbcller.test.", idn_zone, false);
	assert_string_equal(b.report->domain, "xn--mller-kva.test");
	loop_run(b.loop);
	assert_non_null(strstr(found(&b),
	    "imap tls xn--mller-kva.test:993 anna@xn--mller-kva.test\n"));
	end(&b);
}

static void
stop_loop(struct task *t, int events, void *arg)
{
	(void)t;
	(void)events;
	loop_stop(arg);
}

/* Stopped in the middle: what is open is told as unfinished. */
static void
test_stopped(void **state)
{
	const struct source_result *s;
	struct bench b;
	struct task *t;

	(void)state;
	begin(&b, "anna@listed.test", NULL, false);
	assert_true(discover_pending(b.discovery, 1, TRUST_NONE));
	t = task_start(b.loop, -1, 0, 400, stop_loop, b.loop);
	loop_run(b.loop);
	task_stop(&t);
	assert_false(b.got.finished);
	assert_false(discover_pending(b.discovery, 10, TRUST_NONE));
	assert_true(discover_pending(b.discovery, 12, TRUST_NONE));
	/* Only who may be trusted more is waited for so long. */
	t = task_start(b.loop, -1, 0, 1200, stop_loop, b.loop);
	loop_run(b.loop);
	task_stop(&t);
	assert_true(discover_pending(b.discovery, 12, TRUST_CURATED));
	assert_false(discover_pending(b.discovery, 12, TRUST_PROVIDER));
	assert_string_equal(b.report->provider, "Hoster");
	assert_string_equal(
	    b.report->documentation, "https://help.hoster.test/");
	assert_true(words_have(&b.report->hints, "enable-imap-pop"));
	discover_stop(&b.discovery);
	assert_null(b.discovery);
	STAILQ_FOREACH (s, &b.report->sources, entry) {
		if (strcmp(s->source, "provider-database") == 0)
			assert_int_equal(s->outcome, SOURCE_FOUND);
		else if (strcmp(s->source, "local-file") == 0)
			assert_int_equal(s->outcome, SOURCE_NONE);
		else if (strcmp(s->source, "guess") == 0)
			assert_string_equal(s->detail, "not needed");
		else
			assert_int_equal(s->outcome, SOURCE_UNFINISHED);
	}
	end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_autodiscover),
		cmocka_unit_test(test_wildcard),
		cmocka_unit_test(test_srv_port),
		cmocka_unit_test(test_services),
		cmocka_unit_test(test_idn),
		cmocka_unit_test(test_stopped),
	};

	/* No files of whoever runs the test. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	setenv("XDG_CONFIG_DIRS", "/nonexistent", 1);
	return cmocka_run_group_tests_name("discover", tests, NULL, NULL);
}
