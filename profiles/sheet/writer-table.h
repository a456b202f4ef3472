#ifndef PROFILES_SHEET_WRITER_TABLE_H
#define PROFILES_SHEET_WRITER_TABLE_H

#include <stddef.h>

#include "profiles/write/writer.h"

/* The formats of --for, those of the sheet included.  The table stands above
 * all writers: none of them reaches it. */

/* The first file of a format, NULL when there is none. */
const struct writer *writer_find(const char *name);
size_t writer_count(void);
const struct writer *writer_at(size_t i); /* the first file of a format */

#endif
