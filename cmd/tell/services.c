#include "cmd/tell/text-parts.h"

#include <string.h>

#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"

/* What a customer calls the kinds of the registry; others stand as they are. */
static const struct title {
	const char *kind, *words;
} titles[] = {
	{ "caldav", N_("Calendar") },
	{ "carddav", N_("Address book") },
	{ "webdav", N_("Files") },
	{ "managesieve", N_("Filter rules") },
	{ "jmap", "JMAP" },
	{ "ews", "Exchange (EWS)" },
	{ "activesync", "ActiveSync" },
	{ "graph", "Microsoft Graph" },
	{ "xmpp", N_("Chat (XMPP)") },
	{ "xmpptcp", N_("Chat (XMPP)") },
	{ "matrix", N_("Chat (Matrix)") },
};

static const char *
title_of(const char *kind, const struct tell_options *o)
{
	size_t i;

	for (i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		if (strcmp(titles[i].kind, kind) == 0)
			return tell_say(o, titles[i].words);
	return kind;
}

static void
print_service(
    FILE *f, const struct service_result *s, const struct tell_options *o)
{
	struct buf text;

	buf_init(&text, 8192);
	if (s->url != NULL)
		buf_add_str(&text, s->url);
	else if (s->host != NULL && s->port != 0)
		buf_printf(&text, "%s:%u", s->host, (unsigned)s->port);
	else if (s->host != NULL)
		buf_add_str(&text, s->host);
	if (s->url != NULL && str_starts_nocase(s->url, "http://"))
		buf_printf(&text, " (%s)", tell_say(o, "not encrypted"));
	text_row(f, title_of(s->kind, o), buf_text(&text));
	buf_clear(&text);
}

void
tell_services(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct service_result *s;

	if (STAILQ_EMPTY(&r->services))
		return;
	text_title(f, o, tell_say(o, "Also found"));
	STAILQ_FOREACH (s, &r->services, entry)
		print_service(f, s, o);
}
