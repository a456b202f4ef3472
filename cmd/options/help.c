#include "cmd/options/help.h"

#include <stdio.h>

#include "cmd/options/formats.h"
#include "cmd/options/rows.h"
#include "cmd/term/cmd.h"
#include "cmd/term/layout.h"
#include "profiles/base/buf.h"

enum { HELP_COLUMN = 30 };

static void
print_option(const struct option_row *row)
{
	char left[128];

	snprintf(left, sizeof(left), "  %c%c%c --%s%s%s",
	    row->letter != 0 ? '-' : ' ', row->letter != 0 ? row->letter : ' ',
	    row->letter != 0 ? ',' : ' ', row->name,
	    row->value != NULL ? " " : "",
	    row->value != NULL ? _(row->value) : "");
	layout_pad(stdout, left, HELP_COLUMN);
	if (columns_width(left) >= HELP_COLUMN)
		printf("\n%*s", HELP_COLUMN, "");
	layout_wrap(stdout, _(row->help), HELP_COLUMN, HELP_COLUMN);
}

static void
print_options(unsigned bits)
{
	const struct option_row *row;

	printf("\n%s\n", _("Options:"));
	for (row = options_rows; row->name != NULL; row++)
		if ((row->commands & bits) != 0)
			print_option(row);
}

void
help_program(const struct command *commands)
{
	const struct command *c;

	printf(_("usage: postlotse COMMAND [OPTION]... [ARGUMENT]...\n"));
	printf("\n");
	layout_wrap(stdout,
	    _("Finds the mail settings of an address, proves them against "
	      "the real servers, says what is wrong and writes client "
	      "profiles."),
	    0, 0);
	printf("\n%s\n", _("Commands:"));
	for (c = commands; c->name != NULL; c++) {
		printf("  ");
		layout_pad(stdout, c->name, 11);
		layout_pad(stdout, _(c->arguments), HELP_COLUMN - 13);
		layout_wrap(stdout, _(c->summary), HELP_COLUMN, HELP_COLUMN);
	}
	print_options(FOR_ALL);
	printf("\n");
	layout_wrap(stdout,
	    _("'postlotse COMMAND --help' lists the options of one command."),
	    0, 0);
}

static void
print_formats(void)
{
	struct buf names, sets;

	buf_init(&names, FORMATS_NAMES_MAX);
	buf_init(&sets, FORMATS_NAMES_MAX);
	formats_names(&names);
	formats_sets(&sets);
	printf("\n%s %s\n%s %s\n", _("Formats:"), buf_text(&names),
	    _("Sets of formats:"), buf_text(&sets));
	buf_clear(&names);
	buf_clear(&sets);
}

void
help_command(const struct command *c)
{
	printf(_("usage: postlotse %s [OPTION]... %s\n"), c->name,
	    _(c->arguments));
	printf("\n");
	layout_wrap(stdout, _(c->summary), 0, 0);
	print_options(c->bit);
	if ((c->bit & (FOR_CHECK | FOR_PROFILE)) != 0)
		print_formats();
}

void
help_hint(const struct command *c)
{
	if (c == NULL)
		fprintf(stderr, _("Try 'postlotse --help'.\n"));
	else
		fprintf(stderr, _("Try 'postlotse %s --help'.\n"), c->name);
}

void
help_version(void)
{
	printf("postlotse %s\n", VERSION);
}
