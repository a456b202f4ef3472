#ifndef PROFILES_PROVIDER_PROVIDER_H
#define PROFILES_PROVIDER_PROVIDER_H

#include "profiles/base/arena.h"
#include "profiles/settings/endpoint.h"
#include "profiles/settings/settings.h"

struct err;

enum { PROVIDER_MAX_BYTES = 256 * 1024 };

struct provider_server {
	struct endpoint
	    endpoint;	    /* host, username: templates, see settings.h */
	bool per_account;   /* the host is a pattern: "w*.kasserver.com" */
	int max_recipients; /* SMTP, of one message; 0: unstated */
};

struct provider_evidence {
	const char *source;  /* URL or name of a publication */
	const char *date;    /* YYYY-MM or YYYY-MM-DD, state of the source */
	const char *method;  /* publication, help-page, ... */
	const char **fields; /* what it tells: "imap", "hints"; 0: all */
	size_t nfields;
};

/* What one source says of a field that others see differently. */
struct provider_value {
	const char *value, *source, *date;
};

struct provider_disagreement {
	const char *field; /* "imap": values are URLs or "none"; ... */
	const char *note;  /* English, or NULL */
	struct provider_value *values;
	size_t nvalues;
};

/* The names by which a provider is recognised. */
enum provider_names {
	NAMES_DOMAIN, /* of addresses: "gmx.de", "*.onmicrosoft.com" */
	NAMES_MX,     /* the others: suffixes on label boundary */
	NAMES_NS,
	NAMES_SPF,
	NAMES_COUNT
};

/* One entry of the database, provider.schema.json in C. Owns its strings. */
struct provider {
	struct arena arena;
	const char *id, *name;
	const char *documentation; /* https URL, or NULL */
	struct helps help;	   /* all pages, when there are more */
	const char *origin;	   /* path of the file, NULL: built in */
	const char **domains, **mx, **ns, **spf; /* see provider_names */
	size_t ndomains, nmx, nns, nspf;
	const char **hints;	 /* codes, see hint.h */
	const char **hint_pages; /* https URL for each, or NULL */
	size_t nhints;
	struct oauth oauth;
	struct provider_server *servers; /* in the order of preference */
	size_t nservers;
	struct provider_evidence *evidence;
	size_t nevidence;
	struct provider_disagreement *disagreements;
	size_t ndisagreements;
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
 * The same, for a domain with that mail exchanger: where every account has
 * hosts of its own, its name may tell them.  Else such servers are left out,
 * and the hint "per-account-host" says why.
 */
struct settings *provider_settings_mx(
    const struct provider *p, const char *address, const char *mx);
/* The host of one server of p as provider_settings_mx() has it, in the arena;
 * NULL when it does not come out. */
const char *provider_host(struct arena *a, const struct provider *p,
    const struct provider_server *server, const char *address, const char *mx);
/* The names of one kind, borrowed; their number in n_out. */
const char *const *provider_names(
    const struct provider *p, enum provider_names kind, size_t *n_out);
/* The date of the newest evidence, of all or of one field; NULL: none. */
const char *provider_checked(const struct provider *p, const char *field);

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
 * By domain: the exact name, else the nearest wildcard above it.  By any
 * other name, such as that of a mail exchanger: the longest suffix on a label
 * boundary.
 */
struct provider *provider_db_domain(
    const struct provider_db *db, const char *domain);
struct provider *provider_db_mx(const struct provider_db *db, const char *host);
struct provider *provider_db_suffix(
    const struct provider_db *db, enum provider_names kind, const char *host);
struct provider *provider_db_id(const struct provider_db *db, const char *id);
/* The ids in order: i from 0 to provider_db_count() - 1. Borrowed. */
size_t provider_db_count(const struct provider_db *db);
const char *provider_db_nth(const struct provider_db *db, size_t i);

#endif
