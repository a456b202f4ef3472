// room: profiles/sheet
/*
 * Writers for programs that read mail in a terminal: every value in the form
 * its program reads back, or refused.
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/hostile-fixture.h"

static const struct hostile hostile[] = {
	/* mutt: single quotes, else double ones with escapes */
	{ "mutt", USER, "a\"b\\#;$x", "imap_user = 'a\"b\\#;$x'\n" },
	{ "mutt", USER, "a`b", NULL },
	{ "mutt", NAME, "'\"\\$x`id`",
	    "realname = \"'\\\"\\\\\\$x\\`id\\`\"\n" },
	{ "mutt", USER, " a ", "imap_user = ' a '\n" },
	{ "mutt", USER, "a b/%\xc3\xbc", "'smtp://a%20b%2F%25%C3%BC@smtp." },
	{ "mutt", USER, LONG, "imap_user = '" LONG "'\n" },
	{ "mutt", USER, "a\nb", NULL },
	{ "mutt", NAME, "O'Hara", "realname = \"O'Hara\"\n" },
	{ "mutt", PASSWORD, "'", "imap_pass = \"'\"\n" },
	{ "mutt", COMMAND, "pass \"a b\" $x \\\\ \\$",
	    "imap_pass = \"`pass \"a b\" $x \\\\ \\$`\"\n" },
	{ "mutt", COMMAND, "pass `x`", NULL },
	{ "mutt", COMMAND, "pass \\", NULL },
	/* NeoMutt takes a level of backslashes away from commands */
	{ "neomutt", USER, "'\"\\$x`id`",
	    "imap_user = \"'\\\"\\\\\\$x\\`id\\`\"\n" },
	{ "neomutt", COMMAND, "pass \"a b\" $x \\ `y`",
	    "imap_pass = \"`pass \"a b\" \\$x \\\\ \\`y\\``\"\n" },

	/* aerc: URLs, and backticks around the rest */
	{ "aerc", USER, "a b@x/%", "source = imaps://a%20b%40x%2F%25@imap." },
	{ "aerc", PASSWORD, "a:@ /", ":a%3A%40%20%2F@imap.example.org:993\n" },
	{ "aerc", NAME, "A #1 \"x\" %(y)s `z`",
	    "from = `\"A #1 \\\"x\\\" %\\(y)s `z`\" <anna@example.org>`\n" },
	{ "aerc", COMMAND, "pass 'a' ; `x` # y",
	    "source-cred-cmd = `pass 'a' ; `x` # y`\n" },
	{ "aerc", COMMAND, "date +%(x)s", NULL },
	{ "aerc", USER, "a%(b)s", NULL },

	/* s-nail: quotes as in a shell */
	{ "s-nail", NAME, "O'Hara \"x\" \\ $y",
	    "from='\"O'\\''Hara \\\"x\\\" \\\\ $y\" <anna@example.org>'\n" },
	{ "s-nail", USER, "a'b/\xc3\xbc", "'imaps://a%27b%2F%C3%BC@imap." },
	{ "s-nail", PASSWORD, "a'b:", ":a%27b%3A@smtp.example.org:587'\n" },
	{ "s-nail", COMMAND, "a | b # c", "sh -c '\\''a | b # c'\\'' | sed " },

	/* Emacs: strings of Lisp; Gnus spoils quotes of user names */
	{ "emacs", NAME, "A \"x\" \\n ; ?\\C",
	    "user-full-name \"A \\\"x\\\" \\\\n ; ?\\\\C\"\n" },
	{ "emacs", USER, "a'b;c`d`,(e)", "(nnimap-user \"a'b;c`d`,(e)\")" },
	{ "emacs", USER, "a\"b", NULL },
	{ "emacs", USER, "a\\b", NULL },
	{ "emacs", COMMAND, "a \"b\" \\c",
	    "\n         \"a \\\"b\\\" \\\\c\")" },

	/* alpine: only what it reads the same everywhere */
	{ "alpine", NAME, "M\xc3\xbcller #1; 'x' <y>",
	    "\ncustomized-hdrs=From: \"M\xc3\xbcller #1; 'x' <y>\" "
	    "<anna@example.org>\n" },
	{ "alpine", NAME, "a\"b", NULL },
	{ "alpine", NAME, "a, b", NULL },
	{ "alpine", NAME, "$HOME", NULL },
	{ "alpine", USER, "a b/c;#",
	    "\ninbox-path={imap.example.org:993/imap/ssl/user=\"a b/c;#\"}"
	    "INBOX\n" },
	{ "alpine", USER, "a\\b", NULL },
	{ "alpine", USER, "a}b", NULL },
	{ "alpine", USER, " a", NULL },

	/* TOML: basic strings */
	{ "himalaya", USER, "a\"b\\c", "backend.login = \"a\\\"b\\\\c\"\n" },
	{ "himalaya-2", USER, "a\"b\\c",
	    "imap.sasl.plain.username = \"a\\\"b\\\\c\"\n" },
	{ "meli", USER, "a\"b\\c", "server_username = \"a\\\"b\\\\c\"\n" },
};

