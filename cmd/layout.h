#ifndef CMD_LAYOUT_H
#define CMD_LAYOUT_H

#include <stddef.h>
#include <stdio.h>

/* Text on lines of 80 columns, whatever the script. */

enum { LAYOUT_COLUMNS = 80 };

/* Columns that UTF-8 text takes on a terminal. */
size_t layout_width(const char *text);
/* Prints text and blanks up to width columns. */
void layout_pad(FILE *f, const char *text, size_t width);
/*
 * Prints text, which begins at column start, broken at blanks; lines after
 * the first are indented by indent columns.  Ends with a line feed.
 */
void layout_wrap(FILE *f, const char *text, size_t start, size_t indent);

#endif
