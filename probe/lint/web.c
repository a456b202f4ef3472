#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

/* The places of autoconfig, and what they have in common with the others. */

enum { NAMES_SHOWN = 200 };

/* The host serves this purpose alone, so whatever fails there is an error.
 * The web site of a domain may answer as it likes. */
static bool
is_dedicated(const struct lint_web *w)
{
	return w->place == PLACE_PACC || w->place == PLACE_AUTOCONFIG ||
	    w->place == PLACE_AUTODISCOVER;
}

/* Only because every name of the domain leads there. */
static bool
is_wild(const struct lint *l, const struct lint_web *w)
{
	const struct lint_name *n = w->place == PLACE_PACC ? l->pacc
	    : w->place == PLACE_AUTODISCOVER		   ? l->autodiscover
							   : l->autoconfig;

	return l->wildcard != NULL && l->wildcard->ip[0] != '\0' && n != NULL &&
	    strcmp(n->ip, l->wildcard->ip) == 0;
}

static bool
is_gone(int status)
{
	return status == 404 || status == 410;
}

bool
lint_absent(const struct lint *l, const struct lint_web *w)
{
	const struct lint_fetch *f = lint_main(w);

	if (f == NULL || (f->done && f->trouble == HTTP_NO_NAME))
		return true;
	if (!f->done || f->trouble == HTTP_TIMEOUT)
		return false;
	if (f->trouble == HTTP_ANSWERED && is_gone(f->status))
		return true;
	if (is_dedicated(w) && !is_wild(l, w))
		return false;
	return f->trouble != HTTP_ANSWERED || f->status != 200 || w->page;
}

static const char *
trouble_of(struct lint *l, const struct lint_fetch *f)
{
	if (f == NULL)
		return "";
	if (!f->done)
		return "no answer in time";
	if (f->trouble != HTTP_ANSWERED)
		return str_printable_dup(&l->arena, f->error, strlen(f->error));
	return arena_printf(&l->arena, "HTTP %d", f->status);
}

static bool
is_there(const struct lint *l, enum web_place place)
{
	return l->webs[place].settings != NULL;
}

/* One of the two https places is enough; http by itself is none. */
static bool
judge_published(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	bool gone = lint_absent(l, w);

	if (gone && w->place == PLACE_AUTOCONFIG_HTTP)
		return false;
	said->required =
	    w->place == PLACE_AUTOCONFIG && !is_there(l, PLACE_WELL_KNOWN);
	if (!gone)
		return true;
	return lint_say(
	    said, LINT_MISS, w->page ? w->why : trouble_of(l, lint_main(w)));
}

bool
lint_judge_reachable(
    struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const struct lint_fetch *f = lint_main(w);

	if (lint_absent(l, w))
		return false;
	if (f->done &&
	    (f->trouble == HTTP_UNTRUSTED || f->trouble == HTTP_REDIRECT ||
		lint_answered(f)))
		return true;
	if (f->done && f->status == 401 && w->place >= PLACE_AUTODISCOVER)
		return true;
	return lint_say(said, LINT_ERROR, trouble_of(l, f));
}

bool
lint_judge_certificate(
    struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const struct lint_fetch *f = lint_main(w);

	if (lint_absent(l, w) || !f->done || w->place == PLACE_AUTOCONFIG_HTTP)
		return false;
	if (f->trouble == HTTP_UNTRUSTED)
		return lint_say(said, LINT_ERROR, trouble_of(l, f));
	return f->trouble == HTTP_ANSWERED;
}

bool
lint_judge_redirect(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const struct lint_fetch *f = lint_main(w);

	if (lint_absent(l, w) || !f->done)
		return false;
	if (f->trouble == HTTP_REDIRECT)
		return lint_say(said, LINT_ERROR, trouble_of(l, f));
	if (f->redirects > 0)
		return lint_say(said, LINT_PASS,
		    arena_printf(&l->arena, "redirected to %s", f->final_url));
	return f->trouble == HTTP_ANSWERED;
}

bool
lint_judge_document(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;

	if (lint_absent(l, w) || !lint_answered(lint_main(w)))
		return false;
	if (w->settings == NULL)
		return lint_say(said, LINT_ERROR, w->why);
	return true;
}

/* A value for which a server is not used is an error; what is passed over
 * may be understood by others. */
