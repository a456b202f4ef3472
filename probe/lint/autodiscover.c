#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

/* Microsoft autodiscover: [MS-OXDISCO] section 3.1.5. */

static bool
is_alive(const struct lint_web *w)
{
	const struct lint_fetch *f = lint_main(w);

	return w->answer.alive || (f->done && f->status == 401);
}

/* What does not take a question is some other page of the web site. */
static bool
is_other(const struct lint *l, const struct lint_web *w)
{
	return lint_absent(l, w) ||
	    (w->place == PLACE_AUTODISCOVER_ROOT &&
		lint_answered(lint_main(w)) && !is_alive(w));
}

static bool
judge_published(struct lint *l, const void *subject, struct lint_said *said)
{
	(void)subject;
	if (is_alive(&l->webs[PLACE_AUTODISCOVER]) ||
	    is_alive(&l->webs[PLACE_AUTODISCOVER_ROOT]) ||
	    l->srvs[LINT_SRVS - 1].n > 0)
		return true;
	return lint_say(said, LINT_MISS, "");
}

static bool
judge_login(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const struct lint_fetch *f = lint_main(w);

	if (is_other(l, w) || !f->done || f->trouble != HTTP_ANSWERED)
		return false;
	if (f->status == 401)
		return lint_say(said, LINT_MISS, "wants a login first");
	return f->status == 200;
}

static bool
judge_reachable(struct lint *l, const void *subject, struct lint_said *said)
{
	return !is_other(l, subject) && lint_judge_reachable(l, subject, said);
}

static bool
judge_certificate(struct lint *l, const void *subject, struct lint_said *said)
{
	return !is_other(l, subject) &&
	    lint_judge_certificate(l, subject, said);
}

static bool
judge_document(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;

	if (is_other(l, w) || !lint_answered(lint_main(w)))
		return false;
	if (w->settings != NULL)
		return true;
	if (w->answer.redirect_address != NULL)
		return lint_say(said, LINT_PASS,
		    arena_printf(&l->arena, "redirected to %s",
			w->answer.redirect_address));
	/* It lives, and has no settings for the address asked with. */
	return lint_say(said, w->answer.alive ? LINT_MISS : LINT_ERROR, w->why);
}

/* Some mail programs read XML only when it is sent as such. */
static bool
judge_type(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const char *type;

	(void)l;
	if (w->settings == NULL)
		return false;
	type = lint_main(w)->type;
	if (lint_is_xml(type))
		return lint_say(said, LINT_PASS, type);
	return lint_say(said, LINT_ERROR, *type == '\0' ? "-" : type);
}

static bool
judge_encryption(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;

	if (w->settings == NULL)
		return false;
	if (w->answer.doubt != NULL)
		return lint_say(said, LINT_ERROR,
		    str_printable_dup(
			&l->arena, w->answer.doubt, strlen(w->answer.doubt)));
	return true;
}

/* Over http it may only say where https is. */
static bool
judge_http(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const struct lint_fetch *f = lint_main(w);

	if (f == NULL || !f->done || f->trouble != HTTP_ANSWERED)
		return false;
	if (str_starts_nocase(f->final_url, "https://"))
		return lint_say(said, LINT_PASS,
		    arena_printf(&l->arena, "redirected to %s", f->final_url));
	if (w->answer.alive)
		return lint_say(said, LINT_ERROR, f->final_url);
	return false;
}

static const struct lint_check domain[] = {
	{ LINT_AUTODISCOVER_PUBLISHED, judge_published },
	{ LINT_COUNT, NULL },
}, places[] = {
	{ LINT_AUTODISCOVER_REACHABLE, judge_reachable },
	{ LINT_AUTODISCOVER_CERTIFICATE, judge_certificate },
	{ LINT_AUTODISCOVER_LOGIN, judge_login },
	{ LINT_AUTODISCOVER_CONTENT_TYPE, judge_type },
	{ LINT_AUTODISCOVER_DOCUMENT, judge_document },
	{ LINT_AUTODISCOVER_VALUES, lint_judge_values },
	{ LINT_AUTODISCOVER_ENCRYPTION, judge_encryption },
	{ LINT_COUNT, NULL },
}, http[] = {
	{ LINT_AUTODISCOVER_HTTP, judge_http },
	{ LINT_COUNT, NULL },
};

void
lint_judge_autodiscover(struct lint *l)
{
	const struct lint_web *w = l->webs;

	lint_check(l, domain, NULL, "");
	lint_check(l, places, &w[PLACE_AUTODISCOVER],
	    w[PLACE_AUTODISCOVER].asks[0].url);
	lint_check(l, places, &w[PLACE_AUTODISCOVER_ROOT],
	    w[PLACE_AUTODISCOVER_ROOT].asks[0].url);
	lint_check(l, http, &w[PLACE_AUTODISCOVER_HTTP],
	    w[PLACE_AUTODISCOVER_HTTP].asks[0].url);
}
