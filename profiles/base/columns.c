#include "profiles/base/columns.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#include "profiles/base/buf.h"
#include "profiles/base/str.h"

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
columns_width(const char *text)
{
	return width_of(text, strlen(text));
}

void
columns_blanks(struct buf *out, size_t n)
{
	while (n-- > 0)
		buf_add(out, " ", 1);
}

void
columns_fold(struct buf *out, const char *text, size_t start, size_t indent,
    size_t columns)
{
	size_t column = start, n, w;
	bool first = true;

	while (*(text += strspn(text, " ")) != '\0') {
		n = strcspn(text, " ");
		w = width_of(text, n);
		if (!first && column + 1 + w > columns) {
			buf_add_str(out, "\n");
			columns_blanks(out, indent);
			column = indent;
			first = true;
		}
		if (!first)
			buf_add_str(out, " ");
		buf_add(out, text, n);
		column += w + !first;
		first = false;
		text += n;
	}
	buf_add_str(out, "\n");
}
