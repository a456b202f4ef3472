// room: probe/net
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "probe/net/dns.h"
#include "probe/net/host.h"
#include "probe/net/loop.h"
#include "tests/unit/nameserver.h"

static const struct zone_row zone[] = {
	{ "\4mail\4test", DNS_A, 0, "\x0a\0\0\1", 4 },
	{ "\4mail\4test", DNS_MX, 0, "\0\5\2mx\4test\0", 11 },
	{ "\4mail\4test", DNS_AAAA, 0, NULL, 0 },
	{ NULL, DNS_A, 0, NULL, 0 },
};

struct got {
	struct loop *loop;
	enum dns_status status;
	int calls;
};

static void
count_answer(const struct dns_answer *answer, void *arg)
{
	struct got *g = arg;

	g->calls++;
	g->status = answer->status;
}

static void
got_answer(const struct dns_answer *answer, void *arg)
{
	struct got *g = arg;

	count_answer(answer, arg);
	loop_stop(g->loop);
}

static const struct {
	const char *name;
	enum dns_type type;
	enum dns_status status;
} rows[] = {
	{ "mail.test", DNS_A, DNS_OK },
	{ "mail.test", DNS_MX, DNS_OK },
	{ "mail.test", DNS_AAAA, DNS_NODATA },
	{ "gone.test", DNS_A, DNS_NXDOMAIN },
};

/* What libunbound keeps is not asked again, and neither is what it knows not
 * to be there. */
