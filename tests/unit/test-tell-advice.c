// room: cmd/tell
/* The advice by what logins and discovery found out. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/tell/advice.h"
#include "tests/unit/tell-fixture.h"

/* What logins found out, as the advice takes it; -1 is not told.  With IMAP
 * there is an SMTP server, too. */
static const struct {
	int min_interval, leave_days; /* of POP3, by the provider */
	const struct mailbox_result *imap;
	const char *offer;
	enum protocol advised;
} login_rows[] = {
	{ .min_interval = 5,
	    .offer = "absent/proven interval 16 expire 7 leave 0 sent ? "
		     "full -1 append -1 size -1",
	    .advised = PROTO_POP3 },
	/* The longer of the two intervals; the days are the provider's. */
	{ .min_interval = 30,
	    .leave_days = 9,
	    .offer = "absent/proven interval 30 expire 7 leave 9 sent ? "
		     "full -1 append -1 size -1",
	    .advised = PROTO_POP3 },
	{ .imap = &(struct mailbox_result){ .quota_used = 98,
	      .quota_limit = 100,
	      .append_limit = 20000000,
	      .folders = { .delimiter = '/' } },
	    .offer = "proven/proven interval 16 expire 7 leave 0 sent unnamed "
		     "full 98 append 20000000 size 50000000",
	    .advised = PROTO_IMAP },
	/* Nothing is known of folders that the server was not asked for. */
	{ .imap = &(
	      struct mailbox_result){ .quota_used = 98, .quota_limit = 100 },
	    .offer = "proven/proven interval 16 expire 7 leave 0 sent ? "
		     "full 98 append 0 size 50000000",
	    .advised = PROTO_IMAP },
	{ .imap = &(struct mailbox_result){ .folders = { .delimiter = '/',
						.sent = "Sent" } },
	    .offer = "proven/proven interval 16 expire 7 leave 0 sent named "
		     "full -1 append 0 size 50000000",
	    .advised = PROTO_IMAP },
};

static struct endpoint_result *
log_in(struct report *r, enum protocol p, struct mailbox_result *found)
{
	struct endpoint_result *e = add_proven(r, p, "m.example");
	struct address_result *a = STAILQ_FIRST(&e->addresses);

	e->used = a;
	a->mailbox = found;
	if (p == PROTO_SMTP)
		words_add(&r->arena, &a->after_tls, "SIZE 50000000");
	return e;
}

static void
assert_offer(const struct advice_offer *o, const char *expected)
{
	static const char *const services[] = {
		[SERVICE_ABSENT] = "absent", [SERVICE_PROVEN] = "proven"
	};
	char line[160];

	snprintf(line, sizeof(line),
	    "%s/%s interval %d expire %d leave %d sent %s full %d append "
	    "%" PRId64 " size %" PRId64,
	    services[o->services[PROTO_IMAP]],
	    services[o->services[PROTO_POP3]], o->interval, o->expire_days,
	    o->leave_days,
	    o->sent_named	  ? "named"
		: o->sent_unnamed ? "unnamed"
				  : "?",
	    o->percent, o->append_limit, o->size_limit);
	assert_string_equal(line, expected);
}

static void
test_advice(void **state)
{
	const struct advice_needs needs = { .devices = 2,
		.one_computer = true };
	struct mailbox_result imap,
	    pop3 = { .uidl = MAILBOX_NO, .expire_days = 7, .login_delay = 901 };
	struct endpoint_result *e;
	struct advice_offer o;
	struct advice a;
	struct report *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(login_rows) / sizeof(login_rows[0]); i++) {
		r = report_new();
		assert_false(advice_of_report(r, &needs, &a));
		e = log_in(r, PROTO_POP3, &pop3);
		e->endpoint.min_interval = login_rows[i].min_interval;
		e->endpoint.leave_days = login_rows[i].leave_days;
		if (login_rows[i].imap != NULL) {
			imap = *login_rows[i].imap;
			log_in(r, PROTO_IMAP, &imap);
			log_in(r, PROTO_SMTP, NULL);
		}
		advice_of_logins(&o, r);
		assert_offer(&o, login_rows[i].offer);
		assert_true(o.uidl_missing);
		assert_true(advice_of_report(r, &needs, &a));
		assert_int_equal(a.protocol, login_rows[i].advised);
		if (a.protocol == PROTO_POP3)
			assert_int_equal(a.retention, RETENTION_DELETE);
		report_free(&r);
	}
}

