#ifndef PROFILES_PROVIDER_TABLE_H
#define PROFILES_PROVIDER_TABLE_H

#include <stddef.h>

#include "profiles/provider/provider.h"

/* A provider file as raw bytes: parsed only when it is looked up. */
struct provider_file {
	const char *id;
	const char *json;
	size_t len;
	const char *path; /* NULL: built in */
};

/* One row of an index; rows are sorted by key as strcmp does. */
struct provider_key {
	const char *key;
	size_t file; /* place in files */
};

/* Files sorted by id, with an index over each kind of their names.  embed.c
 * writes one of these at build time. */
struct provider_table {
	const struct provider_file *files;
	const struct provider_key *names[NAMES_COUNT];
	size_t nfiles, nnames[NAMES_COUNT];
};

extern const struct provider_table provider_embedded;

#endif
