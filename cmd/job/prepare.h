#ifndef CMD_JOB_PREPARE_H
#define CMD_JOB_PREPARE_H

#include <stdbool.h>

struct options;

/*
 * What the customer has to do before the password is asked for, on stderr:
 * the provider's name, the hints that come first, the help page.  The database
 * answers by the domain without the network; only when it does not know it
 * and a person is there, the network is asked, for a few seconds at most.
 * Says nothing when a password was given or -q.  Trouble is left to the run.
 * Returns false when the provider takes no mail program at all, so that no
 * password is to be asked for.
 */
bool prepare_customer(const struct options *o, const char *address);

#endif
