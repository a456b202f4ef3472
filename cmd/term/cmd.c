#include "cmd/term/cmd.h"

#include <stdarg.h>
#include <stdio.h>

#include "cmd/term/language.h"
#include "profiles/base/err.h"

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

const char *
cmd_err_text(const struct err *err, char *out)
{
	err_in(err, language_translate, language_own(), out);
	return out;
}

int
cmd_trouble_err(const struct err *err)
{
	char text[ERR_BYTES];

	return cmd_trouble("%s", cmd_err_text(err, text));
}
