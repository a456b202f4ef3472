#ifndef PROFILES_BASE_COLUMNS_H
#define PROFILES_BASE_COLUMNS_H

#include <stddef.h>

struct buf;

/* Text on lines of a fixed width, whatever the script. */

/* Columns that the UTF-8 text takes on a terminal. */
size_t columns_width(const char *text);
/* Appends n blanks. */
void columns_blanks(struct buf *out, size_t n);
/*
 * Appends text, which begins at column start, broken at blanks so that lines
 * have at most columns columns where words allow it; lines after the first
 * are indented by indent columns.  Ends with a line feed.
 */
void columns_fold(struct buf *out, const char *text, size_t start,
    size_t indent, size_t columns);

#endif
