// room: profiles/sheet
/*
 * Writers for the mail programs of Linux desktops: what goes into which key,
 * what is escaped how, and what is refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/writer.h"

struct fixture {
	struct arena arena;
	struct endpoint imap, pop3, smtp;
	struct account_wish wish;
	struct account account;
	struct folders folders;
	struct buf out; /* all files of the format */
	struct err err;
};

static const char *
identity(const void *arg, const char *text)
{
	(void)arg;
	return text;
}

static struct endpoint
endpoint_of(enum protocol p, enum security s, const char *host)
{
	struct endpoint e = { .protocol = p,
		.security = s,
		.host = host,
		.port = endpoint_port(p, s),
		.username = "anna@example.org" };

	return e;
}

static void
start(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->imap = endpoint_of(PROTO_IMAP, SECURITY_TLS, "imap.example.org");
	f->pop3 = endpoint_of(PROTO_POP3, SECURITY_TLS, "pop.example.org");
	f->smtp =
	    endpoint_of(PROTO_SMTP, SECURITY_STARTTLS, "smtp.example.org");
	account_wish_init(&f->wish, "anna@example.org");
	f->wish.name = "Anna Example";
	buf_init(&f->out, 1 << 20);
}

static void
stop(struct fixture *f)
{
	buf_clear(&f->out);
	arena_clear(&f->arena);
}

static int
write_as(struct fixture *f, const char *format)
{
	const struct writer_options options = {
		.tool = "Postlotse test",
		.translate = identity,
	};
	const struct endpoint *found[PROTO_COUNT] = { &f->imap, &f->pop3,
		&f->smtp };
	const struct writer *w = writer_find(format);

	assert_non_null(w);
	buf_clear(&f->out);
	f->err.text[0] = '\0';
	assert_int_equal(
	    account_make(&f->account, &f->arena, &f->wish, found, &f->err), 0);
	f->account.provider = "Example";
	f->account.folders = f->folders;
	for (; w != NULL; w = w->more)
		if (writer_write(w, &f->account, &options, &f->out, &f->err) ==
		    -1)
			return -1;
	return 0;
}

static void
assert_holds(const struct fixture *f, const char *text)
{
	if (strstr(buf_text(&f->out), text) == NULL)
		fail_msg("no '%s' in: %s", text, buf_text(&f->out));
}

static void
assert_lacks(const struct fixture *f, const char *text)
{
	if (strstr(buf_text(&f->out), text) != NULL)
		fail_msg("'%s' in: %s", text, buf_text(&f->out));
}

static void
assert_refused(struct fixture *f, const char *format, const char *reason)
{
	assert_int_equal(write_as(f, format), -1);
	if (strstr(f->err.text, reason) == NULL)
		fail_msg("%s: '%s' lacks '%s'", format, f->err.text, reason);
}

enum field { NAME, USER };

/* Values are as the real programs read them back in the client tests. */
static const struct {
	const char *format;
	enum field field;
	const char *value;
	const char *expected; /* NULL: refused */
} hostile[] = {
	{ "claws", USER, "a\"b\\c'd", "\nuser_id=a\"b\\c'd\n" },
	{ "claws", USER, "#a;b%s$c", "\nuser_id=#a;b%s$c\n" },
	{ "claws", USER, " a=[b] ", "\nuser_id= a=[b] \n" },
	{ "claws", NAME, "M\xc3\xbcller", "\nname=M\xc3\xbcller\n" },
	{ "claws", NAME, "a\nb", NULL },
	{ "sylpheed", USER, "a\"b\\c'd", "\nuser_id=a\"b\\c'd\n" },
	{ "sylpheed", USER, " #a;b%s$c ", "\nuser_id= #a;b%s$c \n" },
	{ "sylpheed", NAME, "M\xc3\xbcller", "\nname=M\xc3\xbcller\n" },
	{ "sylpheed", USER, "a\rb", NULL },
	{ "evolution", USER, "a\\b;c", "\nUser=a\\\\b;c\n" },
	{ "evolution", USER, "#a=[b]\"%s$c", "\nUser=#a=[b]\"%s$c\n" },
	{ "evolution", USER, " a", NULL },
	{ "evolution", NAME, " M\xc3\xbcller ",
	    "\nName=\\sM\xc3\xbcller\\s\n" },
	{ "evolution", NAME, "a\nb", NULL },
	{ "kmail", USER, " a\\b;#c ", "\nUserName=\\sa\\\\b;#c\\s\n" },
	{ "kmail", NAME, "$HOME \"x\"", "\nName=$HOME \"x\"\n" },
	{ "geary", USER, " a;b\\", "\nlogin=\\sa;b\\\\\n" },
	{ "geary", NAME, "", "\nsender_mailboxes=<anna@example.org>;\n" },
	{ "geary", NAME, "D; \"J\" \\",
	    "=\"D\\; \\\\\"J\\\\\" \\\\\\\\\" <anna@example.org>;\n" },
	{ "goa", USER, "a\\b;c ", "\nImapUserName=a\\\\b;c\\s\n" },
	{ "goa", NAME, "M\xc3\xbcller", "\nName=M\xc3\xbcller\n" },
};

static void
test_hostile_values(void **state)
{
	struct fixture f;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
		start(&f);
		if (hostile[i].field == NAME)
			f.wish.name = hostile[i].value;
		else
			f.wish.username = hostile[i].value;
		rc = write_as(&f, hostile[i].format);
		if ((hostile[i].expected == NULL) != (rc == -1))
			fail_msg("row %zu: %s", i, f.err.text);
		if (hostile[i].expected != NULL)
			assert_holds(&f, hostile[i].expected);
		stop(&f);
	}
}

static void
test_long_values(void **state)
{
	char text[1025];
	struct fixture f;

	(void)state;
	start(&f);
	memset(text, 'x', sizeof(text));
	text[1024] = '\0';
	f.wish.name = text;
	assert_refused(&f, "claws", "Claws Mail cannot read lines");
	assert_refused(&f, "sylpheed", "Sylpheed cannot read lines");
	text[1000] = '\0';
	assert_int_equal(write_as(&f, "claws"), 0);
	stop(&f);
}

/* What POP3 leaves on the server, in the keys of each program. */
static const struct {
	const char *format, *at_once, *days, *never;
} retentions[] = {
	{ "claws", "\nremove_mail=1\nmessage_leave_time=0\n",
	    "\nremove_mail=1\nmessage_leave_time=30\n", "\nremove_mail=0\n" },
	{ "sylpheed", "\nremove_mail=1\nmessage_leave_time=0\n",
	    "\nremove_mail=1\nmessage_leave_time=30\n", "\nremove_mail=0\n" },
	{ "evolution", "\nKeepOnServer=false\n",
	    "\nKeepOnServer=true\nDeleteAfterDays=30\n",
	    "\nKeepOnServer=true\nDeleteAfterDays=0\n" },
	{ "kmail", "\nleaveOnServer=false\n",
	    "\nleaveOnServer=true\nleaveOnServerDays=30\n",
	    "\nleaveOnServer=true\nleaveOnServerDays=-1\n" },
};

static void
test_retention(void **state)
{
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(retentions) / sizeof(retentions[0]); i++) {
		start(&f);
		f.wish.prefer = PROTO_POP3;
		f.wish.retention_wished = true;
		f.wish.retention = RETENTION_DELETE;
		assert_int_equal(write_as(&f, retentions[i].format), 0);
		assert_holds(&f, retentions[i].at_once);
		f.wish.retention = RETENTION_DAYS;
		f.wish.retention_days = 30;
		assert_int_equal(write_as(&f, retentions[i].format), 0);
		assert_holds(&f, retentions[i].days);
		f.wish.retention = RETENTION_KEEP;
		assert_int_equal(write_as(&f, retentions[i].format), 0);
		assert_holds(&f, retentions[i].never);
		stop(&f);
	}
}

