#include "profiles/base/err.h"

#include <stdarg.h>
#include <stdio.h>

typedef char *translate_fn(const char *text) __attribute__((format_arg(1)));

static translate_fn *translator;

void
err_translate(char *(*translate)(const char *text))
{
	translator = translate;
}

const char *
err_words(const char *text)
{
	return translator == NULL ? text : translator(text);
}

int
err_set(struct err *err, const char *fmt, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), err_words(fmt), ap);
	va_end(ap);
	return -1;
}
