#ifndef CMD_TELL_TEXT_PARTS_H
#define CMD_TELL_TEXT_PARTS_H

#include "cmd/tell/text-rows.h"

/* The parts of the text report, in the order they are read. */

void tell_report_verdict(
    FILE *f, const struct report *r, const struct tell_options *o);
void tell_settings(
    FILE *f, const struct report *r, const struct tell_options *o);
/* POP or IMAP, and the space used in the mailbox. */
void tell_report_advice(
    FILE *f, const struct report *r, const struct tell_options *o);
void tell_findings(
    FILE *f, const struct report *r, const struct tell_options *o);
void tell_services(
    FILE *f, const struct report *r, const struct tell_options *o);
void tell_endpoints(
    FILE *f, const struct report *r, const struct tell_options *o);
void tell_sources(
    FILE *f, const struct report *r, const struct tell_options *o);
/* Every server that was found, in the order of belief. */
void tell_ranking(
    FILE *f, const struct report *r, const struct tell_options *o);
void tell_not_tried(
    FILE *f, const struct report *r, const struct tell_options *o);

/* Adds what a source says of itself, translated where it is known. */
void tell_detail(struct buf *out, const char *detail, const struct language *l);

#endif
