#ifndef CMD_PROFILE_SERVERS_H
#define CMD_PROFILE_SERVERS_H

struct account_wish;
struct err;
struct options;
struct origin;

/*
 * Fills the account with the servers of the report of discovery that a
 * password may go to.  Returns 0, or -1 with err that says why there are none.
 */
int servers_choose(struct origin *g, const struct options *o,
    const struct account_wish *wish, struct err *err);

#endif
