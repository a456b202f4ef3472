// room: profiles/settings
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "profiles/settings/advice.h"

/*
 * What holds for every advice, over all needs on many kinds of servers; and
 * that no row of the tables is dead.  Which words are said in which case is
 * in tests/golden/advice.cases.
 */

enum { NEEDS = 1 << 10, OFFERS = 1 << 9 };

static const char *const all_hints[] = { "minimum-interval", "pop-hides-mail",
	"paid-plan-only", "service-ends", "app-password" };

static struct advice_needs
needs_of(unsigned n)
{
	return (struct advice_needs){
		.devices = n & 1 ? 3 : 1,
		.team = n >> 1 & 1,
		.confidential = n >> 2 & 1,
		.one_computer = n >> 3 & 1,
		.keep = n >> 4 & 1,
		.little_space = n >> 5 & 1,
		.offline = n >> 6 & 1,
		.archive = n >> 7 & 1,
		.local_archive = n >> 8 & 1,
		.sent_shared = n >> 9 & 1,
	};
}

/* Facts that touch different rows go together, to keep the number small. */
static struct advice_offer
offer_of(unsigned n)
{
	static const enum advice_service services[] = { SERVICE_UNKNOWN,
		SERVICE_ABSENT, SERVICE_OFFERED, SERVICE_PROVEN };
	static const int expires[] = { -1, 0, 7, 60 };
	struct advice_offer o;

	advice_offer_init(&o);
	o.services[PROTO_IMAP] = services[n & 3];
	o.services[PROTO_POP3] = services[n >> 2 & 3];
	o.services[PROTO_SMTP] = n & 1 ? SERVICE_ABSENT : SERVICE_OFFERED;
	o.expire_days = expires[n >> 4 & 3];
	o.uidl_missing = n >> 6 & 1;
	o.sent_named = n >> 7 & 1;
	o.sent_unnamed = !o.sent_named;
	o.leave = n >> 7 & 1 ? LEAVE_NO : LEAVE_UNSTATED;
	o.percent = n >> 7 & 1 ? 98 : 12;
	o.append_limit = 10000000;
	o.size_limit = n >> 7 & 1 ? 50000000 : 10000000;
	o.interval = n >> 8 & 1 ? 15 : 0;
	o.leave_days = n >> 8 & 1 ? 30 : 0;
	o.hints = all_hints;
	o.nhints = n >> 7 & 1 ? sizeof(all_hints) / sizeof(all_hints[0]) : 0;
	return o;
}

static bool
has(const enum advice_code *list, size_t n, enum advice_code code)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (list[i] == code)
			return true;
	return false;
}

static bool
warns(const struct advice *a, enum advice_code code)
{
	return has(a->warnings, a->nwarnings, code);
}

static void
no_word_twice(const enum advice_code *list, size_t n)
{
	size_t i;

	assert_true(n <= ADVICE_MAX);
	for (i = 0; i < n; i++)
		assert_false(has(list, i, list[i]));
}

/* The protocol is there, and right for whom it has to serve. */
static void
check_protocol(const struct advice_needs *n, const struct advice_offer *o,
    const struct advice *a)
{
	bool imap = o->services[PROTO_IMAP] != SERVICE_ABSENT;

	assert_true(a->protocol == PROTO_IMAP || a->protocol == PROTO_POP3);
	assert_int_not_equal(o->services[a->protocol], SERVICE_ABSENT);
	if (imap && (n->team || n->sent_shared || n->keep))
		assert_int_equal(a->protocol, PROTO_IMAP);
	if (imap && n->devices > 1 && !n->one_computer)
		assert_int_equal(a->protocol, PROTO_IMAP);
	assert_int_equal(a->needs.devices, n->devices);
}

