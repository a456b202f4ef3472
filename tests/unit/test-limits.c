// room: probe/net
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/net/limits.h"
#include "probe/net/loop.h"

#define FAR "192.0.2.1"

enum { MANY = 20 };

struct asker {
	struct loop *loop;
	struct limits_ticket *ticket;
	int64_t at; /* when it was granted, or was late */
	int calls;
	bool granted;
	bool stop;
};

static void
called(bool granted, void *arg)
{
	struct asker *a = arg;

	a->calls++;
	a->granted = granted;
	a->at = loop_now(a->loop);
	if (!granted)
		a->ticket = NULL;
	if (a->stop)
		loop_stop(a->loop);
}

static void
ask(struct limits *limits, struct loop *l, const char *ip, int64_t deadline,
    struct asker *a)
{
	*a = (struct asker){ .loop = l };
	a->ticket = limits_ask(limits, ip, deadline, called, a);
	a->granted = limits_granted(a->ticket);
}

/* A run's own connections pass at once, to any number of addresses. */
static void
test_burst(void **state)
{
	struct loop *l = loop_new();
	struct limits *limits = limits_new(l);
	struct asker near[MANY], one[LIMITS_BURST], two[LIMITS_BURST];
	int i;

	(void)state;
	for (i = 0; i < LIMITS_BURST; i++) {
		ask(limits, l, FAR, 60000, &one[i]);
		ask(limits, l, "2001:db8::1", 60000, &two[i]);
		assert_true(one[i].granted);
		assert_true(two[i].granted);
	}
	for (i = 0; i < MANY; i++) {
		ask(limits, l, i % 2 == 0 ? "127.0.0.1" : "::1", 60000,
		    &near[i]);
		assert_true(near[i].granted);
	}
	/* Nothing keeps the loop. */
	loop_run(l);
	for (i = 0; i < LIMITS_BURST; i++) {
		limits_release(&one[i].ticket);
		limits_release(&two[i].ticket);
	}
	for (i = 0; i < MANY; i++)
		limits_release(&near[i].ticket);
	limits_free(&limits);
	loop_free(&l);
}

/* More than that come one by one, in their order. */
static void
test_rate(void **state)
{
	struct loop *l = loop_new();
	struct limits *limits = limits_new(l);
	struct asker a[MANY];
	int i;

	(void)state;
	for (i = 0; i < LIMITS_BURST + 3; i++)
		ask(limits, l, FAR, 60000, &a[i]);
	for (i = 0; i < LIMITS_BURST; i++)
		limits_release(&a[i].ticket);
	assert_false(a[LIMITS_BURST].granted);
	a[LIMITS_BURST + 2].stop = true;
	loop_run(l);
	for (i = 0; i < 3; i++) {
		struct asker *late = &a[LIMITS_BURST + i];

		assert_true(late->granted);
		assert_int_equal(late->calls, 1);
		assert_in_range(late->at, (i + 1) * LIMITS_GAP_MS,
		    (i + 1) * LIMITS_GAP_MS + 400);
		limits_release(&late->ticket);
	}
	limits_free(&limits);
	loop_free(&l);
}

/* While all are open no ticket is granted, and a deadline ends the wait. */
static void
test_open(void **state)
{
	struct loop *l = loop_new();
	struct limits *limits = limits_new(l);
	struct asker a[LIMITS_OPEN], late, gone, next;
	int i;

	(void)state;
	for (i = 0; i < LIMITS_OPEN; i++)
		ask(limits, l, FAR, 60000, &a[i]);
	ask(limits, l, FAR, 700, &late);
	ask(limits, l, FAR, 60000, &gone);
	ask(limits, l, FAR, 60000, &next);
	late.stop = next.stop = true;
	loop_run(l);
	assert_int_equal(late.calls, 1);
	assert_false(late.granted);
	assert_in_range(late.at, 700, 1500);
	assert_int_equal(gone.calls + next.calls, 0);
	limits_release(&gone.ticket);
	limits_release(&a[0].ticket);
	assert_int_equal(next.calls, 0);
	loop_run(l);
	assert_int_equal(next.calls, 1);
	assert_true(next.granted);
	assert_int_equal(gone.calls, 0);
	for (i = 1; i < LIMITS_OPEN; i++)
		limits_release(&a[i].ticket);
	limits_release(&next.ticket);
	limits_free(&limits);
	loop_free(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_burst),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_open),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
