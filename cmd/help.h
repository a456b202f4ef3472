#ifndef CMD_HELP_H
#define CMD_HELP_H

struct command;

/* Help on stdout: of one subcommand, or of the whole program for NULL. */
void help_print(const struct command *c);
/* One line on stderr that says where help is; c may be NULL. */
void help_hint(const struct command *c);
void help_version(void);

#endif
