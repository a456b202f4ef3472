#ifndef CMD_PROVIDER_FACTS_H
#define CMD_PROVIDER_FACTS_H

#include "profiles/provider/provider.h"

/* Parts of an entry for people, on stdout: what servers ask of clients; where
 * the facts come from. */
void provider_tell_rules(const struct provider *p);
void provider_tell_sources(const struct provider *p);

#endif
