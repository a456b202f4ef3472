#ifndef CMD_TERM_LAYOUT_H
#define CMD_TERM_LAYOUT_H

#include <stddef.h>
#include <stdio.h>

#include "profiles/base/columns.h"

/* Text on lines of 80 columns, for the terminal. */

enum { LAYOUT_COLUMNS = 80 };

/* Prints text and blanks up to width columns. */
void layout_pad(FILE *f, const char *text, size_t width);
/* Prints what columns_fold() makes of text, on lines of the terminal. */
void layout_wrap(FILE *f, const char *text, size_t start, size_t indent);

#endif
