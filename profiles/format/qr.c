#include "profiles/format/qr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/format/qr-late.h"

enum { PIXELS = 8 };

int
qr_make(const char *bytes, size_t len, struct qr *out, struct err *err)
{
	QRcode *code;
	int i, n;

	if (len == 0 || len > QR_BYTES_MAX)
		return err_set(err, "a QR code holds 1 to %d bytes, not %zu",
		    QR_BYTES_MAX, len);
	code = qr_late_encode()->QRcode_encodeData(
	    (int)len, (const unsigned char *)bytes, 0, QR_ECLEVEL_L);
	if (code == NULL)
		return err_set(err, "QR code: %s", strerror(errno));
	n = code->width * code->width;
	out->width = code->width;
	out->modules = xmalloc((size_t)n);
	for (i = 0; i < n; i++)
		out->modules[i] = code->data[i] & 1;
	qr_late_encode()->QRcode_free(code);
	return 0;
}

void
qr_clear(struct qr *q)
{
	free(q->modules);
	q->modules = NULL;
	q->width = 0;
}

/* The quiet zone around the code is light. */
static bool
is_dark(const struct qr *q, int x, int y)
{
	return x >= 0 && y >= 0 && x < q->width && y < q->width &&
	    q->modules[y * q->width + x] == 1;
}

/* A line of characters: of two rows of modules in UTF-8, of one in ASCII. */
static void
add_line(const struct qr *q, int y, bool utf8, struct buf *out)
{
	static const char *const halves[] = { " ", "▀", "▄", "█" };
	int x;

	for (x = -QR_QUIET; x < q->width + QR_QUIET; x++)
		if (utf8)
			buf_add_str(out,
			    halves[is_dark(q, x, y) +
				2 * is_dark(q, x, y + 1)]);
		else
			buf_add_str(out, is_dark(q, x, y) ? "##" : "  ");
}

void
qr_text(const struct qr *q, bool utf8, bool colours, struct buf *out)
{
	int y;

	for (y = -QR_QUIET; y < q->width + QR_QUIET; y += utf8 ? 2 : 1) {
		buf_add_str(out, colours ? "\033[0;30;47m" : "");
		add_line(q, y, utf8, out);
		buf_add_str(out, colours ? "\033[0m\n" : "\n");
	}
}

static void
draw(const struct qr *q, unsigned char *pixels, int side)
{
	int x, y;

	for (y = 0; y < side; y++)
		for (x = 0; x < side; x++)
			pixels[y * side + x] = is_dark(q, x / PIXELS - QR_QUIET,
						   y / PIXELS - QR_QUIET)
			    ? 0
			    : 255;
}

int
qr_png(const struct qr *q, struct buf *out, struct err *err)
{
	int side = (q->width + 2 * QR_QUIET) * PIXELS, rc = 0;
	unsigned char *pixels = xmalloc((size_t)side * (size_t)side), *file;
	png_alloc_size_t size;
	png_image image;

	memset(&image, 0, sizeof(image));
	image.version = PNG_IMAGE_VERSION;
	image.width = image.height = (png_uint_32)side;
	image.format = PNG_FORMAT_GRAY;
	draw(q, pixels, side);
	size = PNG_IMAGE_PNG_SIZE_MAX(image);
	file = xmalloc(size);
	if (qr_late_png()->png_image_write_to_memory(
		&image, file, &size, 0, pixels, 0, NULL) == 0)
		rc = err_set(err, "PNG: %s", image.message);
	else if (buf_add(out, file, size) == -1)
		rc = err_set(err, "the picture is too large");
	qr_late_png()->png_image_free(&image);
	free(file);
	free(pixels);
	return rc;
}

/* Dark modules beside each other are one stroke of the path. */
static void
add_strokes(const struct qr *q, int y, struct buf *out)
{
	int x = 0, end;

	while (x < q->width) {
		for (end = x; is_dark(q, end, y); end++)
			continue;
		if (end > x)
			buf_printf(out, "M%d %dh%d", x + QR_QUIET, y + QR_QUIET,
			    end - x);
		x = end + 1;
	}
}

void
qr_svg(const struct qr *q, const char *label, struct buf *out)
{
	int side = q->width + 2 * QR_QUIET, y;

	/* 0.7 mm a module: what a telephone reads at arm's length. */
	buf_printf(out,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
	    "aria-label=\"%s\" width=\"%d.%dmm\" height=\"%d.%dmm\" "
	    "viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
	    "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/>"
	    "<path stroke=\"#000\" transform=\"translate(0 .5)\" d=\"",
	    label, side * 7 / 10, side * 7 % 10, side * 7 / 10, side * 7 % 10,
	    side, side, side, side);
	for (y = 0; y < q->width; y++)
		add_strokes(q, y, out);
	buf_add_str(out, "\"/></svg>\n");
}
