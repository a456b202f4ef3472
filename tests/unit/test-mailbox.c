// room: probe/session
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe/report/redactor.h"
#include "probe/session/mailbox.h"
#include "probe/session/utf7.h"
#include "profiles/base/secret.h"

static const struct {
	const char *wire, *name; /* NULL: malformed */
} names[] = {
	{ "INBOX", "INBOX" },
	{ "Entw&APw-rfe", "Entw\xc3\xbcrfe" },
	{ "&U,BTFw-", "\xe5\x8f\xb0\xe5\x8c\x97" },
	{ "A&-B", "A&B" },
	{ "&2D3eAA-", "\xf0\x9f\x98\x80" },
	{ "", "" },
	{ "&", NULL },
	{ "&APw", NULL },
	{ "&AP*-", NULL },
	{ "&2D0-", NULL }, /* half a pair */
	{ "&3gA-", NULL }, /* the other half */
	{ "&AAo-", NULL }, /* a line feed */
	{ "a\nb", NULL },
};

static void
test_names(void **state)
{
	struct arena a = { NULL };
	const char *name;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		name = utf7_decode(&a, names[i].wire);
		if (names[i].name == NULL)
			assert_null(name);
		else
			assert_string_equal(name, names[i].name);
	}
	arena_clear(&a);
}

static void
take(struct mailbox_result *m, struct arena *a, const char *const *lines)
{
	memset(m, 0, sizeof(*m));
	m->messages = m->bytes = m->quota_used = m->quota_limit = -1;
	for (; *lines != NULL; lines++)
		mailbox_take_imap(m, a, NULL, *lines);
}

static void
test_imap(void **state)
{
	static const char *const lines[] = {
		"* LIST (\\HasNoChildren \\Sent) \".\" \"INBOX.Gesendete "
		"Objekte\"",
		"* list (\\NoInferiors \\drafts) \".\" INBOX.Entw&APw-rfe",
		"* LIST (\\Sent) \".\" Later",
		"* LIST (\\Junk) NIL \"a \\\"quoted\\\" \\\\ name\"",
		"* STATUS Sent (MESSAGES 9 SIZE 9)",
		"* STATUS inbox (MESSAGES 231 UIDNEXT 44292 SIZE 9000000000)",
		"* QUOTAROOT INBOX \"User quota\" #shared",
		"* QUOTA \"User quota\" (STORAGE 512 1024 MESSAGE 1 100)",
		"* QUOTA #shared (STORAGE 9 10)", "* QUOTA \"\" (STORAGE 1 10)",
		"* NAMESPACE ((\"INBOX.\" \".\")) NIL NIL",
		"* STATUS \"INBOX \" (MESSAGES 8 SIZE 8)", "* 7 EXISTS", NULL
	};
	struct arena a = { NULL };
	struct mailbox_result m;

	(void)state;
	take(&m, &a, lines);
	assert_string_equal(m.folders.sent, "INBOX.Gesendete Objekte");
	assert_string_equal(m.folders.drafts, "INBOX.Entw\xc3\xbcrfe");
	assert_string_equal(m.folders.junk, "a \"quoted\" \\ name");
	assert_null(m.folders.trash);
	assert_int_equal(m.folders.delimiter, '.');
	assert_int_equal(m.messages, 231);
	assert_int_equal(m.bytes, 9000000000);
	/* the fullest of all */
	assert_int_equal(m.quota_used, 9 * 1024);
	assert_int_equal(m.quota_limit, 10 * 1024);
	assert_string_equal(m.prefix, "INBOX.");
	arena_clear(&a);
}

/* Nothing is told, nothing is read beyond the end. */
static void
test_strange(void **state)
{
	static const char *const lines[] = { "", "*", "* LIST", "* LIST (",
		"* LIST (\\Sent", "* LIST (\\Sent)", "* LIST (\\Sent) \"",
		"* LIST (\\Sent) \".\"", "* LIST (\\Sent) \".\" \"Se\\",
		"* LIST (\\Sent) \".\" \"Sent", "* LIST (\\Sent) \".\" {4}",
		"* LIST (\\Sentinel) \".\" Sentinel", "* STATUS",
		"* STATUS INBOX", "* STATUS INBOX (",
		"* STATUS INBOX (MESSAGES",
		"* STATUS INBOX (MESSAGES 99999999999999999999)",
		"* QUOTA \"x\" (STORAGE 10)", "* QUOTA \"x\" (STORAGE -1 10)",
		"* QUOTA \"x\" (STORAGE 9223372036854775807 1)",
		"* QUOTA \"x\" STORAGE", "* NAMESPACE NIL NIL NIL",
		"* NAMESPACE ((\"\" \"/\")) NIL NIL",
		"* LIST (\\Sent) \".\" \"bad \xff byte\"",
		"* LIST (\\Sent) \".\" \"turned \xe2\x80\xae\"",
		"* LIST (\\Sent) \".\" &AIU-", "* 7", "* 7 EXISTSING",
		"P1 STATUS INBOX (MESSAGES 1)", NULL };
	struct arena a = { NULL };
	struct mailbox_result m;

	(void)state;
	take(&m, &a, lines);
	assert_null(m.folders.sent);
	assert_int_equal(m.messages, -1);
	assert_int_equal(m.quota_limit, -1);
	assert_null(m.prefix);
	arena_clear(&a);
}

/* A name that holds the password, encoded once or more, is none. */
static void
test_secrets(void **state)
{
	static const char *const echoed[] = { "Geh3im-W&APY-rt",
		"x&AEcAZQBoADMAaQBtAC0AVwD2AHIAdA-", "Geh3im=2DW=C3=B6rt",
		"Geh3im-W&-#246;rt", "R2VoM2ltLVfDtnJ0",
		"47656833696d2d57c3b67274", NULL };
	struct secret *s = secret_new("Geh3im-W\xc3\xb6rt", 12);
	struct redactor *r = redactor_new(s);
	struct arena a = { NULL };
	struct mailbox_result m;
	char line[200];
	size_t i;

	(void)state;
	for (i = 0; echoed[i] != NULL; i++) {
		memset(&m, 0, sizeof(m));
		snprintf(line, sizeof(line), "* LIST (\\Sent) \"/\" \"%s\"",
		    echoed[i]);
		mailbox_take_imap(&m, &a, r, line);
		assert_null(m.folders.sent);
		assert_int_equal(m.folders.delimiter, '/');
		snprintf(line, sizeof(line),
		    "* NAMESPACE ((\"%s\" \"/\")) NIL NIL", echoed[i]);
		mailbox_take_imap(&m, &a, r, line);
		assert_null(m.prefix);
	}
	mailbox_take_imap(&m, &a, r, "* LIST (\\Sent) \"/\" Geh3im");
	assert_string_equal(m.folders.sent, "Geh3im");
	arena_clear(&a);
	redactor_free(&r);
	secret_free(&s);
}

static void
test_stat(void **state)
{
	struct mailbox_result m = { .messages = -1, .bytes = -1 };

	(void)state;
	assert_int_equal(mailbox_take_stat(&m, "-ERR no"), -1);
	assert_int_equal(mailbox_take_stat(&m, "+OK"), -1);
	assert_int_equal(mailbox_take_stat(&m, "+OK 3"), -1);
	assert_int_equal(m.messages, -1);
	assert_int_equal(mailbox_take_stat(&m, "+OK 3 1200 and more"), 0);
	assert_int_equal(m.messages, 3);
	assert_int_equal(m.bytes, 1200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_imap),
		cmocka_unit_test(test_strange),
		cmocka_unit_test(test_secrets),
		cmocka_unit_test(test_stat),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
