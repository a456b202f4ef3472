#ifndef CMD_COMMANDS_H
#define CMD_COMMANDS_H

#include "cmd/term/cmd.h"

/* All subcommands; ended by a row without name. */
extern const struct command commands_all[];

#endif
