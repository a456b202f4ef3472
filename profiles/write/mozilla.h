#ifndef PROFILES_WRITE_MOZILLA_H
#define PROFILES_WRITE_MOZILLA_H

#include "profiles/write/writer.h"

/* What the formats of Thunderbird, on the desktop and on Android, share. */

enum mozilla { MOZILLA_DESKTOP = 1, MOZILLA_ANDROID = 2 };

/*
 * The first login of e that the format can express and the program can do:
 * OAuth2 only with providers the program is registered with, since it takes
 * no registration from a file.  Returns false when there is none.
 */
bool mozilla_auth(const struct writer *w, enum mozilla program,
    const struct endpoint *e, enum auth *out);
/* Returns 0, or -1 with err that names the first server of the account for
 * which mozilla_auth() finds nothing. */
int mozilla_check(const struct writer *w, enum mozilla program,
    const struct account *a, struct err *err);

#endif
