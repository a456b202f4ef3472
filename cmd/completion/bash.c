#include "cmd/commands.h"
#include "cmd/completion/shell.h"
#include "cmd/options/rows.h"

/* Before the cases that follow from the rows, and after them. */
static const char head[] =
    "# bash completion of postlotse(1), made from its rows of options.\n"
    "\n"
    "# Words that begin with $2, each behind $3.\n"
    "_postlotse_words()\n"
    "{\n"
    "\tmapfile -t COMPREPLY < <(compgen -P \"$3\" -W \"$1\" -- \"$2\")\n"
    "}\n"
    "\n"
    "# The last of words between commas.\n"
    "_postlotse_list()\n"
    "{\n"
    "\tlocal before=\n"
    "\n"
    "\t[[ $2 == *,* ]] && before=${2%,*},\n"
    "\t_postlotse_words \"$1\" \"${2##*,}\" \"$before\"\n"
    "}\n"
    "\n"
    "_postlotse_paths()\n"
    "{\n"
    "\tcompopt -o filenames 2>/dev/null\n"
    "\tmapfile -t COMPREPLY < <(compgen \"$1\" -- \"$2\")\n"
    "}\n"
    "\n";
static const char walk[] =
    "_postlotse()\n"
    "{\n"
    "\tlocal cur=${COMP_WORDS[COMP_CWORD]} i word command= action=\n"
    "\tlocal prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
    "\n"
    "\t# bash makes three words of --name=value.\n"
    "\tif [[ $cur == = ]]; then\n"
    "\t\tcur=\n"
    "\telif [[ $prev == = ]]; then\n"
    "\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n"
    "\tfi\n"
    "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
    "\t\tword=${COMP_WORDS[i]}\n"
    "\t\tcase $word in\n"
    "\t\t=) ((i++)) ;;\n"
    "\t\t-*) _postlotse_takes \"$word\" &&\n"
    "\t\t\t[[ ${COMP_WORDS[i + 1]} != = ]] && ((i++)) ;;\n"
    "\t\t*) if [[ -z $command ]]; then command=$word\n"
    "\t\t\telif [[ -z $action ]]; then action=$word; fi ;;\n"
    "\t\tesac\n"
    "\tdone\n"
    "\tCOMPREPLY=()\n"
    "\tif _postlotse_takes \"$prev\"; then\n"
    "\t\t_postlotse_value \"$prev\" \"$cur\"\n"
    "\telif [[ $cur == -* ]]; then\n"
    "\t\t_postlotse_options \"$command\" \"$cur\"\n"
    "\telse\n"
    "\t\t_postlotse_argument \"$command\" \"$action\" \"$cur\"\n"
    "\tfi\n"
    "}\n"
    "complete -F _postlotse postlotse\n";

/* Is a value to follow the option? */
static void
put_takes(FILE *f)
{
	const struct option_row *row;
	const char *between = "\t";

	fputs("_postlotse_takes()\n{\n\tcase $1 in\n", f);
	for (row = options_rows; row->name != NULL; row++)
		if (row->value != NULL) {
			fprintf(f, "%s--%s", between, row->name);
			between = " | \\\n\t    ";
		}
	fputs(") return 0 ;;\n\tesac\n\treturn 1\n}\n\n", f);
}

static void
put_values(FILE *f)
{
	const struct option_row *row;

	fputs("_postlotse_value()\n{\n\tcase $1 in\n", f);
	for (row = options_rows; row->name != NULL; row++) {
		if (row->takes == TAKES_OTHER && row->choices == NULL)
			continue;
		fprintf(f, "\t--%s) ", row->name);
		if (row->takes == TAKES_FILE || row->takes == TAKES_FOLDER) {
			fprintf(f, "_postlotse_paths %s \"$2\" ;;\n",
			    row->takes == TAKES_FILE ? "-f" : "-d");
			continue;
		}
		fputs(shell_is_list(row) ? "_postlotse_list '"
					 : "_postlotse_words '",
		    f);
		shell_values(f, row);
		fputs("' \"$2\" ;;\n", f);
	}
	fputs("\tesac\n}\n\n", f);
}

static void
put_case(FILE *f, const char *pattern, unsigned bits)
{
	const struct option_row *row;

	fprintf(f, "\t%s) _postlotse_words '", pattern);
	for (row = options_rows; row->name != NULL; row++)
		if ((row->commands & bits) == bits)
			fprintf(f, "--%s ", row->name);
	fputs("' \"$2\" ;;\n", f);
}

static void
put_options(FILE *f)
{
	const struct command *c;

	fputs("_postlotse_options()\n{\n\tcase $1 in\n", f);
	for (c = commands_all; c->name != NULL; c++)
		put_case(f, c->name, c->bit);
	put_case(f, "*", FOR_ALL);
	fputs("\tesac\n}\n\n", f);
}

static void
put_arguments(FILE *f)
{
	const struct command *c;

	fputs("_postlotse_argument()\n{\n\tcase $1:$2 in\n\t:*) "
	      "_postlotse_words '",
	    f);
	for (c = commands_all; c->name != NULL; c++)
		fprintf(f, "%s ", c->name);
	fprintf(f,
	    "' \"$3\" ;;\n\tprobe:*) compopt -o nospace 2>/dev/null\n"
	    "\t\t_postlotse_words '%s' \"$3\" ;;\n"
	    "\tproviders:) _postlotse_words '",
	    shell_schemes);
	shell_actions(f);
	fputs("' \"$3\" ;;\n\tproviders:validate) _postlotse_paths -f \"$3\" "
	      ";;\n\tproviders:import) _postlotse_paths -d \"$3\" ;;\n"
	      "\tproviders:show | providers:export | providers:check)\n"
	      "\t\t_postlotse_words '",
	    f);
	shell_entries(f);
	fputs("' \"$3\" ;;\n\tesac\n}\n\n", f);
}

void
completion_bash(FILE *f)
{
	fputs(head, f);
	put_takes(f);
	put_values(f);
	put_options(f);
	put_arguments(f);
	fputs(walk, f);
}
