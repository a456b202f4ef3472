#ifndef CMD_PROVIDER_ENTRY_H
#define CMD_PROVIDER_ENTRY_H

#include "profiles/provider/provider.h"

struct json_object;
struct provider_problems;

/* One entry for people, on stdout; address NULL: all of it.  mx is the mail
 * exchanger of the domain, or NULL. */
void provider_tell(
    const struct provider *p, const char *address, const char *mx);
/* Parts of that: what servers ask of clients; where the facts come from. */
void provider_tell_rules(const struct provider *p);
void provider_tell_sources(const struct provider *p);
/* One line of it; text may be the user's own and is shown with care. */
void provider_tell_line(const char *label, const char *text);
/* The entry with the keys of its file, owned by the caller. */
struct json_object *provider_json(const struct provider *p);
/* The servers for the address, as in an entry but filled in. */
struct json_object *provider_settings_json(
    const struct provider *p, const char *address, const char *mx);
/* Prints v on stdout and releases it. */
void provider_print_json(struct json_object *v);

#endif