/* As the report tells it, with the space used. */
static void
test_advice_text(void **state)
{
	const struct advice_needs needs = { .devices = 2,
		.one_computer = true };
	struct mailbox_result imap = { .quota_used = INT64_C(600000000),
		.quota_limit = INT64_C(5000000000) };
	struct report *r = report_new();
	char *text;

	(void)state;
	r->address = "a@b.example";
	log_in(r, PROTO_IMAP, &imap);
	text = tell(r, "text", (struct tell_options){ .needs = needs });
	assert_non_null(strstr(text, "\nAdvice\n  Set up            IMAP\n"));
	assert_non_null(strstr(text, "\n  Note              "));
	assert_non_null(strstr(text, "\n  Space used        12 % of 5.0 GB\n"));
	free(text);
	report_free(&r);
}

/* Without a login: guesses say nothing, and no server at all says nothing. */
static void
test_advice_unproven(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e = add_proven(r, PROTO_IMAP, "i.example");
	struct advice_offer o;
	struct advice a;

	(void)state;
	e->login.outcome = LOGIN_SKIPPED;
	assert_false(advice_of_report(r, &(struct advice_needs){ 0 }, &a));
	advice_of_discovery(&o, r);
	assert_int_equal(o.services[PROTO_IMAP], SERVICE_OFFERED);
	assert_int_equal(o.services[PROTO_POP3], SERVICE_ABSENT);
	e->guessed = true;
	advice_of_discovery(&o, r);
	assert_int_equal(o.services[PROTO_IMAP], SERVICE_UNKNOWN);
	assert_int_equal(o.services[PROTO_POP3], SERVICE_UNKNOWN);
	report_free(&r);
}

/* A server that is good, and nobody logged in for want of a password. */
static void
test_advice_unasked(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e = add_proven(r, PROTO_IMAP, "i.example");
	struct advice_offer o;

	(void)state;
	r->address = "anna@example.org";
	r->settings[PROTO_IMAP] = e;
	e->login.outcome = LOGIN_SKIPPED;
	e->login.skip = SKIP_NO_PASSWORD;
	advice_of_logins(&o, r);
	assert_int_equal(o.services[PROTO_IMAP], SERVICE_OFFERED);
	assert_int_equal(o.services[PROTO_POP3], SERVICE_ABSENT);
	e->login.skip = SKIP_UNVERIFIED;
	advice_of_logins(&o, r);
	assert_int_equal(o.services[PROTO_IMAP], SERVICE_ABSENT);
	report_free(&r);
}

/* The advice stands where nothing was wished, and only there. */
static void
test_advice_wish(void **state)
{
	struct advice_needs closed = { .confidential = true }, none = { 0 };
	struct advice_offer o;
	struct account_wish w;

	(void)state;
	advice_offer_init(&o);
	account_wish_init(&w, "a@x.example");
	advice_wish(&w, &none, &o);
	assert_int_equal(w.prefer, PROTO_IMAP);
	assert_int_equal(w.retention, RETENTION_DAYS);
	account_wish_init(&w, "a@x.example");
	advice_wish(&w, &closed, &o);
	assert_int_equal(w.prefer, PROTO_POP3);
	assert_int_equal(w.retention, RETENTION_DELETE);
	assert_false(w.retention_wished);
	account_wish_init(&w, "a@x.example");
	w.prefer = PROTO_IMAP;
	advice_wish(&w, &closed, &o);
	assert_int_equal(w.prefer, PROTO_IMAP);
	account_wish_init(&w, "a@x.example");
	w.prefer = PROTO_POP3;
	o.leave_days = 5;
	advice_wish(&w, &none, &o);
	assert_int_equal(w.retention, RETENTION_DAYS);
	assert_int_equal(w.retention_days, 5);
	account_wish_init(&w, "a@x.example");
	w.retention_wished = true;
	w.retention = RETENTION_KEEP;
	advice_wish(&w, &closed, &o);
	assert_int_equal(w.retention, RETENTION_KEEP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_advice),
		cmocka_unit_test(test_advice_text),
		cmocka_unit_test(test_advice_unproven),
		cmocka_unit_test(test_advice_unasked),
		cmocka_unit_test(test_advice_wish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
