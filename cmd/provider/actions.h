#ifndef CMD_PROVIDER_ACTIONS_H
#define CMD_PROVIDER_ACTIONS_H

#include <stddef.h>

struct options;
struct provider_db;

/* Actions of "providers" that have files of their own; args are what follows
 * the action, and the result is an exit status. */
int providers_import(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs);
int providers_export(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs);
int providers_validate(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs);
int providers_check(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs);

/* The word of action i; NULL after the last. */
const char *providers_action(size_t i);

#endif