/* Mail is never left where it cannot be, nor deleted without a word. */
static void
check_retention(const struct advice_needs *n, const struct advice_offer *o,
    const struct advice *a)
{
	bool leaves = !o->uidl_missing && o->expire_days != 0;
	bool others = n->devices > 1 || n->team || n->sent_shared || n->keep;

	assert_int_equal(a->days > 0,
	    a->protocol == PROTO_POP3 && a->retention == RETENTION_DAYS);
	if (a->protocol != PROTO_POP3)
		return;
	assert_true(warns(a, ADVICE_SENT_LOCAL));
	if (a->retention == RETENTION_DELETE) {
		assert_true(warns(a, ADVICE_SINGLE));
		assert_true(warns(a, ADVICE_SECOND_DEVICE));
		assert_true(!leaves || !others);
		return;
	}
	assert_true(leaves);
	assert_int_equal(warns(a, ADVICE_EXPIRE_DAYS), o->expire_days > 0);
	if (a->retention == RETENTION_KEEP) {
		assert_true(n->keep);
		return;
	}
	assert_true(warns(a, ADVICE_SINGLE_LATER));
	assert_in_range(a->days, 1, 30);
	assert_true(o->expire_days <= 0 || a->days <= o->expire_days);
}

/* The facts that words rest on: said exactly where they are so. */
static void
check_pop3_words(const struct advice_offer *o, const struct advice *a)
{
	bool pop3 = a->protocol == PROTO_POP3;
	bool leaves = pop3 && a->retention != RETENTION_DELETE;

	assert_int_equal(
	    warns(a, ADVICE_EXPIRE_AT_ONCE), pop3 && o->expire_days == 0);
	assert_int_equal(
	    warns(a, ADVICE_EXPIRE_DAYS), leaves && o->expire_days > 0);
	assert_int_equal(
	    warns(a, ADVICE_ASKS_DELETE), leaves && o->leave == LEAVE_NO);
	assert_int_equal(warns(a, ADVICE_UIDL), pop3 && o->uidl_missing);
	assert_int_equal(warns(a, ADVICE_INTERVAL), pop3 && o->interval > 0);
	assert_int_equal(warns(a, ADVICE_INTERVAL_HINT),
	    pop3 && o->nhints > 0 && o->interval == 0);
	assert_int_equal(warns(a, ADVICE_HIDES), pop3 && o->nhints > 0);
}

static void
check_imap_words(const struct advice_needs *n, const struct advice_offer *o,
    const struct advice *a)
{
	bool imap = a->protocol == PROTO_IMAP;
	bool shared = n->devices > 1 || n->team || n->sent_shared;

	assert_int_equal(warns(a, ADVICE_LOCAL_IMAP),
	    imap && (n->confidential || n->one_computer) &&
		o->services[PROTO_POP3] == SERVICE_ABSENT);
	assert_int_equal(
	    warns(a, ADVICE_SENT_UNNAMED), imap && shared && o->sent_unnamed);
	assert_int_equal(has(a->reasons, a->nreasons, ADVICE_SENT_NAMED),
	    imap && shared && o->sent_named);
	assert_int_equal(warns(a, ADVICE_SENT_LARGE),
	    imap && o->size_limit > o->append_limit);
	assert_int_equal(warns(a, ADVICE_SPACE_CLEAR), imap && n->little_space);
	assert_int_equal(warns(a, ADVICE_ARCHIVE_COPY), imap && n->archive);
	assert_int_equal(
	    warns(a, ADVICE_LOCAL_BACKUP), imap && n->local_archive);
}

static void
check_other_words(const struct advice_offer *o, const struct advice *a)
{
	bool proven = o->services[PROTO_IMAP] == SERVICE_PROVEN ||
	    o->services[PROTO_POP3] == SERVICE_PROVEN;

	assert_int_equal(warns(a, ADVICE_NEARLY_FULL),
	    o->percent >= 90 &&
		(a->protocol == PROTO_IMAP || a->retention == RETENTION_KEEP));
	assert_int_equal(warns(a, ADVICE_PAID), o->nhints > 0 && !proven);
	assert_int_equal(warns(a, ADVICE_SERVICE_ENDS), o->nhints > 0);
	assert_int_equal(warns(a, ADVICE_NO_SENDING),
	    o->services[PROTO_SMTP] == SERVICE_ABSENT);
}

