#ifndef PROBE_SESSION_PATH_H
#define PROBE_SESSION_PATH_H

#include <stdbool.h>

struct arena;

/*
 * A mail address as MAIL FROM and RCPT TO take it, without the angle brackets:
 * the domain as A-labels, a local part that is no dot-string in quotes.  When
 * the local part is beyond ASCII, utf8_out is true: the path needs SMTPUTF8,
 * and its domain stands in letters.  In the arena; NULL when no command can
 * hold the address.  Pure.
 */
const char *path_of(struct arena *a, const char *address, bool *utf8_out);

#endif
