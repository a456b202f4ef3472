#ifndef CMD_PROVIDER_FIND_H
#define CMD_PROVIDER_FIND_H

struct provider;
struct provider_db;

/* The entry of that id, owned by the caller; or NULL after a message. */
struct provider *find_entry(const struct provider_db *db, const char *id);
/* An argument, made safe to show on a terminal; owned by the caller. */
char *find_shown(const char *text);

#endif
