#ifndef CMD_PROMPT_H
#define CMD_PROMPT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Questions on the controlling terminal, whatever stdin and stdout are. */

/*
 * Asks without echo and reads one line, line end included, into line.  The
 * terminal is as before afterwards, also when a signal ends the program.
 * Returns the length, or -1 without a terminal; the caller wipes line.
 */
ssize_t prompt_secret(const char *question, char *line, size_t size);
/* Is there a terminal to ask on? */
bool prompt_possible(void);
/* Asks and waits for a word that means yes; no without a terminal. */
bool prompt_yes(const char *question);

#endif
