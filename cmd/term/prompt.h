#ifndef CMD_TERM_PROMPT_H
#define CMD_TERM_PROMPT_H

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
/* Asks and reads one line with echo, its end cut off.  Returns 0, or -1
 * without a terminal or at the end of the input. */
int prompt_line(const char *question, char *line, size_t size);
/* Does the text mean yes, does it mean no, in this language? */
bool prompt_is_yes(const char *answer);
bool prompt_is_no(const char *answer);
/* Asks and waits for a word that means yes; no without a terminal. */
bool prompt_yes(const char *question);

#endif
