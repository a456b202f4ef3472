#include "cmd/commands.h"
#include "cmd/completion/shell.h"
#include "cmd/options/rows.h"

static void
put_commands(FILE *f, unsigned bits)
{
	const struct command *c;

	for (c = commands_all; c->name != NULL; c++)
		if ((c->bit & bits) != 0)
			fprintf(f, " %s", c->name);
}

/* Is the first word that is a subcommand one of the arguments? */
static void
put_function(FILE *f)
{
	fputs("function __postlotse_command\n"
	      "\tfor word in (commandline -opc)[2..]\n"
	      "\t\tif contains -- $word",
	    f);
	put_commands(f, FOR_ALL);
	fputs("\n\t\t\tcontains -- $word $argv\n\t\t\treturn\n"
	      "\t\tend\n\tend\n\treturn 1\nend\n\n",
	    f);
}

/* The condition that one of the subcommands is there. */
static void
put_condition(FILE *f, unsigned bits)
{
	if ((bits & FOR_ALL) == FOR_ALL)
		return;
	fputs(" -n '__postlotse_command", f);
	put_commands(f, bits);
	putc('\'', f);
}

static void
put_option(FILE *f, const struct option_row *row)
{
	fputs("complete -c postlotse", f);
	put_condition(f, row->commands);
	fprintf(f, " -l %s", row->name);
	if (row->letter != 0)
		fprintf(f, " -s %c", row->letter);
	if (row->takes == TAKES_FILE) {
		fputs(" -r -F", f);
	} else if (row->takes == TAKES_FOLDER) {
		fputs(" -x -a '(__fish_complete_directories)'", f);
	} else if (shell_is_list(row)) {
		fputs(" -x -a '(__fish_append , ", f);
		shell_values(f, row);
		fputs(")'", f);
	} else if (row->value != NULL) {
		fputs(" -x -a '", f);
		shell_values(f, row);
		putc('\'', f);
	}
	fputs(" -d '", f);
	shell_plain(f, row->help);
	fputs("'\n", f);
}

static void
put_providers(FILE *f)
{
	const char *seen = "complete -c postlotse -n "
			   "'__postlotse_command providers; and ";

	fprintf(f, "%snot __fish_seen_subcommand_from ", seen);
	shell_actions(f);
	fputs("' -a '", f);
	shell_actions(f);
	fprintf(f, "'\n%s__fish_seen_subcommand_from validate' -F\n", seen);
	fprintf(f,
	    "%s__fish_seen_subcommand_from import' "
	    "-a '(__fish_complete_directories)'\n",
	    seen);
	fprintf(
	    f, "%s__fish_seen_subcommand_from show export check' -a '", seen);
	shell_entries(f);
	fputs("'\n", f);
}

void
completion_fish(FILE *f)
{
	const struct option_row *row;
	const struct command *c;

	fputs("# fish completion of postlotse(1), made from its rows of "
	      "options.\n\n",
	    f);
	put_function(f);
	fputs("complete -c postlotse -f\n", f);
	for (c = commands_all; c->name != NULL; c++) {
		fputs("complete -c postlotse -n 'not __postlotse_command", f);
		put_commands(f, FOR_ALL);
		fprintf(f, "' -a %s -d '", c->name);
		shell_plain(f, c->summary);
		fputs("'\n", f);
	}
	for (row = options_rows; row->name != NULL; row++)
		put_option(f, row);
	fprintf(f,
	    "complete -c postlotse -n '__postlotse_command probe' "
	    "-a '%s'\n",
	    shell_schemes);
	put_providers(f);
}
