#ifndef PROFILES_PROVIDER_IMPORT_H
#define PROFILES_PROVIDER_IMPORT_H

#include <stddef.h>

struct provider;

/*
 * Reads a document of Mozilla autoconfig 1.1 that a file of that name holds,
 * of that date (YYYY-MM-DD), the reverse of provider_export().  The id follows
 * from the name of the file.  The entry, owned by the caller, is not validated
 * yet; left_out_out counts servers of other kinds or with wrong values.
 * Returns NULL when it cannot be read, and why_out is a few static words.
 */
struct provider *provider_import(const char *file, const char *date,
    const char *bytes, size_t len, int *left_out_out, const char **why_out);

#endif
