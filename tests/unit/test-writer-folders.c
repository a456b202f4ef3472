// room: profiles/sheet
/* Every role of a folder by its own name, in all formats that know roles. */

#include "tests/unit/writer-fixture.h"

static const struct role {
	const char *format, *holds;
} roles[] = {
	{ "himalaya", "\nfolder.aliases.sent = \"A-sent\"\n" },
	{ "himalaya", "\nfolder.aliases.drafts = \"A-drafts\"\n" },
	{ "himalaya", "\nfolder.aliases.trash = \"A-trash\"\n" },
	{ "himalaya-2", "\nmailbox.alias.trash = \"A-trash\"\n" },
	{ "meli", "\nmailboxes.\"A-sent\".usage = \"Sent\"\n" },
	{ "meli", "\nmailboxes.\"A-junk\".usage = \"Junk\"\n" },
	{ "meli", "\nmailboxes.\"A-archive\".usage = \"Archive\"\n" },
	{ "aerc",
	    "\ncopy-to = A-sent\npostpone = A-drafts\narchive = "
	    "A-archive\n" },
	{ "mutt",
	    "\nset record = '=A-sent'\nset postponed = '=A-drafts'\n"
	    "set trash = '=A-trash'\n" },
	{ "neomutt", "\nset trash = '=A-trash'\n" },
	{ "s-nail", "\n\tset record='+A-sent'\n" },
	{ "alpine",
	    "\ndefault-fcc={imap.example.org:993/imap/ssl/"
	    "user=\"anna@example.org\"}A-sent\n" },
	{ "alpine", "}A-drafts\n" },
	{ "k9", "\"archiveFolderName\">A-archive<" },
	{ "k9", "\"draftsFolderName\">A-drafts<" },
	{ "k9", "\"sentFolderName\">A-sent<" },
	{ "k9", "\"spamFolderName\">A-junk<" },
	{ "k9", "\"trashFolderName\">A-trash<" },
	{ "fairemail", "\"name\": \"A-drafts\", \"type\": \"Drafts\"" },
	{ "fairemail", "\"name\": \"A-sent\", \"type\": \"Sent\"" },
	{ "fairemail", "\"name\": \"A-trash\", \"type\": \"Trash\"" },
	{ "fairemail", "\"name\": \"A-junk\", \"type\": \"Junk\"" },
	{ "fairemail", "\"name\": \"A-archive\", \"type\": \"All\"" },
	{ "thunderbird",
	    ".fcc_folder\", \"imap://anna%40example.org@"
	    "imap.example.org/A-sent\");" },
	{ "thunderbird",
	    ".draft_folder\", \"imap://anna%40example.org@"
	    "imap.example.org/A-drafts\");" },
	{ "thunderbird",
	    ".archive_folder\", \"imap://anna%40example.org@"
	    "imap.example.org/A-archive\");" },
	{ "geary",
	    "\narchive_folder=A-archive;\ndrafts_folder=A-drafts;\n"
	    "junk_folder=A-junk;\nsent_folder=A-sent;\n"
	    "trash_folder=A-trash;\n" },
	{ "claws", "\nsent_folder=#imap/anna@example.org/A-sent\n" },
	{ "claws", "\ndraft_folder=#imap/anna@example.org/A-drafts\n" },
	{ "claws", "\ntrash_folder=#imap/anna@example.org/A-trash\n" },
	{ "sylpheed", "\ntrash_folder=#imap/anna@example.org/A-trash\n" },
	{ "evolution", "/A-archive\n" },
	{ "evolution", "\nRealTrashPath=A-trash\n" },
	{ "evolution", "\nUseRealJunkPath=true\nRealJunkPath=A-junk\n" },
};

static int
write_folders_as(struct fixture *f, const char *format)
{
	const struct folders folders = f->account.folders;

	buf_clear(&f->out);
	f->err.text[0] = '\0';
	make(f);
	f->account.folders = folders;
	return writer_write(
	    writer_find(format), &f->account, &options, &f->out, &f->err);
}

static void
test_roles(void **state)
{
	struct fixture f;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
		start(&f);
		f.account.folders = (struct folders){ .sent = "A-sent",
			.drafts = "A-drafts",
			.trash = "A-trash",
			.junk = "A-junk",
			.archive = "A-archive",
			.delimiter = '/' };
		if (write_folders_as(&f, roles[i].format) == -1)
			fail_msg("%s: %s", roles[i].format, f.err.text);
		assert_holds(&f, roles[i].holds);
		stop(&f);
	}
}

/* Names with quotes are refused by alpine, whatever the role. */
static void
test_alpine(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.account.folders.drafts = "A\"b";
	assert_int_equal(write_folders_as(&f, "alpine"), -1);
	assert_non_null(strstr(f.err.text, "folder"));
	f.account.folders.drafts = NULL;
	f.account.folders.sent = "A$b";
	assert_int_equal(write_folders_as(&f, "alpine"), -1);
	stop(&f);
}

/* A slash in a name is no level: Evolution is not told such a name. */
static void
test_evolution(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.account.folders.trash = "a/b";
	f.account.folders.junk = "c/d";
	f.account.folders.delimiter = '.';
	assert_int_equal(write_folders_as(&f, "evolution"), 0);
	assert_lacks(&f, "Imapx");
	f.account.folders.junk = "c.d";
	assert_int_equal(write_folders_as(&f, "evolution"), 0);
	assert_holds(&f, "\nRealJunkPath=c/d\n");
	assert_lacks(&f, "Trash");
	stop(&f);
}

/* '&' is modified UTF-7 for a server, an address is no host of a URI. */
static void
test_thunderbird(void **state)
{
	struct fixture f;

	(void)state;
	start(&f);
	f.account.folders.sent = "Sent & kept";
	f.account.folders.drafts = "Drafts";
	assert_int_equal(write_folders_as(&f, "thunderbird"), 0);
	assert_lacks(&f, "fcc_folder");
	assert_holds(&f, "draft_folder");
	f.imap.host = "192.0.2.1";
	assert_int_equal(write_folders_as(&f, "thunderbird"), 0);
	assert_lacks(&f, "draft_folder");
	stop(&f);
}

/* With POP3 the folders of the server are not those of the device. */
static void
test_pop3(void **state)
{
	static const char *const formats[] = { "fairemail", "k9", "thunderbird",
		"claws", "evolution", "mutt" };
	struct fixture f;
	size_t i;

	(void)state;
	start(&f);
	f.wish.prefer = PROTO_POP3;
	f.account.folders = (struct folders){ .sent = "A-sent",
		.drafts = "A-drafts",
		.trash = "A-trash",
		.junk = "A-junk",
		.archive = "A-archive",
		.delimiter = '/' };
	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		assert_int_equal(write_folders_as(&f, formats[i]), 0);
		assert_lacks(&f, "A-");
	}
	stop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_alpine),
		cmocka_unit_test(test_evolution),
		cmocka_unit_test(test_thunderbird),
		cmocka_unit_test(test_pop3),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
