#ifndef CMD_PROVIDER_LINE_H
#define CMD_PROVIDER_LINE_H

/* Lines of an entry for people, on stdout: a label, or "" below another of
 * the same label, and what it says. */

/* The label alone; what follows begins at its column. */
void line_label(const char *label);
/* A whole line; text may be the user's own and is shown with care. */
void line_text(const char *label, const char *text);
void line_format(const char *label, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif
