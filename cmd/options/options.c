#include "cmd/options/options.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/options/address.h"
#include "cmd/options/help.h"
#include "cmd/options/rows.h"
#include "cmd/term/cmd.h"
#include "probe/report/finding.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"

/* Commands whose words are addresses or domains. */
enum { FOR_ADDRESS = FOR_CHECK | FOR_DISCOVER | FOR_PROFILE | FOR_ADVISE };

/* The command line while it is read. */
struct parse {
	struct options *o;
	const struct command *commands;
	int argc, i;
	char *const *argv;
	const struct option_row **seen; /* rows in the order they came */
	size_t nseen;
	bool ended; /* after "--" */
};

const char *
options_lang(int argc, char *const argv[])
{
	const char *lang = NULL;
	int i;

	for (i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
		if (strncmp(argv[i], "--lang=", 7) == 0)
			lang = argv[i] + 7;
		else if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			lang = argv[i + 1];
	}
	return lang;
}

static const struct option_row *
find_name(const char *name, size_t len)
{
	const struct option_row *row;

	for (row = options_rows; row->name != NULL; row++)
		if (strlen(row->name) == len &&
		    memcmp(row->name, name, len) == 0)
			return row;
	return NULL;
}

static const struct option_row *
find_letter(char letter)
{
	const struct option_row *row;

	for (row = options_rows; row->name != NULL; row++)
		if (row->letter != 0 && row->letter == letter)
			return row;
	return NULL;
}

static int
take(struct parse *p, const struct option_row *row, const char *value,
    struct err *err)
{
	p->seen[p->nseen++] = row;
	return row->set(p->o, row, value, err);
}

/* --name, --name=value, --name value */
static int
take_long(struct parse *p, const char *arg, struct err *err)
{
	const char *name = arg + 2;
	size_t len = strcspn(name, "=");
	const struct option_row *row = find_name(name, len);
	const char *value = name[len] == '=' ? name + len + 1 : NULL;

	if (row == NULL && len == 8 && memcmp(name, "password", len) == 0)
		return err_set(err,
		    "a password is never an argument, where others could "
		    "read it: leave it out to be asked, or use "
		    "--password-file");
	if (row == NULL)
		return err_set(err, "unknown option --%.*s", (int)len, name);
	if (row->value == NULL && value != NULL)
		return err_set(err, "--%s takes no value", row->name);
	/* A value that looks like an option is a forgotten value; as
	 * --name=--value it counts. */
	if (row->value != NULL && value == NULL && p->i + 1 < p->argc &&
	    strncmp(p->argv[p->i + 1], "--", 2) != 0)
		value = p->argv[++p->i];
	if (row->value != NULL && (value == NULL || *value == '\0'))
		return err_set_word(err, 2, "--%s: a value is missing (%s)",
		    row->name, row->value);
	return take(p, row, value, err);
}

/* -v, -4q: letters are flags */
static int
take_letters(struct parse *p, const char *arg, struct err *err)
{
	const struct option_row *row;
	size_t i;

	for (i = 1; arg[i] != '\0'; i++) {
		row = find_letter(arg[i]);
		if (row == NULL)
			return err_set(err, "unknown option -%c", arg[i]);
		if (take(p, row, NULL, err) == -1)
			return -1;
	}
	return 0;
}

static int
take_word(struct parse *p, const char *arg, struct err *err)
{
	struct options *o = p->o;

	if (o->command != NULL) {
		o->args[o->nargs++] = arg;
		return 0;
	}
	for (o->command = p->commands; o->command->name != NULL; o->command++)
		if (strcmp(o->command->name, arg) == 0)
			return 0;
	o->command = NULL;
	if (strchr(arg, '@') != NULL)
		return err_set(err,
		    "'%s' is no command; to check an address say "
		    "'postlotse check ADDRESS'",
		    arg);
	return err_set(err, "unknown command '%s'", arg);
}

static int
take_all(struct parse *p, struct err *err)
{
	const char *arg;
	int rc = 0;

	for (p->i = 1; p->i < p->argc && rc == 0; p->i++) {
		arg = p->argv[p->i];
		if (p->ended || arg[0] != '-' || arg[1] == '\0')
			rc = take_word(p, arg, err);
		else if (strcmp(arg, "--") == 0)
			p->ended = true;
		else if (arg[1] == '-')
			rc = take_long(p, arg, err);
		else
			rc = take_letters(p, arg, err);
	}
	return rc;
}

/* Options that exclude each other within a group. */
static int
check_login(const struct options_login *login, struct err *err)
{
	int sources = (login->password_fd != -1) +
	    (login->password_file != NULL) + (login->password_command != NULL);

	if (sources > 1)
		return err_set(err,
		    "--password-fd, --password-file and "
		    "--password-command exclude each other");
	if (login->no_login && sources > 0)
		return err_set(
		    err, "--no-login and a password exclude each other");
	return 0;
}

/* What only makes sense when profiles are written. */
static int
check_profiles(const struct options *o, struct err *err)
{
	const struct options_profile *p = &o->profile;
	bool any = p->format != NULL || o->output.out != NULL ||
	    p->prefer != NULL || p->name != NULL || p->with_password ||
	    p->pop_delete != POP_DELETE_UNSAID;

	if (o->command->bit == FOR_CHECK && !p->write && any)
		return err_set(err,
		    "--for, --out, --prefer, --pop-delete, --name and "
		    "--with-password need --write");
	if (p->write && o->login.no_login)
		return err_set(err,
		    "--write needs a login: profiles hold proven settings");
	return 0;
}

/* Options that contradict or need each other. */
static int
check_together(const struct options *o, struct err *err)
{
	if (check_login(&o->login, err) == -1)
		return -1;
	if (o->network.ipv4 && o->network.ipv6)
		return err_set(err, "-4 and -6 exclude each other");
	if (o->output.quiet && o->output.verbose)
		return err_set(err, "-q and -v exclude each other");
	return check_profiles(o, err);
}

static int
check_rows(const struct parse *p, struct err *err)
{
	size_t i;

	for (i = 0; i < p->nseen; i++)
		if ((p->seen[i]->commands & p->o->command->bit) == 0)
			return err_set(err, "--%s is no option of '%s'",
			    p->seen[i]->name, p->o->command->name);
	return check_together(p->o, err);
}

static int
parse(struct parse *p, struct err *err)
{
	struct options *o = p->o;
	size_t i;

	if (take_all(p, err) == -1)
		return -1;
	if (o->help || o->version)
		return 0;
	if (o->command == NULL)
		return err_set(err, "a command is missing");
	if ((o->command->bit & FOR_ADDRESS) != 0)
		for (i = 0; i < o->nargs; i++)
			o->args[i] = address_spell(&o->arena, o->args[i]);
	return check_rows(p, err);
}

int
options_parse(struct options *o, const struct command *commands, int argc,
    char *const argv[])
{
	struct parse p = {
		.o = o, .commands = commands, .argc = argc, .argv = argv
	};
	struct err err;
	int rc;

	memset(o, 0, sizeof(*o));
	o->login.password_fd = -1;
	o->login.command_timeout = 60;
	o->login.max_logins = 1;
	o->profile.pop_delete = POP_DELETE_UNSAID;
	o->network.timeout_ms = 15000;
	o->output.fail_on = SEV_ERROR;
	o->entries.max_age = 24;
	o->args = xcalloc((size_t)argc + 1, sizeof(*o->args));
	/* Letters may stand together: at most one row for each byte. */
	for (rc = 1, p.nseen = 0; rc < argc; rc++)
		p.nseen += strlen(argv[rc]) + 1;
	p.seen = xcalloc(p.nseen + 1, sizeof(*p.seen));
	p.nseen = 0;
	rc = parse(&p, &err);
	free(p.seen);
	if (rc == -1) {
		cmd_trouble_err(&err);
		help_hint(o->command);
		return EXIT_TROUBLE;
	}
	if (o->help && o->command == NULL)
		help_program(commands);
	else if (o->help)
		help_command(o->command);
	else if (o->version)
		help_version();
	return o->help || o->version ? EXIT_FINE : -1;
}

void
options_clear(struct options *o)
{
	free(o->args);
	free(o->login.trust);
	free(o->login.auth);
	free(o->login.auth_text);
	arena_clear(&o->arena);
	memset(o, 0, sizeof(*o));
}

/* draft-ietf-mailmaint-autoconfig names this place. */
const char *
options_ispdb(const struct options_search *search)
{
	if (search->no_ispdb)
		return NULL;
	return search->ispdb != NULL ? search->ispdb : "https://v1.ispdb.net/";
}
