#ifndef PROBE_JUDGE_VENDORS_H
#define PROBE_JUDGE_VENDORS_H

#include <stdbool.h>

#include "probe/report/finding.h"
#include "profiles/settings/protocol.h"

/* The words of products and providers, which no standard fixes. Pure. */

/*
 * What the reply to a rejected login means by its known words.  Returns
 * false, and leaves finding_out as it is, when it holds none.
 */
bool vendors_finding(
    enum protocol p, const char *reply, enum finding_id *finding_out);
/*
 * The same for words that say no more than no, such as "Login failed": they
 * come after the codes.
 */
bool vendors_bare(
    enum protocol p, const char *reply, enum finding_id *finding_out);
/* Does a greeting that turns us away say that there are too many? */
bool vendors_is_crowded(const char *greeting);
/* Does an SMTP server turn us away because of our Internet address? */
bool vendors_is_blocked(const char *reply);
/* Does a mail shield or filter issue certificates by that name? */
bool vendors_is_interceptor(const char *issuer);
/* Does a mail shield on this machine or on the way name itself? */
bool vendors_is_shield(const char *greeting);

#endif
