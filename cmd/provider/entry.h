#ifndef CMD_PROVIDER_ENTRY_H
#define CMD_PROVIDER_ENTRY_H

#include "profiles/provider/provider.h"

struct json_object;

/* One entry for people, on stdout; address NULL: all of it.  mx is the mail
 * exchanger of the domain, or NULL. */
void provider_tell(
    const struct provider *p, const char *address, const char *mx);
/* The entry with the keys of its file, owned by the caller. */
struct json_object *provider_json(const struct provider *p);
/* The servers for the address, as in an entry but filled in. */
struct json_object *provider_settings_json(
    const struct provider *p, const char *address, const char *mx);

#endif
