#include "profiles/format/qr-late.h"

const struct qr_late_encode *
qr_late_encode(void)
{
	static const char *const names[] = { QR_LATE_ENCODE_CALLS(LATE_NAME) };
	static struct qr_late_encode calls;

	if (calls.QRcode_free == NULL)
		late_load("libqrencode.so.4", names,
		    sizeof(names) / sizeof(names[0]), &calls);
	return &calls;
}

const struct qr_late_png *
qr_late_png(void)
{
	static const char *const names[] = { QR_LATE_PNG_CALLS(LATE_NAME) };
	static struct qr_late_png calls;

	if (calls.png_image_free == NULL)
		late_load("libpng16.so.16", names,
		    sizeof(names) / sizeof(names[0]), &calls);
	return &calls;
}
