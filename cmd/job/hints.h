#ifndef CMD_JOB_HINTS_H
#define CMD_JOB_HINTS_H

#include <stdbool.h>

struct report;

/*
 * What the customer has to do before the login, on stderr: the provider's
 * name, the hints that come first, the help page; nothing without such hints.
 * Returns false, and says nothing, when the provider takes no mail program at
 * all, so that no password is to be asked for.
 */
bool hints_tell(const struct report *r);

#endif
