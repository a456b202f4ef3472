#ifndef PROBE_REPORT_REDACTOR_H
#define PROBE_REPORT_REDACTOR_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct redactor;
struct secret;

/*
 * Takes a password out of everything a server sends back: as it stands, in
 * either case, in the notations of notation.h and in UTF-7, in hexadecimal
 * digits, and in base64 at all three alignments and in three alphabets, there
 * also when it was cut.  What is decoded later goes through here again.  NULL
 * is a redactor with nothing to hide.
 */
struct redactor *redactor_new(const struct secret *secret);
void redactor_free(struct redactor **r);
/* Appends text with every occurrence replaced by "<hidden>". */
void redactor_hide(
    const struct redactor *r, const char *text, size_t len, struct buf *out);
/* Does the text hold it anywhere? */
bool redactor_finds(const struct redactor *r, const char *text);

#endif
