#include "cmd/tell/text-parts.h"

#include <string.h>

#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "cmd/term/layout.h"
#include "profiles/base/buf.h"

enum { DETAIL_INDENT = 6 };

/* Names and results of steps that the dialogues use; others are shown as
 * they are. */
static const char *
step_word(const char *word, const struct tell_options *o)
{
	static const char *const known[] = { N_("connect"), N_("greeting"),
		N_("capability"), N_("login"), N_("mailbox"), N_("sender"),
		N_("recipient"), N_("reset"), N_("failed"), N_("no route"),
		N_("no"), N_("temporary"), N_("bad"), N_("bye"),
		N_("malformed") };
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i], word) == 0)
			return tell_say(o, word);
	return word;
}

static void
print_words(FILE *f, const char *label, const struct words *w)
{
	struct buf text;
	size_t i;

	buf_init(&text, 64 * 1024);
	for (i = 0; i < w->n; i++)
		if (buf_printf(&text, "%s%s", i > 0 ? " " : "", w->list[i]) ==
		    -1)
			break;
	if (w->n > 0) {
		text_row_at(f, DETAIL_INDENT, label, buf_text(&text));
	}
	buf_clear(&text);
}

static void
print_certificate(
    FILE *f, const struct certificate_result *c, const struct tell_options *o)
{
	struct buf text;

	buf_init(&text, 8192);
	if (c->days_left >= 0)
		buf_printf(&text,
		    language_plural(o->language,
			"%s, issued by %s, %lld day left",
			"%s, issued by %s, %lld days left",
			(unsigned long)c->days_left),
		    c->subject, c->issuer, (long long)c->days_left);
	else
		buf_printf(&text,
		    language_plural(o->language,
			"%s, issued by %s, expired %lld day ago",
			"%s, issued by %s, expired %lld days ago",
			(unsigned long)-c->days_left),
		    c->subject, c->issuer, (long long)-c->days_left);
	text_row_at(
	    f, DETAIL_INDENT, tell_say(o, "Certificate"), buf_text(&text));
	buf_clear(&text);
	if (o->verbose)
		print_words(f, tell_say(o, "Its names"), &c->names);
}

static void
print_tls(FILE *f, const struct tls_result *t, const struct tell_options *o)
{
	struct buf text;

	if (t->version != NULL) {
		buf_init(&text, 512);
		buf_printf(&text, "%s %s %s", t->version,
		    t->cipher != NULL ? t->cipher : "",
		    t->group != NULL ? t->group : "");
		text_row_at(f, DETAIL_INDENT, tell_say(o, "Encryption"),
		    buf_text(&text));
		buf_clear(&text);
	}
	if (t->have_certificate)
		print_certificate(f, &t->certificate, o);
}

static void
print_verdict_line(FILE *f, const struct tell_options *o, int indent,
    const char *name, enum verdict v, const char *extra)
{
	fprintf(f, "%*s%s  ", indent, "", name);
	text_paint(f, o, text_paint_of(v));
	fputs(text_verdict_word(v, o), f);
	text_plain(f, o);
	fprintf(f, "%s%s\n", *extra != '\0' ? ", " : "", extra);
}

static void
print_step(FILE *f, const struct step_result *s, const struct tell_options *o)
{
	fputs("      ", f);
	layout_pad(f, step_word(s->name, o), 14);
	fprintf(f, "%6lld ms  ", (long long)s->ms);
	layout_wrap(
	    f, s->result != NULL ? step_word(s->result, o) : "", 31, 31);
}

static void
print_address(
    FILE *f, const struct address_result *a, const struct tell_options *o)
{
	const struct step_result *s;

	print_verdict_line(f, o, 4, a->ip, a->verdict,
	    a->unfinished ? tell_say(o, "unfinished") : "");
	STAILQ_FOREACH (s, &a->steps, entry)
		print_step(f, s, o);
}

static void
print_login(
    FILE *f, const struct endpoint_result *e, const struct tell_options *o)
{
	const struct login_result *l = &e->login;
	struct buf text;

	if (l->outcome == LOGIN_SKIPPED)
		return;
	buf_init(&text, 8192);
	if (l->outcome == LOGIN_FAILED)
		buf_add_str(&text, tell_say(o, "failed"));
	else if (report_proven(e))
		buf_add_str(&text, tell_say(o, "succeeded"));
	else
		buf_add_str(&text,
		    tell_say(o, "succeeded, but the mailbox was not shown"));
	if (l->mechanism != NULL)
		buf_printf(&text, ", %s", l->mechanism);
	if (l->username != NULL)
		buf_printf(&text, ", %s", l->username);
	if (l->outcome == LOGIN_FAILED && l->reply != NULL)
		buf_printf(&text, ": %s", l->reply);
	text_row_at(f, DETAIL_INDENT, tell_say(o, "Login"), buf_text(&text));
	buf_clear(&text);
}

/* Whether the login may send as its address. */
static void
print_send(FILE *f, const struct send_result *s, const struct tell_options *o)
{
	static const char *const words[] = { N_("not asked"), N_("allowed"),
		N_("refused"), N_("no answer") };
	const char *reply =
	    s->recipient.text != NULL ? s->recipient.text : s->sender.text;
	struct buf text;

	buf_init(&text, 8192);
	buf_add_str(&text, tell_say(o, words[s->outcome]));
	if (s->path != NULL)
		buf_printf(&text, ", %s", s->path);
	if (s->outcome == SEND_REFUSED && reply != NULL)
		buf_printf(&text, ": %s", reply);
	text_row_at(f, DETAIL_INDENT, tell_say(o, "Sending"), buf_text(&text));
	buf_clear(&text);
}