static void
test_cached(void **state)
{
	struct loop *l = loop_new();
	struct server s;
	struct dns *d;
	size_t i;
	int round;

	(void)state;
	server_start(&s, l, zone);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (round = 0; round < 3; round++) {
			struct got g = { .loop = l };

			dns_ask(d, rows[i].name, rows[i].type,
			    loop_now(l) + 10000, got_answer, &g);
			loop_run(l);
			assert_int_equal(g.status, rows[i].status);
			assert_int_equal(s.asked, i + 1);
		}
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

/* Two who ask for the same at once need one packet. */
static void
test_shared(void **state)
{
	struct loop *l = loop_new();
	struct got first = { .loop = l }, again = { .loop = l };
	struct got other = { .loop = l }, last = { .loop = l };
	struct server s;
	struct dns *d;

	(void)state;
	server_start(&s, l, zone);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	dns_ask(d, "mail.test", DNS_A, 9000, count_answer, &first);
	dns_ask(d, "MAIL.test", DNS_A, 9000, count_answer, &again);
	dns_ask(d, "mail.test", DNS_MX, 9000, count_answer, &other);
	while (first.calls + again.calls + other.calls < 3)
		uv_run(loop_uv(l), UV_RUN_ONCE);
	assert_int_equal(first.status, DNS_OK);
	assert_int_equal(again.status, DNS_OK);
	assert_int_equal(other.status, DNS_OK);
	assert_int_equal(s.asked, 2);
	dns_ask(d, "mail.test", DNS_A, loop_now(l) + 9000, got_answer, &last);
	loop_run(l);
	assert_int_equal(last.status, DNS_OK);
	assert_int_equal(s.asked, 2);
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

/* Each has a deadline of its own, and may go; the last one ends the rest. */
static void
test_waiters(void **state)
{
	struct loop *l = loop_new();
	struct got gone = { .loop = l }, soon = { .loop = l };
	struct got late = { .loop = l };
	struct dns_query *first, *last;
	struct server s;
	struct dns *d;
	int64_t began = loop_now(l);

	(void)state;
	server_start(&s, NULL, NULL);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	first = dns_ask(d, "mail.test", DNS_A, 9000, count_answer, &gone);
	dns_ask(d, "mail.test", DNS_A, began + 100, got_answer, &soon);
	last = dns_ask(d, "mail.test", DNS_A, 9000, count_answer, &late);
	dns_cancel(&first);
	loop_run(l);
	assert_int_equal(soon.calls, 1);
	assert_int_equal(soon.status, DNS_TIMEOUT);
	assert_in_range(loop_now(l) - began, 90, 1000);
	dns_cancel(&last);
	/* Nothing is left to wait for. */
	loop_run(l);
	assert_in_range(loop_now(l) - began, 90, 1000);
	assert_int_equal(gone.calls + late.calls, 0);
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

struct pair {
	struct dns_query *other;
	struct loop *loop;
	int calls;
};

static void
cancel_other(const struct dns_answer *answer, void *arg)
{
	struct pair *p = arg;

	(void)answer;
	p->calls++;
	dns_cancel(&p->other);
	loop_stop(p->loop);
}

/* The answer for one may make that of another unwanted. */
static void
test_cancel_inside(void **state)
{
	struct loop *l = loop_new();
	struct pair p = { .loop = l };
	struct server s;
	struct dns *d;

	(void)state;
	server_start(&s, l, zone);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	dns_ask(d, "mail.test", DNS_A, 9000, cancel_other, &p);
	p.other = dns_ask(d, "mail.test", DNS_A, 9000, cancel_other, &p);
	loop_run(l);
	assert_null(p.other);
	assert_int_equal(p.calls, 1);
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

struct hosts {
	struct loop *loop;
	struct host_query *query;
	struct host host;
	int calls;
	bool cancel;
};

static void
got_host(const struct host *host, int family, const struct dns_answer *answer,
    void *arg)
{
	struct hosts *g = arg;

	g->calls++;
	g->host = *host;
	assert_int_equal(host->status[family], answer->status);
	assert_int_equal(host->n[family], answer->n);
	if (g->cancel)
		host_cancel(&g->query);
	if (g->cancel || !host_open(host))
		loop_stop(g->loop);
}

static const struct {
	const char *name;
	int family;
	bool cancel;
	int calls;
	enum dns_status status[HOST_FAMILIES];
	size_t n;
	enum dns_status worst;
} host_rows[] = {
	{ "mail.test", AF_UNSPEC, .calls = 2, .status = { DNS_OK, DNS_NODATA },
	    .n = 1, .worst = DNS_NODATA },
	{ "mail.test", AF_INET, .calls = 1, .status = { DNS_OK, DNS_OK },
	    .n = 1, .worst = DNS_OK },
	{ "mail.test", AF_INET6, .calls = 1, .status = { DNS_OK, DNS_NODATA },
	    .worst = DNS_NODATA },
	{ "gone.test", AF_UNSPEC, .calls = 2,
	    .status = { DNS_NXDOMAIN, DNS_NXDOMAIN }, .worst = DNS_NXDOMAIN },
	{ "mail.test", AF_UNSPEC, .cancel = true, .calls = 1,
	    .status = { DNS_OK, DNS_OK }, .n = 1, .worst = DNS_OK },
};

static void
test_hosts(void **state)
{
	struct loop *l = loop_new();
	struct server s;
	struct dns *d;
	size_t i;

	(void)state;
	server_start(&s, l, zone);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	for (i = 0; i < sizeof(host_rows) / sizeof(host_rows[0]); i++) {
		struct hosts g = { .loop = l, .cancel = host_rows[i].cancel };

		g.query = host_ask(d, host_rows[i].name, host_rows[i].family,
		    loop_now(l) + 9000, got_host, &g);
		loop_run(l);
		assert_int_equal(g.calls, host_rows[i].calls);
		assert_int_equal(g.host.n[HOST_IPV4], host_rows[i].n);
		assert_memory_equal(
		    g.host.status, host_rows[i].status, sizeof(g.host.status));
		assert_int_equal(host_status(&g.host), host_rows[i].worst);
	}
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cached),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_waiters),
		cmocka_unit_test(test_cancel_inside),
		cmocka_unit_test(test_hosts),
	};

	return cmocka_run_group_tests_name("dns-shared", tests, NULL, NULL);
}
