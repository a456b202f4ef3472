#include "cmd/provider/line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cmd/term/layout.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"
#include "profiles/provider/provider.h"

enum { LABEL = 17, INDENT = 2 + LABEL };

void
line_label(const char *label)
{
	printf("  ");
	layout_pad(stdout, label, LABEL);
}

void
line_text(const char *label, const char *text)
{
	struct buf b;

	buf_init(&b, PROVIDER_MAX_BYTES * 8);
	str_printable(&b, text, strlen(text), PROVIDER_MAX_BYTES);
	line_label(label);
	layout_wrap(stdout, buf_text(&b), INDENT, INDENT);
	buf_clear(&b);
}

void
line_format(const char *label, const char *fmt, ...)
{
	char line[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	line_text(label, line);
}
