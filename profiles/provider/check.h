#ifndef PROFILES_PROVIDER_CHECK_H
#define PROFILES_PROVIDER_CHECK_H

#include "profiles/base/arena.h"
#include "profiles/provider/provider.h"

/* One thing wrong with a provider file; text is English and printable. */
struct provider_problem {
	STAILQ_ENTRY(provider_problem) entry;
	const char *file;
	const char *field; /* "servers[1].port", "line 3", "" for all of it */
	const char *text;
	bool unknown_key; /* harmless: a key this program does not know */
	bool warning;	  /* the entry works, but should be looked at */
};

/* Owns everything in it. */
struct provider_problems {
	struct arena arena;
	STAILQ_HEAD(, provider_problem) list;
	size_t n; /* warnings included */
	size_t nwarnings;
};

void provider_problems_init(struct provider_problems *problems);
void provider_problems_clear(struct provider_problems *problems);
struct provider_problem *provider_problem_add(
    struct provider_problems *problems, const char *file, const char *field,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Reads bytes as one entry and adds every problem found, unknown keys
 * included.  Returns what could be read, owned by the caller, or NULL when
 * it is no JSON object at all.  Pure; any bytes are safe.
 */
struct provider *provider_validate(struct provider_problems *problems,
    const char *name, const char *json, size_t len);
/* Adds a problem for each domain, suffix or id that two of them claim. */
void provider_validate_unique(struct provider_problems *problems,
    struct provider *const *providers, size_t n);

/* Adds a warning for each part of the entry whose newest evidence is from
 * before the month oldest ("2024-11"), or that has none. */
void provider_validate_age(struct provider_problems *problems,
    const struct provider *p, const char *oldest);

/* Validates every entry of db, its files included, their names, and the age
 * of the evidence; oldest NULL: any. */
void provider_db_validate(const struct provider_db *db, const char *oldest,
    struct provider_problems *problems);

#endif
