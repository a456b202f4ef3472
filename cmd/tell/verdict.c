#include "cmd/tell/text-parts.h"

#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "cmd/term/layout.h"
#include "probe/judge/rank.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"

enum { SENTENCE_MAX = 8192 };

/* "IMAP, POP3 and SMTP" */
static void
join(
    struct buf *out, const bool have[PROTO_COUNT], const struct tell_options *o)
{
	int p, n = 0, left = 0;

	for (p = 0; p < PROTO_COUNT; p++)
		left += have[p] ? 1 : 0;
	for (p = 0; p < PROTO_COUNT; p++) {
		if (!have[p])
			continue;
		left--;
		if (n++ > 0)
			buf_add_str(
			    out, left > 0 ? ", " : tell_say(o, " and "));
		buf_add_str(out, protocol_title((enum protocol)p));
	}
}

/* A login that succeeded without a sight of the mailbox. */
static bool
unseen(const struct endpoint_result *e)
{
	return e->login.outcome == LOGIN_OK && !report_proven(e);
}

/* Why nothing was proven though neither password nor server is wrong, or
 * NULL. */
static const struct finding *
login_trouble(const struct report *r)
{
	const struct endpoint_result *e;
	const struct finding *f;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->login.outcome != LOGIN_FAILED && !unseen(e))
			continue;
		STAILQ_FOREACH (f, &e->findings.list, entry)
			if (f->severity == SEV_WARNING &&
			    (unseen(e) ||
				str_starts_nocase(
				    finding_name(f->id), "auth.")))
				return f;
	}
	return NULL;
}

/* The account's own first, then those of its servers. */
static const struct finding *
first_of(const struct report *r, enum severity severity)
{
	const struct endpoint_result *e;
	const struct finding *f;

	STAILQ_FOREACH (f, &r->findings.list, entry)
		if (f->severity == severity)
			return f;
	STAILQ_FOREACH (e, &r->endpoints, entry)
		STAILQ_FOREACH (f, &e->findings.list, entry)
			if (f->severity == severity)
				return f;
	return NULL;
}

/* The first warning of a server that a login has not proven, or NULL. */
static const struct finding *
unproven_warning(const struct report *r)
{
	const struct endpoint_result *e;
	const struct finding *f;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (report_proven(e))
			continue;
		STAILQ_FOREACH (f, &e->findings.list, entry)
			if (f->severity == SEV_WARNING)
				return f;
	}
	return NULL;
}

/* What kept the mailbox from being proven, or NULL. */
static const struct finding *
unproven_cause(const struct report *r)
{
	const struct finding *f = login_trouble(r);

	if (f == NULL)
		f = unproven_warning(r);
	return f != NULL ? f : first_of(r, SEV_WARNING);
}

static void
say_proven(struct buf *out, const struct report *r, const char *who,
    const char *names, unsigned long n, const struct tell_options *o)
{
	const struct finding *error = first_of(r, SEV_ERROR);

	if (r->verdict == VERDICT_ERROR) {
		buf_printf(out,
		    language_plural(o->language,
			"%s works only in part: %s was proven by a login, "
			"but there are errors.",
			"%s works only in part: %s were proven by a login, "
			"but there are errors.",
			n),
		    who, names);
		if (error == NULL)
			return;
		buf_add_str(out, " ");
		tell_finding_text(out, error, o->language);
	} else if (r->verdict == VERDICT_UNPROVEN)
		buf_printf(out,
		    language_plural(o->language,
			"%s could be proven only in part: %s was proven by a "
			"login.",
			"%s could be proven only in part: %s were proven by a "
			"login.",
			n),
		    who, names);
	else if (r->verdict == VERDICT_WARNING)
		buf_printf(out,
		    language_plural(o->language,
			"%s works: %s was proven by a login. There are "
			"warnings.",
			"%s works: %s were proven by a login. There are "
			"warnings.",
			n),
		    who, names);
	else
		buf_printf(out,
		    language_plural(o->language,
			"%s works: %s was proven by a login.",
			"%s works: %s were proven by a login.", n),
		    who, names);
}

