#include "cmd/tell/text-parts.h"

#include <string.h>

#include "cmd/term/cmd.h"
#include "cmd/term/layout.h"
#include "probe/judge/rank.h"
#include "profiles/base/buf.h"

enum { REASON_INDENT = 6 };

static const char *
state_words(enum rank_state s, const struct tell_options *o)
{
	static const char *const list[] = {
		[STATE_LOGIN] = N_("a login succeeded"),
		[STATE_READY] = N_("answers over verified encryption"),
		[STATE_UNTRIED] = N_("not tried"),
		[STATE_FAILED] = N_("did not work"),
	};

	return tell_say(o, list[s]);
}

/* Why it ranks below the one before, by the word of the report. */
static const char *
worse_words(const char *part, const struct tell_options *o)
{
	static const char *const list[RANK_PARTS] = {
		[RANK_TRUST] = N_("its source is trusted less"),
		[RANK_SOURCE] = N_("its source ranks lower"),
		[RANK_STATE] = N_("it was not proven as far"),
		[RANK_SECURITY] = N_("its encryption begins later, or never"),
		[RANK_PROTOCOL] = N_("POP3 comes after IMAP"),
		[RANK_ORDER] = N_("its source lists it later"),
	};
	int p;

	for (p = 0; p < RANK_PARTS; p++)
		if (strcmp(part, rank_part_name((enum rank_part)p)) == 0)
			return tell_say(o, list[p]);
	return part;
}

static void
print_reasons(
    FILE *f, const struct endpoint_result *e, const struct tell_options *o)
{
	const struct statement *s = report_believed(e);
	struct buf text;

	buf_init(&text, 4096);
	if (s != NULL)
		buf_printf(&text, "%s (%s), ", s->name,
		    text_origin(e->trust, s->name, o));
	buf_add_str(&text, state_words(rank_state(e), o));
	fprintf(f, "%*s", REASON_INDENT, "");
	layout_wrap(f, buf_text(&text), REASON_INDENT, REASON_INDENT);
	buf_clear(&text);
	if (e->worse_by != NULL)
		text_row_at(f, REASON_INDENT, tell_say(o, "Not before"),
		    worse_words(e->worse_by, o));
}

static bool
is_listed(const struct endpoint_result *e, bool outgoing, bool verbose)
{
	if ((e->endpoint.protocol == PROTO_SMTP) != outgoing || e->rank == 0)
		return false;
	return verbose || !e->guessed || rank_state(e) <= STATE_READY;
}

static const struct endpoint_result *
with_rank(const struct report *r, int rank, bool outgoing)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (e->rank == rank && is_listed(e, outgoing, true))
			return e;
	return NULL;
}

static void
print_direction(FILE *f, const struct report *r, const struct tell_options *o,
    bool outgoing)
{
	const struct endpoint_result *e;
	struct buf url;
	int i;

	for (i = 1; (e = with_rank(r, i, outgoing)) != NULL; i++) {
		if (!is_listed(e, outgoing, o->verbose))
			continue;
		buf_init(&url, 512);
		tell_url(&url, &e->endpoint);
		fprintf(f, "  %2d. %s%s\n", i, buf_text(&url),
		    e->guessed ? tell_say(o, " (a guess)") : "");
		buf_clear(&url);
		if (o->verbose)
			print_reasons(f, e, o);
	}
}

static bool
have_one_source(
    const struct endpoint_result *in, const struct endpoint_result *out)
{
	const struct statement *a = report_believed(in);
	const struct statement *b = report_believed(out);

	return a != NULL && b != NULL && strcmp(a->name, b->name) == 0;
}

void
tell_ranking(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *in = with_rank(r, 1, false);
	const struct endpoint_result *out = with_rank(r, 1, true);

	if (in != NULL) {
		text_title(
		    f, o, tell_say(o, "Incoming servers, the best first"));
		print_direction(f, r, o, false);
	}
	if (out != NULL) {
		text_title(
		    f, o, tell_say(o, "Outgoing servers, the best first"));
		print_direction(f, r, o, true);
	}
	if (o->verbose && in != NULL && out != NULL &&
	    have_one_source(in, out)) {
		fputs("  ", f);
		layout_wrap(f,
		    tell_say(o,
			"The first incoming and the first outgoing server come "
			"from the same source."),
		    2, 2);
	}
}
