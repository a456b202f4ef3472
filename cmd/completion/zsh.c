#include "cmd/commands.h"
#include "cmd/completion/shell.h"
#include "cmd/options/rows.h"
#include "cmd/options/set.h"

static void
put_value(FILE *f, const struct option_row *row)
{
	putc(':', f);
	shell_plain(f, row->value);
	if (row->takes == TAKES_FILE) {
		fputs(":_files", f);
	} else if (row->takes == TAKES_FOLDER) {
		fputs(":_files -/", f);
	} else if (shell_is_list(row)) {
		fputs(":_values -s , value ", f);
		shell_values(f, row);
	} else if (row->takes != TAKES_OTHER || row->choices != NULL) {
		fputs(":(", f);
		shell_values(f, row);
		putc(')', f);
	} else {
		fputs(": ", f);
	}
}

/* 'OPTION[sentence]:value:what completes it' */
static void
put_option(FILE *f, const struct option_row *row)
{
	fprintf(f, "\t\t'%s--%s%s[", row->set == set_hosts ? "*" : "",
	    row->name, row->value == NULL ? "" : "=");
	shell_plain(f, row->help);
	putc(']', f);
	if (row->value != NULL)
		put_value(f, row);
	fputs("' \\\n", f);
	if (row->letter == 0)
		return;
	fprintf(f, "\t\t'-%c[", row->letter);
	shell_plain(f, row->help);
	fputs("]' \\\n", f);
}

static void
put_options(FILE *f, unsigned bits)
{
	const struct option_row *row;

	for (row = options_rows; row->name != NULL; row++)
		if ((row->commands & bits) == bits)
			put_option(f, row);
}

/* What completes the arguments of a subcommand. */
static void
put_arguments(FILE *f, const struct command *c)
{
	if (c->bit == FOR_PROVIDERS) {
		fputs("\t\t'2:action:(", f);
		shell_actions(f);
		fputs(")' \\\n\t\t'*:argument:_postlotse_entries'\n", f);
		return;
	}
	fputs("\t\t'*:", f);
	shell_plain(f, c->arguments);
	if (c->bit == FOR_PROBE)
		fputs(":_postlotse_urls'\n", f);
	else
		fputs(":( )'\n", f);
}

static void
put_helpers(FILE *f)
{
	fprintf(f,
	    "#compdef postlotse\n"
	    "# zsh completion of postlotse(1), made from its rows of "
	    "options.\n\n"
	    "_postlotse_urls() {\n"
	    "\tcompadd -S '' -- %s\n"
	    "}\n\n"
	    "_postlotse_entries() {\n"
	    "\tcase ${words[(r)(show|export|check|validate|import)]} in\n"
	    "\tvalidate) _files ;;\n"
	    "\timport) _files -/ ;;\n"
	    "\tshow | export | check) compadd -- ",
	    shell_schemes);
	shell_entries(f);
	fputs(" ;;\n\tesac\n}\n\n", f);
}

void
completion_zsh(FILE *f)
{
	const struct command *c;

	put_helpers(f);
	fputs("_postlotse_commands() {\n\tlocal -a commands\n\n"
	      "\tcommands=(\n",
	    f);
	for (c = commands_all; c->name != NULL; c++) {
		fprintf(f, "\t\t'%s:", c->name);
		shell_plain(f, c->summary);
		fputs("'\n", f);
	}
	fputs("\t)\n\t_describe command commands\n}\n\n"
	      "_postlotse() {\n\tlocal -a "
	      "before\n\n\tbefore=(\"${(@)words[2,CURRENT-1]}\")\n"
	      "\tcase ${before[(r)(",
	    f);
	for (c = commands_all; c->name != NULL; c++)
		fprintf(f, "%s%s", c == commands_all ? "" : "|", c->name);
	fputs(")]} in\n", f);
	for (c = commands_all; c->name != NULL; c++) {
		fprintf(f, "\t%s) _arguments \\\n", c->name);
		put_options(f, c->bit);
		fputs("\t\t'1:command:( )' \\\n", f);
		put_arguments(f, c);
		fputs("\t\t;;\n", f);
	}
	fputs("\t*) _arguments \\\n", f);
	put_options(f, FOR_ALL);
	fputs("\t\t'1:command:_postlotse_commands'\n\t\t;;\n"
	      "\tesac\n}\n\n_postlotse \"$@\"\n",
	    f);
}
