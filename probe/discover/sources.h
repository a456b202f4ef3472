#ifndef PROBE_DISCOVER_SOURCES_H
#define PROBE_DISCOVER_SOURCES_H

#include <stdbool.h>

#include "probe/report/source.h"

struct discovery;
struct lookup;
struct secret;
struct source;

/* How the source is asked. */
const struct source *sources_row(enum source_id id);

/* Where the public database keeps a domain; options.ispdb is not NULL. */
const char *ispdb_url(const struct discovery *d, const char *domain);

/* The functions of the rows, each in the file of its name. */
void local_start(struct lookup *lk);
void database_start(struct lookup *lk);
void pacc_start(struct lookup *lk);
void pacc_stop(struct lookup *lk);
void mx_start(struct lookup *lk);
void mx_stop(struct lookup *lk);
void srv_start(struct lookup *lk);
void srv_stop(struct lookup *lk);
void mailconf_start(struct lookup *lk);
void mailconf_stop(struct lookup *lk);
void autoconfig_start(struct lookup *lk);
void autoconfig_well_known_start(struct lookup *lk);
void autoconfig_stop(struct lookup *lk);
bool plain_ready(const struct lookup *lk);
void plain_start(struct lookup *lk);
void plain_stop(struct lookup *lk);
void ispdb_start(struct lookup *lk);
void ispdb_stop(struct lookup *lk);
void ns_start(struct lookup *lk);
void ns_stop(struct lookup *lk);
void autodiscover_start(struct lookup *lk);
void autodiscover_stop(struct lookup *lk);
/* Asks once more where a login is wanted: see discover_login. */
void autodiscover_login(
    struct lookup *lk, const char *username, const struct secret *password);
void microsoft_start(struct lookup *lk);
void microsoft_stop(struct lookup *lk);
/* Services beside mail; a check does not wait for them. */
void services_start(struct lookup *lk);
void services_stop(struct lookup *lk);
void guess_start(struct lookup *lk);
void guess_stop(struct lookup *lk);

#endif
