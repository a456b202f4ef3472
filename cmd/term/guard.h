#ifndef CMD_TERM_GUARD_H
#define CMD_TERM_GUARD_H

#include <stddef.h>
#include <stdio.h>

/*
 * The one way of text to standard output and error.  Once it is started, all
 * that is printed there by whatever call of stdio is made safe to show
 * (str_printable_lines() in str.h), wherever it comes from; so no foreign
 * text commands a terminal, even where somebody forgot that it is foreign.
 */
void guard_start(void);
/* What is not text of strangers passes as it is: our own colours and moves of
 * the cursor, and a file that is made for a program.  f may be any stream. */
void guard_pass(FILE *f, const void *bytes, size_t len);
/* Flushes and closes standard output; 0, or -1 with errno when something did
 * not get out. */
int guard_finish(void);

#endif
