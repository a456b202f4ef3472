#ifndef PROFILES_PROVIDER_IMPORT_H
#define PROFILES_PROVIDER_IMPORT_H

#include <stddef.h>

struct arena;
struct provider;

/* What was not taken over. */
struct provider_import {
	int left_out; /* servers of other kinds or with wrong values */
	/* What is not understood, 'imap port "0"', with commas; "" if none. */
	const char *misread;
	const char *why; /* a few static words when there is no entry */
};

/*
 * Reads a document of Mozilla autoconfig 1.1 that a file of that name holds,
 * of that date (YYYY-MM-DD), the reverse of provider_export().  The id follows
 * from the name of the file.  The entry, owned by the caller, is not validated
 * yet; what was not taken over is told in the arena.  Returns NULL when it
 * cannot be read.
 */
struct provider *provider_import(struct arena *a, const char *file,
    const char *date, const char *bytes, size_t len,
    struct provider_import *out);

#endif
