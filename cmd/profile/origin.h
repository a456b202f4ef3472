#ifndef CMD_PROFILE_ORIGIN_H
#define CMD_PROFILE_ORIGIN_H

#include "profiles/base/arena.h"
#include "profiles/read/document.h"
#include "profiles/settings/account.h"

struct err;
struct options;
struct provider_db;
struct report;

/* Where the settings come from and what the account borrows from there. */
struct origin {
	struct arena arena;
	struct document document;
	struct settings *settings; /* of the provider database */
	struct report *report;	   /* of discovery */
	struct account account;
};

/*
 * Fills the account from --settings, else from a file of this machine, else
 * from the database; err says why not when the result is -1.  Returns 1 when
 * none of them knows the domain.
 */
int origin_find(struct origin *g, const struct options *o,
    const struct provider_db *db, const struct account_wish *wish,
    struct err *err);
/* Says on stderr that the server of the protocol is missing in the profile,
 * and for which values of that source or file. */
void origin_misread(const char *address, const char *source, enum protocol p,
    const char *value);
void origin_clear(struct origin *g);

#endif
