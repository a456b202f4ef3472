#ifndef PROBE_REPORT_NOTATION_H
#define PROBE_REPORT_NOTATION_H

#include <stddef.h>

/* The ways in which a server may write characters that it gives back. Pure. */

/*
 * The length of the written form, other than the bytes themselves, that text
 * begins with and that stands for the character at the start of plain: behind
 * a backslash, percent-encoded, quoted-printable, as an escape of C, JSON or
 * a distinguished name, as an entity, in ISO 8859-1.  0: there is none.
 * used_out gets the bytes of that character in plain.
 */
size_t notation_match(
    const char *plain, const char *text, size_t len, size_t *used_out);

/* Text with its shifts decoded; from and to tell for each byte where in the
 * text it came from. */
struct notation_view {
	char *bytes;
	size_t *from, *to;
	size_t n;
};

/*
 * UTF-7 (RFC 2152; modified: RFC 3501 section 5.1.3) in the midst of other
 * text; what is malformed stays as it is.  All or nothing of a shift is
 * pointed to.  Returns 0, or -1 when the text holds no shift at all.
 */
int notation_utf7(
    struct notation_view *v, const char *text, size_t len, int modified);
void notation_clear(struct notation_view *v);

#endif
