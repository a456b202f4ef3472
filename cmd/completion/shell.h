#ifndef CMD_COMPLETION_SHELL_H
#define CMD_COMPLETION_SHELL_H

#include <stdbool.h>
#include <stdio.h>

struct option_row;

/* A tool of the build: completions of three shells, made from the rows of
 * options and subcommands. */

void completion_bash(FILE *f);
void completion_zsh(FILE *f);
void completion_fish(FILE *f);

/* Writes the words that a value of the option may be, with blanks between. */
void shell_values(FILE *f, const struct option_row *row);
/* Is the value a list with commas? */
bool shell_is_list(const struct option_row *row);
/* The actions of "providers", and the ids of its entries. */
void shell_actions(FILE *f);
void shell_entries(FILE *f);
/* text without what ends a word within single quotes or a specification. */
void shell_plain(FILE *f, const char *text);

/* The beginnings of what "probe" takes. */
extern const char shell_schemes[];

#endif
