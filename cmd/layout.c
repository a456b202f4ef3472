#include "cmd/layout.h"

#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "probe/base/str.h"

static size_t
width_of(const char *text, size_t len)
{
	size_t i = 0, n, width = 0;
	uint32_t c;
	int w;

	while (i < len) {
		n = str_utf8(text + i, len - i, &c);
		w = n == 0 ? 1 : wcwidth((wchar_t)c);
		width += w < 0 ? 1 : (size_t)w;
		i += n == 0 ? 1 : n;
	}
	return width;
}

size_t
layout_width(const char *text)
{
	return width_of(text, strlen(text));
}

void
layout_pad(FILE *f, const char *text, size_t width)
{
	size_t w = layout_width(text);

	fprintf(f, "%s%*s", text, w < width ? (int)(width - w) : 0, "");
}

void
layout_wrap(FILE *f, const char *text, size_t start, size_t indent)
{
	size_t column = start, n, w;
	int first = 1;

	while (*(text += strspn(text, " ")) != '\0') {
		n = strcspn(text, " ");
		w = width_of(text, n);
		if (!first && column + 1 + w > LAYOUT_COLUMNS - 1) {
			fprintf(f, "\n%*s", (int)indent, "");
			column = indent;
			first = 1;
		}
		fprintf(f, "%s%.*s", first ? "" : " ", (int)n, text);
		column += w + (first ? 0 : 1);
		first = 0;
		text += n;
	}
	fputc('\n', f);
}
