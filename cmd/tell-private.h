#ifndef CMD_TELL_PRIVATE_H
#define CMD_TELL_PRIVATE_H

#include "cmd/tell.h"

/* The parts of the text report, in the order they are read. */

enum { LABEL_COLUMNS = 20 };

void text_verdict(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_settings(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_findings(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_endpoints(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_sources(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_not_tried(
    FILE *f, const struct report *r, const struct tell_options *o);

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
const char *text_verdict_word(enum verdict v);
const char *text_trust(enum trust t);
/* Adds what a source says of itself, translated where it is known. */
void text_detail(struct buf *out, const char *detail);

#endif
