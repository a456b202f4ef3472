#ifndef CMD_PROVIDERS_TELL_H
#define CMD_PROVIDERS_TELL_H

#include "profiles/provider.h"

struct json_object;
struct provider_problems;

/* One entry for people, on stdout; address NULL: user names as words. */
void provider_tell(const struct provider *p, const char *address);
/* The entry with the keys of its file, owned by the caller. */
struct json_object *provider_json(const struct provider *p);
/* The servers for the address, as in an entry but filled in. */
struct json_object *provider_settings_json(
    const struct provider *p, const char *address);
/* Prints v on stdout and releases it. */
void provider_print_json(struct json_object *v);

#endif