static void
say_unproven(struct buf *out, const struct report *r, const char *who,
    const struct tell_options *o)
{
	const struct finding *error = first_of(r, SEV_ERROR);

	switch (r->verdict) {
	case VERDICT_OK:
		buf_printf(out,
		    tell_say(o,
			"%s: the servers answer as they should. No login was "
			"tried."),
		    who);
		return;
	case VERDICT_WARNING:
		buf_printf(out,
		    tell_say(o,
			"%s: the servers answer, with warnings. No login was "
			"tried."),
		    who);
		return;
	case VERDICT_UNPROVEN:
		buf_printf(out, tell_say(o, "%s could not be proven."), who);
		return;
	case VERDICT_SKIPPED:
		buf_printf(
		    out, tell_say(o, "%s: nothing could be examined."), who);
		return;
	case VERDICT_ERROR:
		break;
	}
	if (error == NULL) {
		buf_printf(out, tell_say(o, "%s does not work."), who);
		return;
	}
	buf_printf(out, tell_say(o, "%s does not work: "), who);
	tell_finding_text(out, error, o->language);
}

static void
say_found(struct buf *out, const struct report *r, const char *who,
    const struct tell_options *o)
{
	const struct endpoint_result *e;
	bool have[PROTO_COUNT] = { false }, guess = false;
	struct buf names;

	buf_init(&names, 128);
	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (!e->guessed)
			have[e->endpoint.protocol] = true;
		else
			guess = guess || rank_state(e) <= STATE_READY;
	join(&names, have, o);
	if (names.len > 0)
		buf_printf(out,
		    tell_say(o, "The settings of %s were found: %s."), who,
		    buf_text(&names));
	else if (!guess)
		buf_printf(
		    out, tell_say(o, "No settings were found for %s."), who);
	else
		buf_printf(out,
		    tell_say(o,
			"No settings were found for %s; the servers below are "
			"a guess."),
		    who);
	buf_clear(&names);
}

static void
say_account(struct buf *out, const struct report *r, const char *who,
    const struct tell_options *o)
{
	bool have[PROTO_COUNT];
	unsigned long n = 0;
	struct buf names;
	int p;

	buf_init(&names, 128);
	for (p = 0; p < PROTO_COUNT; p++) {
		have[p] = tell_proven(r, (enum protocol)p) != NULL;
		n += have[p] ? 1 : 0;
	}
	join(&names, have, o);
	if (n > 0)
		say_proven(out, r, who, buf_text(&names), n, o);
	else
		say_unproven(out, r, who, o);
	buf_clear(&names);
}

/* As a mail program finds it; a server that is busy proves nothing. */
static bool
works(const struct endpoint_result *e)
{
	const struct address_result *a = tell_address(e);

	if (e->verdict != VERDICT_OK && e->verdict != VERDICT_WARNING)
		return false;
	if (e->login.outcome != LOGIN_SKIPPED)
		return report_proven(e);
	return a != NULL && a->ready;
}

/* Several servers named on the command line. */
static void
say_servers(
    struct buf *out, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *e;
	unsigned long good = 0, all = 0;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		all++;
		if (works(e))
			good++;
	}
	if (good == all)
		buf_printf(out,
		    language_plural(o->language, "%lu server works.",
			"All %lu servers work.", all),
		    all);
	else
		buf_printf(out,
		    language_plural(o->language, "%lu of %lu server works.",
			"%lu of %lu servers work.", all),
		    good, all);
}

void
tell_report_verdict(
    FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *first = STAILQ_FIRST(&r->endpoints);
	const struct finding *cause = unproven_cause(r);
	struct buf out, url;

	buf_init(&out, SENTENCE_MAX);
	buf_init(&url, 512);
	if (o->discover_only)
		say_found(&out, r, r->address, o);
	else if (r->address != NULL)
		say_account(&out, r, r->address, o);
	else if (first != NULL && STAILQ_NEXT(first, entry) == NULL) {
		tell_url(&url, &first->endpoint);
		say_account(&out, r, buf_text(&url), o);
	} else
		say_servers(&out, r, o);
	if (r->verdict == VERDICT_UNPROVEN && cause != NULL) {
		buf_add_str(&out, " ");
		tell_finding_text(&out, cause, o->language);
	}
	if (r->unfinished)
		buf_add_str(&out,
		    tell_say(o, " The time was not enough for everything."));
	text_paint(f, o, text_paint_of(r->verdict));
	layout_wrap(f, buf_text(&out), 0, 0);
	text_plain(f, o);
	buf_clear(&url);
	buf_clear(&out);
}