static void
print_endpoint(
    FILE *f, const struct endpoint_result *e, const struct tell_options *o)
{
	const struct address_result *best = tell_address(e), *a;
	struct buf url;

	buf_init(&url, 512);
	tell_url(&url, &e->endpoint);
	print_verdict_line(f, o, 2, buf_text(&url), e->verdict,
	    e->guessed ? tell_say(o, "a guess") : "");
	buf_clear(&url);
	STAILQ_FOREACH (a, &e->addresses, entry)
		print_address(f, a, o);
	if (best == NULL)
		return;
	print_tls(f, &best->tls, o);
	print_login(f, e, o);
	if (best->send != NULL)
		print_send(f, best->send, o);
	if (!o->verbose)
		return;
	print_words(f, tell_say(o, "Before TLS"), &best->before_tls);
	print_words(f, tell_say(o, "Capabilities"), &best->after_tls);
	print_words(f, tell_say(o, "After login"), &best->after_login);
	print_words(f, tell_say(o, "Mechanisms"), &best->mechanisms);
}

static bool
was_tried(const struct endpoint_result *e)
{
	return e->verdict != VERDICT_SKIPPED || !STAILQ_EMPTY(&e->addresses);
}

void
tell_endpoints(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *e;
	struct buf title;
	bool any = false;

	if (o->discover_only)
		return;
	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (!was_tried(e))
			continue;
		if (!any) {
			buf_init(&title, 256);
			buf_printf(&title,
			    tell_say(o, "What was done, in %lld milliseconds"),
			    (long long)r->elapsed_ms);
			text_title(f, o, buf_text(&title));
			buf_clear(&title);
		}
		any = true;
		print_endpoint(f, e, o);
	}
}

static void
print_detail(FILE *f, const char *detail, const struct tell_options *o)
{
	struct buf text;

	buf_init(&text, 8192);
	tell_detail(&text, detail, o->language);
	layout_wrap(f, buf_text(&text), 4, 4);
	buf_clear(&text);
}

static const char *
outcome_word(enum source_outcome x, const struct tell_options *o)
{
	static const char *const list[] = { N_("found"), N_("nothing"),
		N_("failed"), N_("unfinished") };

	return tell_say(o, list[x]);
}

static void
print_list(FILE *f, const char *label, const struct words *w)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		text_row_at(f, 4, i == 0 ? label : "", w->list[i]);
}

/* The way to the answer, and what it rests on. */
static void
print_provenance(
    FILE *f, const struct source_result *s, const struct tell_options *o)
{
	print_list(f, tell_say(o, "Redirects"), &s->redirects);
	print_list(f, tell_say(o, "Records"), &s->records);
	text_row_at(f, 4, "SHA-256", s->sha256);
}

void
tell_sources(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct source_result *s;

	if (STAILQ_EMPTY(&r->sources))
		return;
	text_title(f, o, tell_say(o, "Where settings were looked for"));
	STAILQ_FOREACH (s, &r->sources, entry) {
		fputs("  ", f);
		layout_pad(f, s->source, 22);
		layout_pad(f, outcome_word(s->outcome, o), 12);
		fprintf(f, "%6lld ms", (long long)s->ms);
		if (s->outcome == SOURCE_FOUND)
			fprintf(f, "  %s", text_origin(s->trust, s->source, o));
		fputc('\n', f);
		if (*s->url != '\0' &&
		    (o->verbose || s->outcome == SOURCE_FOUND)) {
			fputs("    ", f);
			layout_wrap(f, s->url, 4, 4);
		}
		if (*s->detail != '\0') {
			fputs("    ", f);
			print_detail(f, s->detail, o);
		}
		if (o->verbose)
			print_provenance(f, s, o);
	}
}

static const char *
skip_words(enum login_skip s, const struct tell_options *o)
{
	static const char *const list[] = {
		[SKIP_NO_PASSWORD] =
		    N_("no password was given, or no login was wanted"),
		[SKIP_UNTRUSTED] =
		    N_("the password may not go there: it is not certain that "
		       "the server belongs to the address"),
		[SKIP_UNVERIFIED] = N_("the connection is not encrypted by a "
				       "verified certificate"),
		[SKIP_NOT_REACHED] =
		    N_("the server was not reached as far as that"),
		[SKIP_EARLIER_FAILED] =
		    N_("the login at another service failed before"),
		[SKIP_NO_MECHANISM] = N_("the server takes no kind of login "
					 "that we may use"),
		[SKIP_ALTERNATIVE] =
		    N_("another server of the same kind was used"),
		[SKIP_BUDGET] = N_("the allowed number of logins was used up"),
		[SKIP_DOWNGRADE] = N_("a safer kind of login was taken out of "
				      "the server's list on the way"),
	};

	if ((size_t)s >= sizeof(list) / sizeof(list[0]) || list[s] == NULL)
		return report_skip_name(s);
	return tell_say(o, list[s]);
}

void
tell_not_tried(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *e;
	bool any = false;
	struct buf url;

	if (o->discover_only)
		return;
	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->login.outcome != LOGIN_SKIPPED ||
		    e->login.skip == SKIP_NONE)
			continue;
		if (!any)
			text_title(f, o, tell_say(o, "Logins not tried"));
		any = true;
		buf_init(&url, 512);
		tell_url(&url, &e->endpoint);
		fprintf(f, "  %s\n    ", buf_text(&url));
		layout_wrap(f, skip_words(e->login.skip, o), 4, 4);
		buf_clear(&url);
	}
}
