#ifndef PROFILES_PROVIDER_H
#define PROFILES_PROVIDER_H

#include "probe/base/arena.h"
#include "profiles/endpoint.h"
#include "profiles/settings.h"

struct err;

enum { PROVIDER_MAX_BYTES = 256 * 1024 };

struct provider_server {
	struct endpoint
	    endpoint;	    /* host, username: templates, see settings.h */
	int max_recipients; /* SMTP, of one message; 0: unstated */
};

struct provider_evidence {
	const char *source; /* URL or name of a publication */
	const char *date;   /* YYYY-MM or YYYY-MM-DD, state of the source */
	const char *method; /* publication, help-page, database-cross-check */
};

/* One entry of the database, provider.schema.json in C. Owns its strings. */
struct provider {
	struct arena arena;
	const char *id, *name;
	const char *documentation; /* https URL, or NULL */
	struct helps help;	   /* all pages, when there are more */
	const char *origin;	   /* path of the file, NULL: built in */
	const char **domains;	   /* "gmx.de", "*.onmicrosoft.com" */
	const char **mx;	   /* suffixes on label boundary */
	const char **hints;	   /* codes, see hint.h */
	size_t ndomains, nmx, nhints;
	struct provider_server *servers; /* in the order of preference */
	size_t nservers;
	struct provider_evidence *evidence;
	size_t nevidence;
};

/*
 * Reads one JSON entry of at most PROVIDER_MAX_BYTES bytes; name is used in
 * messages.  Unknown keys are passed over, for files newer than the program.
 * Pure.  Returns 0 and a provider owned by the caller, or -1 with err naming
 * the field; *out is then unchanged.
 */
int provider_parse(const char *name, const char *json, size_t len,
    struct provider **out, struct err *err);
void provider_free(struct provider **p);
/*
 * The servers for one address, user names filled in; for a mere domain the
 * user names stay NULL.  Never NULL; owned by the caller.
 */
struct settings *provider_settings(
    const struct provider *p, const char *address);

/*
 * The database: the entries built into the program, overridden by files of
 * the same id in $XDG_CONFIG_HOME/postlotse/providers (passed over when it
 * does not exist) and then in dir (NULL: none; must exist).  Without such
 * files opening parses nothing.  Returns 0, or -1 with err naming file and
 * field.
 */
struct provider_db;
int provider_db_open(
    const char *dir, struct provider_db **out, struct err *err);
void provider_db_free(struct provider_db **db);

/*
 * Each returns an entry owned by the caller, or NULL when there is none.
 * Domains and hosts are A-labels in any case, with or without final dot.
 * By domain: the exact name, else the nearest wildcard above it.  By mail
 * exchanger: the longest suffix on a label boundary.
 */
struct provider *provider_db_domain(
    const struct provider_db *db, const char *domain);
struct provider *provider_db_mx(const struct provider_db *db, const char *host);
struct provider *provider_db_id(const struct provider_db *db, const char *id);
/* The ids in order: i from 0 to provider_db_count() - 1. Borrowed. */
size_t provider_db_count(const struct provider_db *db);
const char *provider_db_nth(const struct provider_db *db, size_t i);

#endif
