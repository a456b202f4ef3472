#include "cmd/term/cmd.h"

#include <stdarg.h>
#include <stdio.h>

int
cmd_trouble(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("postlotse: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	return EXIT_TROUBLE;
}
