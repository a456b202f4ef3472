// room: profiles/sheet
/* How long POP3 leaves mail on the server, and who has the say. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/writer.h"

static const char *
identity(const void *arg, const char *text)
{
	(void)arg;
	return text;
}

static struct endpoint
pop3(enum leave leave, int days)
{
	return (struct endpoint){ .protocol = PROTO_POP3,
		.security = SECURITY_TLS,
		.host = "pop.example.org",
		.port = 995,
		.username = "anna@example.org",
		.leave = leave,
		.leave_days = days };
}

static void
make(struct account *out, struct arena *a, const struct account_wish *w,
    const struct endpoint *e)
{
	const struct endpoint *found[PROTO_COUNT] = { [PROTO_POP3] = e };
	struct err err;

	assert_int_equal(account_make(out, a, w, found, &err), 0);
}

/* Only a person may want mail deleted at once. */
static void
test_retention(void **state)
{
	static const struct {
		enum leave leave;
		int days, wished, want;
	} rows[] = {
		{ LEAVE_UNSTATED, 0, 0, 14 },
		{ LEAVE_YES, 0, 0, 14 },
		{ LEAVE_YES, 30, 0, 30 },
		{ LEAVE_UNSTATED, 400, 0, 400 },
		{ LEAVE_NO, 0, 0, 14 },
		{ LEAVE_NO, 3, 0, 14 },
		{ LEAVE_YES, 30, 7, 7 },
	};
	struct arena a = { NULL };
	struct account_wish wish;
	struct account account;
	struct endpoint e;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		account_wish_init(&wish, "anna@example.org");
		if (rows[i].wished > 0) {
			wish.retention_wished = true;
			wish.retention_days = rows[i].wished;
		}
		e = pop3(rows[i].leave, rows[i].days);
		make(&account, &a, &wish, &e);
		assert_int_equal(account.retention, RETENTION_DAYS);
		assert_int_equal(account.retention_days, rows[i].want);
	}
	arena_clear(&a);
}

static void
test_written(void **state)
{
	static const struct writer_options options = { .tool = "test",
		.translate = identity };
	struct endpoint e = pop3(LEAVE_YES, 30);
	struct arena a = { NULL };
	struct account_wish wish;
	struct account account;
	struct endpoint smtp;
	struct err err;
	struct buf out;

	(void)state;
	account_wish_init(&wish, "anna@example.org");
	make(&account, &a, &wish, &e);
	smtp = e;
	smtp.protocol = PROTO_SMTP;
	smtp.port = 465;
	account.outgoing = &smtp;
	buf_init(&out, 1 << 16);
	if (writer_write(writer_find("autoconfig"), &account, &options, &out,
		&err) == -1)
		fail_msg("%s", err.text);
	assert_non_null(
	    strstr(buf_text(&out), "<daysToLeaveMessagesOnServer>30<"));
	buf_clear(&out);
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_retention),
		cmocka_unit_test(test_written),
	};

	return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