bool
lint_judge_values(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const struct misreads *m;

	if (w->document == NULL || lint_absent(l, w))
		return false;
	m = &w->document->misread;
	if (m->n == 0)
		return true;
	return lint_say(said, m->dropped ? LINT_ERROR : LINT_MISS,
	    misread_all(&l->arena, m));
}

/* Some servers insist on an address and some refuse one; both turn mail
 * programs away. */
static bool
judge_ask(struct lint *l, const struct lint_web *w, enum lint_ask ask,
    struct lint_said *said)
{
	const struct lint_fetch *f = &w->asks[ask];

	if (f->url == NULL || lint_absent(l, w) || !lint_answered(lint_main(w)))
		return false;
	if (!lint_answered(f))
		return lint_say(said, LINT_ERROR, trouble_of(l, f));
	return true;
}

static bool
judge_bare(struct lint *l, const void *subject, struct lint_said *said)
{
	return judge_ask(l, subject, ASK_BARE, said);
}

static bool
judge_known(struct lint *l, const void *subject, struct lint_said *said)
{
	return judge_ask(l, subject, ASK_KNOWN, said);
}

static bool
judge_unknown(struct lint *l, const void *subject, struct lint_said *said)
{
	return judge_ask(l, subject, ASK_UNKNOWN, said);
}

static bool
has_document(const struct lint *l, const struct lint_web *w)
{
	return !lint_absent(l, w) && lint_answered(lint_main(w)) && !w->page;
}

bool
lint_is_xml(const char *type)
{
	size_t n = strcspn(type, "; \t");

	return (n == strlen("text/xml") &&
		   str_starts_nocase(type, "text/xml")) ||
	    (n == strlen("application/xml") &&
		str_starts_nocase(type, "application/xml"));
}

static bool
judge_type(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const char *type;

	if (!has_document(l, w))
		return false;
	type = lint_main(w)->type;
	if (lint_is_xml(type))
		return lint_say(said, LINT_PASS, type);
	return lint_say(said, LINT_ERROR, *type == '\0' ? "-" : type);
}

static bool
judge_bom(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const char *body;

	if (!has_document(l, w))
		return false;
	body = lint_main(w)->body;
	if (strncmp(body, "\xef\xbb\xbf", 3) == 0)
		return lint_say(said, LINT_ERROR, "EF BB BF");
	return true;
}

static bool
is_for(const struct served *s, const char *domain)
{
	if (s->mx)
		return false;
	if (strncmp(s->name, "*.", 2) == 0)
		return str_host_inside(domain, s->name + 2) &&
		    strcmp(domain, s->name + 2) != 0;
	return strcmp(s->name, domain) == 0;
}

static bool
judge_domain(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const struct served *s;
	const char *names = NULL;

	if (w->settings == NULL)
		return false;
	STAILQ_FOREACH (s, &w->settings->served, entry) {
		if (is_for(s, l->domain))
			return true;
		if (names == NULL)
			names = s->name;
		else if (strlen(names) < NAMES_SHOWN)
			names =
			    arena_printf(&l->arena, "%s, %s", names, s->name);
	}
	return lint_say(said, LINT_DRIFT, names == NULL ? "-" : names);
}

static const struct lint_check checks[] = {
	{ LINT_AUTOCONFIG_PUBLISHED, judge_published },
	{ LINT_AUTOCONFIG_REACHABLE, lint_judge_reachable },
	{ LINT_AUTOCONFIG_CERTIFICATE, lint_judge_certificate },
	{ LINT_AUTOCONFIG_REDIRECT, lint_judge_redirect },
	{ LINT_AUTOCONFIG_WITHOUT_ADDRESS, judge_bare },
	{ LINT_AUTOCONFIG_WITH_ADDRESS, judge_known },
	{ LINT_AUTOCONFIG_UNKNOWN_ADDRESS, judge_unknown },
	{ LINT_AUTOCONFIG_CONTENT_TYPE, judge_type },
	{ LINT_AUTOCONFIG_BOM, judge_bom },
	{ LINT_AUTOCONFIG_DOCUMENT, lint_judge_document },
	{ LINT_AUTOCONFIG_VALUES, lint_judge_values },
	{ LINT_AUTOCONFIG_DOMAIN, judge_domain },
	{ LINT_COUNT, NULL },
};

void
lint_judge_webs(struct lint *l)
{
	int i;

	for (i = PLACE_AUTOCONFIG; i <= PLACE_AUTOCONFIG_HTTP; i++)
		lint_check(
		    l, checks, &l->webs[i], l->webs[i].asks[ASK_BARE].url);
}
