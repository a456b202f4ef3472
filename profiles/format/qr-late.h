#ifndef PROFILES_FORMAT_QR_LATE_H
#define PROFILES_FORMAT_QR_LATE_H

#include <png.h>
#include <qrencode.h>

#include "profiles/base/late.h"

#define QR_LATE_ENCODE_CALLS(X) \
	X(QRcode_encodeData)    \
	X(QRcode_free)

#define QR_LATE_PNG_CALLS(X) \
	X(png_image_free)    \
	X(png_image_write_to_memory)

struct qr_late_encode {
	QR_LATE_ENCODE_CALLS(LATE_MEMBER)
};

struct qr_late_png {
	QR_LATE_PNG_CALLS(LATE_MEMBER)
};

/* libqrencode and libpng, each loaded by the first call
 * (profiles/base/late.h): only sheets and pictures need them. */
const struct qr_late_encode *qr_late_encode(void);
const struct qr_late_png *qr_late_png(void);

#endif
