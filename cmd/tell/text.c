#include "cmd/tell/text-parts.h"

#include "cmd/tell/teller.h"
#include "cmd/term/cmd.h"

static void
text_provider(FILE *f, const struct report *r, const struct tell_options *o)
{
	size_t i;

	if (r->provider == NULL && r->documentation == NULL && r->hints.n == 0)
		return;
	text_title(f, o, tell_say(o, "Provider"));
	text_row(f, tell_say(o, "Name"), r->provider);
	text_row(f, tell_say(o, "Help page"), r->documentation);
	for (i = 0; i < r->hints.n; i++)
		text_row(f, tell_say(o, "Good to know"),
		    tell_hint(r->hints.list[i], o->language));
}

static bool
want_sources(const struct report *r, const struct tell_options *o)
{
	return o->discover_only || o->verbose || r->verdict == VERDICT_ERROR;
}

void
tell_text(FILE *f, const struct report *r, const struct tell_options *o)
{
	tell_report_verdict(f, r, o);
	if (o->quiet)
		return;
	tell_settings(f, r, o);
	tell_report_advice(f, r, o);
	text_provider(f, r, o);
	tell_services(f, r, o);
	tell_findings(f, r, o);
	tell_endpoints(f, r, o);
	if (o->discover_only || o->verbose)
		tell_ranking(f, r, o);
	if (want_sources(r, o))
		tell_sources(f, r, o);
	tell_not_tried(f, r, o);
}
