#ifndef CMD_TELL_TEXT_PARTS_H
#define CMD_TELL_TEXT_PARTS_H

#include "cmd/tell/text-rows.h"

/* The parts of the text report, in the order they are read. */

void text_verdict(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_settings(
    FILE *f, const struct report *r, const struct tell_options *o);
/* POP or IMAP, and the space used in the mailbox. */
void text_report_advice(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_findings(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_services(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_endpoints(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_sources(
    FILE *f, const struct report *r, const struct tell_options *o);
/* Every server that was found, in the order of belief. */
void text_ranking(
    FILE *f, const struct report *r, const struct tell_options *o);
void text_not_tried(
    FILE *f, const struct report *r, const struct tell_options *o);

/* Adds what a source says of itself, translated where it is known. */
void text_detail(struct buf *out, const char *detail);

#endif
