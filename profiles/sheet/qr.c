#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/format/qr.h"
#include "profiles/sheet/sheet.h"
#include "profiles/write/write.h"

/* The QR code that Thunderbird for Android reads, as a picture; where there
 * is no file to draw into, in characters. */

static int
write_qr(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf text;
	struct qr code;
	int rc;

	buf_init(&text, out->ceiling);
	rc = writer_write(&thunderbird_qr_writer, a, o, &text, err);
	if (rc == 0)
		rc = qr_make(buf_text(&text), text.len, &code, err);
	buf_clear(&text);
	if (rc == -1)
		return -1;
	if (o->screen == SCREEN_NONE)
		rc = qr_png(&code, out, err);
	else
		qr_text(&code, o->screen == SCREEN_UTF8, o->colours, out);
	qr_clear(&code);
	return rc;
}

const struct writer sheet_qr_writer = {
	.name = "qr",
	.summary = N_("QR code for Thunderbird on Android: a picture, or "
		      "characters without a folder"),
	.client = "Thunderbird for Android 8+",
	.platforms = ON_ANDROID,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/sheet.t",
	.file = "{address}.png",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = sheet_auths, /* the text itself is more exact */
	.write = write_qr,
};
