#ifndef CMD_JOB_HINTS_H
#define CMD_JOB_HINTS_H

struct report;

/*
 * What the customer has to do before the login, on stderr: the provider's
 * name, the hints that come first, the help page; nothing without such hints.
 * That a provider takes no mail program is not among them: the caller knows
 * whether there is a server to log in at.
 */
void hints_tell(const struct report *r);

#endif
