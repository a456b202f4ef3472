#ifndef PROFILES_FORMAT_QR_H
#define PROFILES_FORMAT_QR_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct err;

/* QR codes (ISO/IEC 18004) in byte mode with error correction L, drawn as
 * pictures and as characters, each with the quiet zone of four modules. */

enum { QR_BYTES_MAX = 2953, QR_QUIET = 4 };

struct qr {
	int width;		/* modules, without the quiet zone */
	unsigned char *modules; /* row by row: 1 is dark */
};

/*
 * Encodes len bytes.  Returns 0 and a code to be cleared, or -1 with err when
 * there are none or too many of them.
 */
int qr_make(const char *bytes, size_t len, struct qr *out, struct err *err);
void qr_clear(struct qr *q);

/* In characters for a screen of dark ink on light ground: half blocks, or two
 * letters a module when utf8 is false.  With colours, the ground is made light
 * whatever the terminal has. */
void qr_text(const struct qr *q, bool utf8, bool colours, struct buf *out);
/* A PNG picture, eight pixels a module.  Returns 0, or -1 with err. */
int qr_png(const struct qr *q, struct buf *out, struct err *err);
/* An svg element for HTML or XML, with a text for those who cannot see it
 * (attribute value, escaped by the caller). */
void qr_svg(const struct qr *q, const char *label, struct buf *out);

#endif
