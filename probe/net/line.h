#ifndef PROBE_NET_LINE_H
#define PROBE_NET_LINE_H

#include <stddef.h>

enum line_status {
	LINE_PARTIAL, /* no end yet */
	LINE_FULL,    /* one line is there */
	LINE_BROKEN,  /* a NUL inside */
	LINE_TOO_LONG /* past LINE_MAX_BYTES without an end */
};

enum { LINE_MAX_BYTES = 8192 };

/*
 * Looks for one line at the start of bytes.  With LINE_FULL *len_out is the
 * line without its end, *used_out includes CRLF (or a bare LF, which many
 * servers send).  Pure.  RFC 5321 section 2.3.8, RFC 9051 section 2.2.
 */
enum line_status line_next(
    const char *bytes, size_t n, size_t *len_out, size_t *used_out);

#endif