/* Folders of a server whose hierarchy is separated by dots. */
static void
test_folders(void **state)
{
	static const char *const formats[] = { "claws", "sylpheed" };
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		start(&f);
		assert_int_equal(write_as(&f, formats[i]), 0);
		assert_lacks(&f, "sent_folder");
		f.folders.sent = "INBOX.Gesendete Objekte";
		f.folders.drafts = "INBOX.a/b";
		f.folders.trash = "M\xc3\xbcll";
		f.folders.delimiter = '.';
		assert_int_equal(write_as(&f, formats[i]), 0);
		assert_holds(&f,
		    "\nset_sent_folder=1\nsent_folder="
		    "#imap/anna@example.org/INBOX/Gesendete Objekte\n");
		assert_holds(&f, "\ntrash_folder=#imap/anna@example.org/M");
		assert_holds(&f, " type=\"trash\" name=\"M\xc3\xbcll\" ");
		/* It cannot be told from a folder b below a folder a. */
		assert_lacks(&f, "draft_folder");
		f.wish.prefer = PROTO_POP3;
		assert_int_equal(write_as(&f, formats[i]), 0);
		assert_lacks(&f, "sent_folder");
		stop(&f);
	}
}

/* What a server tells in a name cannot add a line to a file. */
static void
test_hostile_folders(void **state)
{
	static const char *const formats[] = { "claws", "sylpheed", "evolution",
		"geary" };
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		start(&f);
		f.folders.sent = "a\nsmtp_server=evil.example";
		f.folders.drafts = "";
		f.folders.trash = "b\x01";
		f.folders.junk = "Junk \xff";
		f.folders.delimiter = '/';
		assert_int_equal(write_as(&f, formats[i]), 0);
		assert_lacks(&f, "evil");
		assert_lacks(&f, "\x01");
		assert_lacks(&f, "\xff");
		assert_lacks(&f, "sent_folder=a");
		stop(&f);
	}
}

static void
test_folders_of_gnome(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_int_equal(write_as(&f, "evolution"), 0);
	assert_lacks(&f, "Folder=");
	assert_int_equal(write_as(&f, "geary"), 0);
	assert_holds(&f, "\nsent_folder=\n");
	f.folders.sent = "INBOX.Gesendet; 1";
	f.folders.drafts = "M\xc3\xbcll";
	f.folders.trash = "INBOX.Trash";
	f.folders.archive = "INBOX.a/b";
	f.folders.delimiter = '.';
	assert_int_equal(write_as(&f, "geary"), 0);
	assert_holds(&f, "\nsent_folder=INBOX;Gesendet\\; 1;\n");
	assert_holds(&f, "\ndrafts_folder=M\xc3\xbcll;\n");
	assert_holds(&f, "\narchive_folder=INBOX;a/b;\n");
	assert_int_equal(write_as(&f, "evolution"), 0);
	assert_holds(&f,
	    "\nSentFolder=folder://anna%40example.org.mail/INBOX/"
	    "Gesendet%3B%201\nUseSentFolder=true\n");
	assert_holds(
	    &f, "\nDraftsFolder=folder://anna%40example.org.mail/M%C3%BCll\n");
	assert_holds(
	    &f, "\nUseRealTrashPath=true\nRealTrashPath=INBOX/Trash\n");
	assert_lacks(&f, "ArchiveFolder");
	f.wish.prefer = PROTO_POP3;
	assert_int_equal(write_as(&f, "evolution"), 0);
	assert_lacks(&f, "Folder=");
	assert_lacks(&f, "Imapx");
	stop(&f);
}

