#include <json-c/json.h>
#include <stdio.h>
#include <unistd.h>

#include "cmd/advise/ask.h"
#include "cmd/job/job.h"
#include "cmd/job/progress.h"
#include "cmd/options/address.h"
#include "cmd/options/options.h"
#include "cmd/tell/advice-json.h"
#include "cmd/tell/text-rows.h"
#include "cmd/term/cmd.h"
#include "cmd/term/json.h"
#include "cmd/term/language.h"
#include "cmd/term/layout.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"

enum { SENTENCE_MAX = 2048 };

/* One advice and all it rests on. */
struct consultation {
	const struct report *report; /* NULL: no address was named */
	struct advice_needs needs;
	struct advice_offer offer;
	bool asked; /* an option or an answer states a need */
	bool any;   /* something can be advised */
	struct advice advice;
};

static bool
offers_known(const struct consultation *c)
{
	int p;

	for (p = 0; p < PROTO_COUNT; p++)
		if (c->offer.services[p] != SERVICE_UNKNOWN)
			return true;
	return false;
}

/* --- text --- */

static void
tell_headline(const struct consultation *c, const struct tell_options *how)
{
	struct buf text;

	buf_init(&text, SENTENCE_MAX);
	if (!c->any)
		buf_add_str(&text,
		    tell_say(how,
			"Neither IMAP nor POP3 is offered: there is nothing to "
			"set up in a mail program."));
	else if (c->advice.protocol == PROTO_IMAP)
		buf_add_str(&text,
		    tell_say(how,
			"Set up IMAP: the mail stays on the "
			"server."));
	else {
		buf_add_str(&text, tell_say(how, "Set up POP3: fetched mail "));
		advice_retention(&text, &c->advice, how->language);
		buf_add_str(&text, ".");
	}
	text_paint(stdout, how, c->any ? PAINT_GREEN : PAINT_YELLOW);
	layout_wrap(stdout, buf_text(&text), 0, 0);
	text_plain(stdout, how);
	buf_clear(&text);
}

static void
tell_needs(const struct consultation *c, const struct tell_options *how)
{
	int devices = c->needs.devices > 1 ? c->needs.devices : 1;
	const struct need_row *row;
	struct buf text;

	text_title(stdout, how, tell_say(how, "Needs"));
	if (!c->asked) {
		text_row(stdout, tell_say(how, "Assumed"),
		    tell_say(
			how, "One person reads the mailbox on one device."));
		return;
	}
	buf_init(&text, SENTENCE_MAX);
	buf_printf(&text, "%d", devices);
	text_row(stdout, tell_say(how, "Devices"), buf_text(&text));
	buf_clear(&text);
	for (row = advice_need_rows; row->name != NULL; row++)
		if (advice_need_is(&c->needs, row))
			text_row(stdout, "", tell_say(how, row->sentence));
}

static const char *
service_words(enum advice_service s, const struct tell_options *how)
{
	static const char *const list[] = { N_("not known"), N_("not offered"),
		N_("offered"), N_("proven by a login") };

	return tell_say(how, list[s]);
}

static void
tell_server(const struct consultation *c, const struct tell_options *how)
{
	const struct report *r = c->report;
	size_t i;
	int p;

	if (r == NULL)
		return;
	text_title(stdout, how, tell_say(how, "Server"));
	text_row(stdout, tell_say(how, "Address"), r->address);
	text_row(stdout, tell_say(how, "Provider"), r->provider);
	if (c->any && !offers_known(c))
		text_row(stdout, "",
		    tell_say(how,
			"No settings were found, so the advice rests on the "
			"needs alone."));
	for (p = 0; offers_known(c) && p < PROTO_COUNT; p++)
		text_row(stdout, protocol_title((enum protocol)p),
		    service_words(c->offer.services[p], how));
	for (i = 0; i < r->hints.n; i++)
		text_row(stdout, tell_say(how, "Good to know"),
		    tell_hint(r->hints.list[i], how->language));
}

static void
tell_as_text(const struct consultation *c, const struct options_output *o)
{
	struct tell_options how = {
		.language = language_own(),
		.quiet = o->quiet,
		.colour = progress_wants_colour(STDOUT_FILENO),
	};

	tell_headline(c, &how);
	if (o->quiet)
		return;
	if (c->any) {
		text_title(stdout, &how, tell_say(&how, "Advice"));
		tell_advice_rows(stdout, &c->advice, &how);
	}
	tell_needs(c, &how);
	tell_server(c, &how);
}

/* --- JSON: postlotse-advice/1, see cmd/advice.schema.json --- */

static struct json_object *
string(const char *text)
{
	return text == NULL ? NULL : json_object_new_string(text);
}

static void
tell_as_json(const struct consultation *c)
{
	static const char *const words[] = { "unknown", "absent", "offered",
		"proven" };
	struct json_object *o = json_object_new_object(), *offer;
	int p;

	json_object_object_add(o, "schema", string("postlotse-advice/1"));
	json_object_object_add(o, "address",
	    c->report == NULL ? NULL : string(c->report->address));
	json_object_object_add(o, "provider",
	    c->report == NULL ? NULL : string(c->report->provider));
	json_object_object_add(
	    o, "assumed", json_object_new_boolean(!c->asked));
	json_object_object_add(o, "offer", offer = json_object_new_object());
	for (p = 0; p < PROTO_COUNT; p++)
		json_object_object_add(offer, protocol_name((enum protocol)p),
		    string(words[c->offer.services[p]]));
	json_object_object_add(o, "advice",
	    c->any ? advice_json(&c->advice, language_own()) : NULL);
	term_write_json(stdout, o,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
		JSON_C_TO_STRING_NOSLASHESCAPE);
}

static int
consult(struct job *j, const struct options *o)
{
	struct consultation c = { .needs = o->needs };
	struct err err;

	advice_offer_init(&c.offer);
	if (o->nargs == 1) {
		j->run.address = o->args[0];
		j->run.discover_only = true;
		if (job_run_silent(j, &err) == -1)
			return cmd_trouble_err(&err);
		c.report = j->report;
		advice_of_discovery(&c.offer, j->report);
	}
	if (!advice_needs_given(&c.needs) && isatty(STDIN_FILENO))
		advise_ask(&c.needs, &c.offer);
	c.asked = advice_needs_given(&c.needs);
	c.any = advice_make(&c.needs, &c.offer, &c.advice);
	if (o->output.json)
		tell_as_json(&c);
	else
		tell_as_text(&c, &o->output);
	return EXIT_FINE;
}

int
cmd_advise(const struct options *o)
{
	struct job j;
	struct err err;
	int status;

	if (o->nargs > 1)
		return cmd_trouble(_("advise takes one address at most"));
	if (o->nargs == 1 && address_check(o->args[0], true, &err) == -1)
		return cmd_trouble_err(&err);
	job_start(&j, o);
	status = consult(&j, o);
	job_stop(&j);
	return status;
}
