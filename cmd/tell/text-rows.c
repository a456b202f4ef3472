#include "cmd/tell/text-rows.h"

#include <string.h>

#include "cmd/term/cmd.h"
#include "cmd/term/guard.h"
#include "cmd/term/layout.h"
#include "probe/report/source.h"

enum { LABEL_COLUMNS = 20 };

void
text_paint(FILE *f, const struct tell_options *o, enum paint p)
{
	static const char *const codes[] = { "\033[1m", "\033[32m", "\033[33m",
		"\033[31m" };

	if (o->colour)
		guard_pass(f, codes[p], strlen(codes[p]));
}

void
text_plain(FILE *f, const struct tell_options *o)
{
	if (o->colour)
		guard_pass(f, "\033[0m", 4);
}

enum paint
text_paint_of(enum verdict v)
{
	return v == VERDICT_OK	 ? PAINT_GREEN
	    : v == VERDICT_ERROR ? PAINT_RED
				 : PAINT_YELLOW;
}

void
text_title(FILE *f, const struct tell_options *o, const char *title)
{
	fputc('\n', f);
	text_paint(f, o, PAINT_BOLD);
	fputs(title, f);
	text_plain(f, o);
	fputc('\n', f);
}

void
text_row_at(FILE *f, size_t indent, const char *label, const char *value)
{
	size_t column = indent + LABEL_COLUMNS - 2;

	if (value == NULL || *value == '\0')
		return;
	fprintf(f, "%*s", (int)indent, "");
	layout_pad(f, label, LABEL_COLUMNS - 2);
	layout_wrap(f, value, column, column);
}

void
text_row(FILE *f, const char *label, const char *value)
{
	text_row_at(f, 2, label, value);
}

const char *
text_verdict_word(enum verdict v, const struct tell_options *o)
{
	static const char *const list[] = { N_("ok"), N_("warning"),
		N_("error"), N_("not tried"), N_("not proven") };

	return tell_say(o, list[v]);
}

const char *
text_trust(enum trust t, const struct tell_options *o)
{
	static const char *const list[] = { N_("named by you"),
		N_("known from the provider"), N_("named by the domain itself"),
		N_("unprotected name lookup or a guess"),
		N_("unprotected web page"), N_("for diagnosis only") };

	return tell_say(o, list[t]);
}

const char *
text_origin(enum trust t, const char *source, const struct tell_options *o)
{
	if (t == TRUST_CURATED && source_is(source, SOURCE_ISPDB))
		return tell_say(o, "listed in a public database");
	if (t == TRUST_NAMED && source_is(source, SOURCE_LOCAL_FILE))
		return tell_say(o, "named by a file on this machine");
	return text_trust(t, o);
}