static void
test_evolution_logins(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.auths[0] = f.smtp.auths[0] = AUTH_OAUTH2;
	f.imap.nauths = f.smtp.nauths = 1;
	assert_refused(&f, "evolution", "Google, Outlook.com and Yahoo only");
	f.imap.host = "imap.gmail.com";
	f.smtp.host = "smtp-mail.outlook.com";
	assert_int_equal(write_as(&f, "evolution"), 0);
	assert_holds(&f, "\nMethod=Google\n");
	assert_holds(&f, "\nMethod=Outlook\n");
	f.imap.auths[0] = AUTH_ENCRYPTED;
	f.smtp.auths[0] = AUTH_NONE;
	assert_int_equal(write_as(&f, "evolution"), 0);
	assert_holds(&f, "\nMethod=CRAM-MD5\n");
	assert_holds(&f, "\nHost=smtp-mail.outlook.com\nPort=587\nMethod=none");
	stop(&f);
}

static void
test_imap_only(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	assert_refused(&f, "geary", "geary cannot fetch mail by POP3");
	assert_refused(&f, "goa", "goa cannot fetch mail by POP3");
	stop(&f);
}

static void
test_geary_users(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	assert_int_equal(write_as(&f, "geary"), 0);
	assert_holds(&f, "\ncredentials=use-incoming\n");
	f.smtp.username = "other";
	assert_int_equal(write_as(&f, "geary"), 0);
	assert_holds(&f, "\ncredentials=custom\nlogin=other\n");
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.smtp.nauths = 1;
	assert_int_equal(write_as(&f, "geary"), 0);
	assert_holds(&f, "\ncredentials=none\n");
	assert_int_equal(write_as(&f, "goa"), 0);
	assert_holds(&f, "\nSmtpUseAuth=false\n");
	assert_lacks(&f, "SmtpUserName");
	stop(&f);
}

static void
test_logins(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.imap.auths[0] = f.smtp.auths[0] = AUTH_SCRAM;
	f.imap.nauths = f.smtp.nauths = 1;
	assert_refused(&f, "sylpheed", "the way it wants");
	assert_refused(&f, "claws", "smtp.example.org (SMTP) the way it");
	f.smtp.auths[1] = AUTH_PASSWORD;
	f.smtp.nauths = 2;
	assert_int_equal(write_as(&f, "claws"), 0);
	assert_holds(&f, "\nuse_smtp_auth=1\n");
	f.smtp.auths[0] = AUTH_CLIENT_IP;
	f.smtp.nauths = 1;
	assert_int_equal(write_as(&f, "claws"), 0);
	assert_holds(&f, "\nuse_smtp_auth=0\n");
	assert_lacks(&f, "smtp_user_id");
	f.wish.prefer = PROTO_POP3;
	f.pop3.auths[0] = AUTH_ENCRYPTED;
	f.pop3.nauths = 1;
	assert_int_equal(write_as(&f, "sylpheed"), 0);
	assert_holds(&f, "\nuse_apop_auth=1\n");
	f.pop3.auths[0] = AUTH_OAUTH2;
	assert_refused(&f, "claws", "the way it wants: OAuth2");
	stop(&f);
}

static void
test_secrets(void **state)
{
	struct secret *secret = secret_new("hunter2", 7);
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.password = secret;
	assert_int_equal(write_as(&f, "sylpheed"), 0);
	assert_holds(&f, "\npassword=hunter2\n");
	assert_holds(&f, "\nsmtp_password=hunter2\n");
	assert_int_equal(write_as(&f, "claws"), 0);
	assert_lacks(&f, "hunter2");
	stop(&f);
	secret_free(&secret);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_values),
		cmocka_unit_test(test_long_values),
		cmocka_unit_test(test_retention),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_hostile_folders),
		cmocka_unit_test(test_folders_of_gnome),
		cmocka_unit_test(test_evolution_logins),
		cmocka_unit_test(test_imap_only),
		cmocka_unit_test(test_geary_users),
		cmocka_unit_test(test_logins),
		cmocka_unit_test(test_secrets),
	};

	return cmocka_run_group_tests_name("writer-desktop", tests, NULL, NULL);
}
