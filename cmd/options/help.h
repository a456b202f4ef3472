#ifndef CMD_OPTIONS_HELP_H
#define CMD_OPTIONS_HELP_H

struct command;

/* Help on stdout: of the whole program, with the table of its subcommands. */
void help_program(const struct command *commands);
/* The same of one subcommand. */
void help_command(const struct command *c);
/* One line on stderr that says where help is; c may be NULL. */
void help_hint(const struct command *c);
void help_version(void);

#endif