static void
test_hostile_values(void **state)
{
	(void)state;
	run_hostile(hostile, sizeof(hostile) / sizeof(hostile[0]));
}

static void
test_oauth(void **state)
{
	static const char *const formats[] = { "mutt", "neomutt", "aerc",
		"s-nail" };
	static const char *const expected[] = {
		"set imap_oauth_refresh_command = 'token'\n",
		"set smtp_authenticators = 'oauthbearer:xoauth2'\n",
		"\nsource = imaps+xoauth2://",
		"\tset imap-auth=oauthbearer\n",
	};
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < 4; i++) {
		start(&f);
		f.imap.auths[0] = f.smtp.auths[0] = AUTH_OAUTH2;
		f.imap.nauths = f.smtp.nauths = 1;
		assert_refused(&f, formats[i],
		    "needs a command that prints an access token");
		f.wish.password_command = "token";
		assert_int_equal(write_as(&f, formats[i]), 0);
		assert_holds(&f, expected[i]);
		stop(&f);
	}
}

static void
test_pop3(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	f.pop3.security = SECURITY_STARTTLS;
	assert_refused(&f, "aerc", "aerc cannot fetch mail by POP3");
	f.wish.retention_wished = true;
	f.wish.retention = RETENTION_DELETE;
	assert_int_equal(write_as(&f, "mutt"), 0);
	assert_holds(&f, "\nset pop_delete = yes\n");
	assert_holds(&f, "\nset spoolfile = '=INBOX'\n");
	assert_holds(&f, "\nset ssl_force_tls = yes\nset ssl_starttls = yes\n");
	assert_refused(&f, "s-nail", "cannot be told to delete mail on");
	f.wish.retention = RETENTION_DAYS;
	assert_refused(&f, "neomutt", "to delete mail after some days");
	f.wish.retention = RETENTION_KEEP;
	assert_int_equal(write_as(&f, "neomutt"), 0);
	assert_holds(&f, "\nset pop_delete = no\n");
	assert_holds(&f, "\nset spoolfile = 'pop://anna%40example.org@pop.");
	assert_int_equal(write_as(&f, "s-nail"), 0);
	assert_holds(&f, "\tset inbox='pop3://anna%40example.org@pop.");
	assert_holds(&f, "\tset pop3-use-starttls\n");
	stop(&f);
}

/* Folders go by the server's names. */
static void
test_folders(void **state)
{
	const char *const formats[] = { "mutt", "aerc", "s-nail" };
	const char *const expected[] = { "set record = '=Gesendet/100%25'\n",
		"\ncopy-to = Gesendet/100%\n",
		"\tset record='+Gesendet/100%'\n" };
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++) {
		start(&f);
		make(&f);
		f.account.folders.sent = "Gesendet/100%";
		f.account.folders.delimiter = '/';
		assert_int_equal(writer_write(writer_find(formats[i]),
				     &f.account, &options, &f.out, &f.err),
		    0);
		assert_holds(&f, expected[i]);
		stop(&f);
	}
}

