#include "cmd/term/layout.h"

#include <stdint.h>

#include "profiles/base/buf.h"

void
layout_pad(FILE *f, const char *text, size_t width)
{
	size_t w = columns_width(text);

	fprintf(f, "%s%*s", text, w < width ? (int)(width - w) : 0, "");
}

void
layout_wrap(FILE *f, const char *text, size_t start, size_t indent)
{
	struct buf lines;

	buf_init(&lines, SIZE_MAX / 2);
	columns_fold(&lines, text, start, indent, LAYOUT_COLUMNS - 1);
	fwrite(buf_text(&lines), 1, lines.len, f);
	buf_clear(&lines);
}
