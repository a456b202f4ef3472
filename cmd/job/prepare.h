#ifndef CMD_JOB_PREPARE_H
#define CMD_JOB_PREPARE_H

struct options;

enum prepare {
	PREPARE_PASSWORD, /* ask for it, or read it, before the run */
	PREPARE_LATER,	  /* when the run knows the provider, see hints.h */
	PREPARE_NONE	  /* the provider takes no mail program at all */
};

/*
 * What the customer has to do before the password is asked for, on stderr:
 * the provider's name, the hints that come first, the help page.  The database
 * answers by the domain without the network; when it does not know it and a
 * person is there, the sources of the run are to answer.  Says nothing when a
 * password was given or -q.  Trouble is left to the run.
 */
enum prepare prepare_login(const struct options *o, const char *address);

#endif
