#ifndef CMD_PROFILE_USAGE_H
#define CMD_PROFILE_USAGE_H

struct options;

/* Do the options and addresses of "profile" go together?  Returns 0, or
 * EXIT_TROUBLE after saying what is wrong. */
int usage_check(const struct options *o);

#endif
