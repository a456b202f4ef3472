#ifndef CMD_TELL_TEXT_ROWS_H
#define CMD_TELL_TEXT_ROWS_H

#include "cmd/tell/tell.h"

/* Colours, rows and words of the text report: what its parts share. */

enum paint { PAINT_BOLD, PAINT_GREEN, PAINT_YELLOW, PAINT_RED };

void text_paint(FILE *f, const struct tell_options *o, enum paint p);
void text_plain(FILE *f, const struct tell_options *o);
enum paint text_paint_of(enum verdict v);
/* A blank line and a title of its own. */
void text_title(FILE *f, const struct tell_options *o, const char *title);
/* "  label  value" with values under each other; nothing without value. */
void text_row(FILE *f, const char *label, const char *value);
/* The same, further in. */
void text_row_at(FILE *f, size_t indent, const char *label, const char *value);
/* The rows of an advice. */
void tell_advice_rows(
    FILE *f, const struct advice *a, const struct tell_options *o);
const char *text_verdict_word(enum verdict v, const struct tell_options *o);
const char *text_trust(enum trust t, const struct tell_options *o);
/* The same of what a source said. */
const char *text_origin(
    enum trust t, const char *source, const struct tell_options *o);

#endif
