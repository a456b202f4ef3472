// room: probe/judge
/* What a server says to MAIL FROM and RCPT TO after a login. */
#include "tests/unit/judge-fixture.h"

#include "probe/judge/send.h"

static void
judge_one(const char *what, bool fallback, const struct send_result *send,
    const char *expected)
{
	struct report *r = new_report();
	struct endpoint_result *e = add_good(r, PROTO_SMTP, "mail.example.org");
	struct send_result mine = *send;

	STAILQ_FIRST(&e->addresses)->send = &mine;
	e->login.username = "anna";
	e->fallback = fallback;
	judge_report(r);
	expect(what, &e->findings, expected);
	report_free(&r);
}

/* The answer to RCPT TO, or with mail to MAIL FROM; text alone means 550. */
static const struct {
	bool mail;
	int status;
	const char *code, *text, *expected;
} refusals[] = {
	{ true, 553, "5.7.1", "not owned by user b",
	    "smtp.sender.denied=error" },
	{ false, 553, "5.7.1", "not owned by user b",
	    "smtp.sender.denied=error" },
	{ true, 550, "5.7.1", "no", "smtp.sender.denied=error" },
	{ true, 553, NULL, "no", "smtp.sender.denied=error" },
	{ true, 550, "5.7.60", "no", "smtp.sender.denied=error" },
	{ false, 450, "4.7.1", "not owned by user b",
	    "smtp.sender.denied=warning" },
	{ false, 554, "5.7.1", "Relay access denied",
	    "smtp.relay.denied=error" },
	{ false, 550, "5.7.54", "no", "smtp.relay.denied=error" },
	{ true, 550, "5.1.8", "bad outbound sender",
	    "smtp.account.blocked=error" },
	{ true, 550, "5.7.501", "no", "smtp.account.blocked=error" },
	{ true, 550, "5.7.50", "no", "smtp.account.blocked=error" },
	{ true, 550, "5.7.5012", "no", "smtp.send.refused=error" },
	{ true, 554, "5.7.1", "blocked using zen.spamhaus.org",
	    "smtp.ip.blocklisted=error" },
	{ true, 530, NULL, "no", "smtp.auth.required=error" },
	{ true, 550, NULL, "You must check for new mail before sending",
	    "smtp.pop-before-smtp=error" },
	{ true, 550, "5.4.5", "no", "smtp.sending-limit=warning" },
	{ true, 421, "4.7.0", "rate limit", "smtp.sending-limit=warning" },
	{ false, 550, "5.7.1", "Message limit exceeded",
	    "smtp.sending-limit=warning" },
	{ true, 552, "5.3.4", "no", "smtp.size.refused=error" },
	{ true, 552, NULL, "no", "smtp.size.refused=error" },
	{ false, 552, NULL, "no", "mailbox.overquota=warning" },
	{ false, 452, "4.2.2", "no", "mailbox.overquota=warning" },
	{ false, 550, "5.1.1", "no", "smtp.rcpt.refused=error" },
	{ false, 551, NULL, "no", "smtp.rcpt.refused=error" },
	{ false, 550, "5.1.8", "no", "smtp.send.refused=error" },
	{ false, 550, NULL, "no", "smtp.send.refused=error" },
	{ true, 550, NULL, "no", "smtp.send.refused=error" },
	{ false, 450, "4.7.1", "no", "smtp.greylisted=warning" },
	{ true, 451, NULL, "Greylisted", "smtp.greylisted=warning" },
	{ true, 451, "4.3.0", "no", "smtp.send.temporary=warning" },
	{ true, 421, NULL, "no", "smtp.send.temporary=warning" },
};

static void
refusals_are_told_by_words_and_codes(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct send_reply said = { refusals[i].status, refusals[i].code,
			refusals[i].text };
		struct send_result send = { .outcome = SEND_REFUSED,
			.path = "anna@example.org",
			.sender = { 250, NULL, "ok" },
			.size_limit = -1 };

		if (refusals[i].mail)
			send.sender = said;
		else
			send.recipient = said;
		judge_one(refusals[i].text, false, &send, refusals[i].expected);
		/* That another server was tried before changes nothing. */
		judge_one(refusals[i].text, true, &send, refusals[i].expected);
	}
}

static void
permission_is_told(void **state)
{
	struct send_result send = { .outcome = SEND_OK,
		.path = "anna@example.org",
		.sender = { 250, NULL, "ok" },
		.recipient = { 250, NULL, "ok" },
		.size_limit = 0 };

	(void)state;
	judge_one("ok", false, &send, "smtp.rcpt.test-ok=info");
	send.outcome = SEND_UNANSWERED;
	judge_one("silence", false, &send, "smtp.send.unanswered=warning");
	send.outcome = SEND_SKIPPED;
	send.skip = SEND_SKIP_UNASKED;
	judge_one("unasked", false, &send, "");
	send.skip = SEND_SKIP_PORT;
	judge_one("port 25", false, &send, "");
	send.skip = SEND_SKIP_UTF8;
	judge_one("utf8", false, &send, "smtp.smtputf8.missing=error");
	send.skip = SEND_SKIP_ADDRESS;
	send.path = NULL;
	judge_one("address", false, &send, "smtp.sender.unusable=warning");
}

static void
sizes_are_those_of_attachments(void **state)
{
	static const struct {
		int64_t limit;
		const char *size; /* NULL: nothing is said */
	} rows[] = {
		{ -1, NULL },
		{ 0, NULL },
		{ 100000, "71 KB" },
		{ 10240000, "7 MB" },
		{ 35882577, "25 MB" }, /* Google */
		{ INT64_MAX, NULL },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct send_result send = { .outcome = SEND_SKIPPED,
			.skip = SEND_SKIP_UNASKED,
			.size_limit = rows[i].limit };
		struct report *r = new_report();
		struct endpoint_result *e = add_good(r, PROTO_SMTP, "m");
		const struct finding *f;
		struct buf text;

		STAILQ_FIRST(&e->addresses)->send = &send;
		judge_report(r);
		expect("size", &e->findings,
		    rows[i].size == NULL ? "" : "smtp.size.limit=info");
		f = STAILQ_FIRST(&e->findings.list);
		if (f != NULL) {
			buf_init(&text, 1000);
			finding_fill(&text, "{size}", f);
			assert_string_equal(buf_text(&text), rows[i].size);
			buf_clear(&text);
		}
		report_free(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_are_told_by_words_and_codes),
		cmocka_unit_test(permission_is_told),
		cmocka_unit_test(sizes_are_those_of_attachments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