static void
check_words(const struct advice *a)
{
	assert_true(a->nreasons >= 2);
	assert_int_equal(a->reasons[a->nreasons - 1], ADVICE_SENDING);
	no_word_twice(a->reasons, a->nreasons);
	no_word_twice(a->warnings, a->nwarnings);
}

static void
test_always(void **state)
{
	struct advice_needs n;
	struct advice_offer o;
	struct advice a;
	unsigned i, j;
	bool any;

	(void)state;
	for (i = 0; i < NEEDS; i++) {
		n = needs_of(i);
		for (j = 0; j < OFFERS; j++) {
			o = offer_of(j);
			any = o.services[PROTO_IMAP] != SERVICE_ABSENT ||
			    o.services[PROTO_POP3] != SERVICE_ABSENT;
			assert_int_equal(advice_make(&n, &o, &a), any);
			if (!any)
				continue;
			check_protocol(&n, &o, &a);
			check_retention(&n, &o, &a);
			check_pop3_words(&o, &a);
			check_imap_words(&n, &o, &a);
			check_other_words(&o, &a);
			check_words(&a);
		}
	}
}

static void
test_no_dead_row(void **state)
{
	bool chosen[64] = { false }, said[ADVICE_CODES] = { false };
	struct advice_needs n;
	struct advice_offer o;
	struct advice a;
	uint64_t remarks = 0;
	unsigned i, j;
	size_t k;

	(void)state;
	for (i = 0; i < NEEDS; i++) {
		n = needs_of(i);
		for (j = 0; j < OFFERS; j++) {
			o = offer_of(j);
			if (!advice_make(&n, &o, &a))
				continue;
			chosen[a.choice] = true;
			remarks |= a.remarks;
			for (k = 0; k < a.nreasons; k++)
				said[a.reasons[k]] = true;
			for (k = 0; k < a.nwarnings; k++)
				said[a.warnings[k]] = true;
		}
	}
	assert_in_range(advice_choices(), 10, 63);
	assert_in_range(advice_remarks(), 20, 63);
	for (k = 0; k < advice_choices(); k++)
		if (!chosen[k])
			fail_msg("choice %zu is never made", k);
	for (k = 0; k < advice_remarks(); k++)
		if ((remarks >> k & 1) == 0)
			fail_msg("remark %zu is never made", k);
	for (k = 0; k < ADVICE_CODES; k++)
		if (!said[k])
			fail_msg("%s is never said",
			    advice_name((enum advice_code)k));
}

static void
test_names(void **state)
{
	size_t i, j;

	(void)state;
	for (i = 0; i < ADVICE_CODES; i++) {
		assert_non_null(advice_name((enum advice_code)i));
		for (j = 0; j < i; j++)
			assert_string_not_equal(
			    advice_name((enum advice_code)i),
			    advice_name((enum advice_code)j));
	}
	assert_string_equal(advice_retention_name(RETENTION_DELETE), "delete");
	assert_string_equal(advice_retention_name(RETENTION_DAYS), "days");
	assert_string_equal(advice_retention_name(RETENTION_KEEP), "keep");
}

/* Nobody has said anything, and nothing is known. */
static void
test_nothing(void **state)
{
	struct advice_needs n = { 0 };
	struct advice_offer o;
	struct advice a;

	(void)state;
	advice_offer_init(&o);
	assert_true(advice_make(&n, &o, &a));
	assert_int_equal(a.protocol, PROTO_IMAP);
	assert_int_equal(a.needs.devices, 1);
	assert_int_equal(a.nwarnings, 0);
	assert_int_equal(a.nreasons, 2);
	assert_int_equal(a.reasons[0], ADVICE_IMAP_USUAL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_always),
		cmocka_unit_test(test_no_dead_row),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