/* What a server calls its folders is a stranger's word. */
static void
test_odd_folders(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	make(&f);
	f.account.folders.sent = "Sent\nset smtp_pass = 'x'";
	f.account.folders.drafts = "\xff";
	f.account.folders.trash = "M\xc3\xbcll";
	f.account.folders.delimiter = '\n';
	assert_int_equal(writer_write(writer_find("mutt"), &f.account, &options,
			     &f.out, &f.err),
	    0);
	assert_lacks(&f, "'x'");
	assert_holds(&f, "\nset record = '=Sent'\n");
	assert_holds(&f, "\nset postponed = '=Drafts'\n");
	assert_holds(&f, "\nset trash = '=M\xc3\xbcll'\n");
	assert_lacks(&f, "imap_delim_chars");
	stop(&f);
}

/* A folder with two uses stands in TOML once: keys are unique there. */
static void
test_shared_folder(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	make(&f);
	f.account.folders.sent = "Mail";
	f.account.folders.archive = "Mail";
	f.account.folders.trash = "Trash";
	assert_int_equal(writer_write(writer_find("meli"), &f.account, &options,
			     &f.out, &f.err),
	    0);
	assert_holds(&f, " = [\"INBOX\", \"Mail\", \"Trash\"]\n");
	assert_holds(&f, "\nmailboxes.\"Mail\".usage = \"Sent\"\n");
	assert_lacks(&f, "\"Archive\"");
	stop(&f);
}

/* aerc puts the value of a key where %(key)s stands: its password, too. */
static void
test_aerc_folders(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	make(&f);
	f.account.folders.sent = "%(source)s";
	f.account.folders.drafts = "Entw\xc3\xbcrfe; 1";
	f.account.folders.archive = "a%(outgoing)s";
	assert_int_equal(writer_write(writer_find("aerc"), &f.account, &options,
			     &f.out, &f.err),
	    0);
	assert_holds(&f, "\ncopy-to = Sent\n");
	assert_holds(&f, "\npostpone = `Entw\xc3\xbcrfe; 1`\n");
	assert_lacks(&f, "%(");
	assert_lacks(&f, "\narchive");
	stop(&f);
}

static void
test_emacs_pop3(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	f.wish.username = "a\"b\\c";
	f.wish.retention_wished = true;
	f.wish.retention = RETENTION_DELETE;
	assert_int_equal(write_as(&f, "emacs"), 0);
	assert_holds(&f, " :stream ssl :leave nil)))\n");
	assert_holds(&f, ":user \"a\\\"b\\\\c\"\n");
	f.wish.retention = RETENTION_KEEP;
	assert_int_equal(write_as(&f, "emacs"), 0);
	assert_holds(&f, " :leave t)))\n");
	f.wish.retention = RETENTION_DAYS;
	f.wish.retention_days = 30;
	assert_int_equal(write_as(&f, "emacs"), 0);
	assert_holds(&f, " :leave 30)))\n");
	stop(&f);
}

/* The address may hold $, which alpine takes for the name of a variable. */
static void
test_alpine_address(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.wish.address = "a$HOME@example.org";
	assert_refused(&f, "alpine", "to read a mail address");
	f.wish.address = "a+b@example.org";
	assert_int_equal(write_as(&f, "alpine"), 0);
	assert_holds(&f, " <a+b@example.org>\n");
	stop(&f);
}

/* One host and user name: one line of netrc, one place in the keyring. */
static void
test_one_login(void **state)
{
	struct fixture f;
	const char *line;

	(void)state;
	start(&f);
	f.smtp.host = f.imap.host;
	assert_int_equal(write_as(&f, "s-nail"), 0);
	line = strstr(buf_text(&f.out), "printf ");
	assert_non_null(line);
	assert_null(strstr(line + 1, "printf "));
	assert_lacks(&f, " service smtp ");
	stop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hostile_values),
		cmocka_unit_test(test_oauth),
		cmocka_unit_test(test_pop3),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_odd_folders),
		cmocka_unit_test(test_shared_folder),
		cmocka_unit_test(test_aerc_folders),
		cmocka_unit_test(test_emacs_pop3),
		cmocka_unit_test(test_alpine_address),
		cmocka_unit_test(test_one_login),
	};

	return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
