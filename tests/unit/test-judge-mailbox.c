// room: probe/judge
/* What a login found out about the mailbox. */
#include "tests/unit/judge-fixture.h"

static const struct side good = FINE;

static void
judge_one(const char *what, enum protocol p, const struct mailbox_result *m,
    const char *expected)
{
	struct report *r = report_new();
	struct endpoint_result *e = add(r, p, SECURITY_TLS, "mail.example.org");
	struct address_result *a =
	    add_address(r, e, "192.0.2.1", AF_INET, &good);
	struct mailbox_result mine = *m;

	a->mailbox = &mine;
	words_add(&r->arena, &a->after_login, "SPECIAL-USE");
	e->used = a;
	e->login.outcome = LOGIN_OK;
	e->login.username = "anna";
	judge_report(r);
	expect(what, &e->findings, expected);
	report_free(&r);
}

static const struct mailbox_result untold = {
	.messages = -1,
	.bytes = -1,
	.quota_used = -1,
	.quota_limit = -1,
	.append_limit = -1,
	.folders = { .sent = "Sent" },
	.expire_days = -1,
	.login_delay = -1,
};

static void
test_quota(void **state)
{
	static const struct {
		int64_t used, limit;
		const char *expected;
	} rows[] = {
		{ -1, -1, "" },
		{ 5, 0, "" }, /* no limit */
		{ 89, 100, "" },
		{ 90, 100, "mailbox.nearly-full=warning" },
		{ 99, 100, "mailbox.nearly-full=warning" },
		{ 100, 100, "mailbox.overquota=warning" },
		{ INT64_MAX, INT64_MAX, "mailbox.overquota=warning" },
	};
	struct mailbox_result m = untold;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		m.quota_used = rows[i].used;
		m.quota_limit = rows[i].limit;
		judge_one("quota", PROTO_IMAP, &m, rows[i].expected);
	}
}

static void
test_folders(void **state)
{
	struct mailbox_result m = untold;

	(void)state;
	m.folders.sent = NULL;
	judge_one(
	    "no role", PROTO_IMAP, &m, "mailbox.special-use.missing=info");
}

static void
test_pop3(void **state)
{
	struct mailbox_result m = untold;

	(void)state;
	judge_one("nothing told", PROTO_POP3, &m, "");
	m.uidl = MAILBOX_NO;
	judge_one("no UIDL", PROTO_POP3, &m, "pop3.uidl.missing=warning");
	m.uidl = MAILBOX_YES;
	m.expire_days = 0;
	judge_one("at once", PROTO_POP3, &m, "pop3.retention=warning");
	m.expire_days = MAILBOX_NEVER;
	judge_one("never", PROTO_POP3, &m, "");
}

/* The reply to the first question about the mailbox. */
static void
test_refused(void **state)
{
	static const struct {
		enum protocol protocol;
		const char *first, *second, *expected;
	} rows[] = {
		{ PROTO_IMAP, "BAD User is authenticated but not connected.",
		    NULL, "mailbox.select.failed=error" },
		{ PROTO_IMAP, "NO STATUS Unsafe Login. Please contact x", NULL,
		    "mailbox.id-required=error" },
		{ PROTO_IMAP, "NO [SERVERBUG] Internal error", NULL,
		    "mailbox.select.failed=error" },
		{ PROTO_IMAP, "NO [AUTHENTICATIONFAILED] no", NULL,
		    "mailbox.select.failed=error" },
		{ PROTO_IMAP, "NO [AUTHORIZATIONFAILED] no", NULL,
		    "auth.authz=error" },
		{ PROTO_IMAP, "NO [UNAVAILABLE] later", NULL,
		    "mailbox.temporary=warning" },
		{ PROTO_IMAP, "NO [OVERQUOTA] full", NULL,
		    "mailbox.overquota=warning" },
		{ PROTO_IMAP, "BAD STATUS is unknown", "NO [NOPERM] no",
		    "auth.authz=error" },
		{ PROTO_IMAP, "NO [NOPERM] no", "BAD EXAMINE is unknown",
		    "auth.authz=error" },
		{ PROTO_IMAP, NULL, NULL, "" },
		{ PROTO_POP3, "-ERR Unsafe Login", NULL,
		    "mailbox.select.failed=error" },
		{ PROTO_POP3, "-ERR no such thing", NULL,
		    "mailbox.select.failed=error" },
		{ PROTO_POP3, "-ERR [SYS/TEMP] later", NULL,
		    "mailbox.temporary=warning" },
		{ PROTO_POP3, "-ERR [IN-USE] locked", NULL,
		    "pop3.in-use=warning" },
	};
	struct address_result *a;
	struct endpoint_result *e;
	struct report *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = report_new();
		e = add(r, rows[i].protocol, SECURITY_TLS, "mail.example.org");
		a = add_address(r, e, "192.0.2.1", AF_INET, &good);
		a->unseen = true;
		e->used = a;
		e->login.outcome = LOGIN_OK;
		e->login.username = "anna";
		if (rows[i].first != NULL)
			fact_add(
			    &a->facts, FACT_MAILBOX_REFUSED, rows[i].first);
		if (rows[i].second != NULL)
			fact_add(
			    &a->facts, FACT_MAILBOX_REFUSED, rows[i].second);
		judge_report(r);
		expect("refused", &e->findings, rows[i].expected);
		assert_false(report_proven(e));
		assert_int_not_equal(e->verdict, VERDICT_OK);
		assert_int_not_equal(r->verdict, VERDICT_OK);
		assert_null(r->settings[rows[i].protocol]);
		report_free(&r);
	}
}

/* It was seen after all, by another question. */
static void
test_seen(void **state)
{
	struct report *r = report_new();
	struct endpoint_result *e =
	    add(r, PROTO_IMAP, SECURITY_TLS, "mail.example.org");
	struct address_result *a =
	    add_address(r, e, "192.0.2.1", AF_INET, &good);

	(void)state;
	e->used = a;
	e->login.outcome = LOGIN_OK;
	fact_add(&a->facts, FACT_MAILBOX_REFUSED, "BAD STATUS is unknown");
	judge_report(r);
	expect("seen", &e->findings, "");
	assert_int_equal(r->verdict, VERDICT_OK);
	report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quota),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_pop3),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
