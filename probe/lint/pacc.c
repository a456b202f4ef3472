#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "profiles/base/str.h"

/* The JSON document of draft-ietf-mailmaint-pacc and its digest in the DNS. */

static bool
judge_published(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;

	if (lint_absent(l, w))
		return lint_say(said, LINT_MISS, "");
	return true;
}

static bool
has_document(const struct lint *l, const struct lint_web *w)
{
	return !lint_absent(l, w) && lint_answered(lint_main(w));
}

/* The draft wants TLS 1.3; programs may refuse what is older. */
static bool
judge_tls(struct lint *l, const void *subject, struct lint_said *said)
{
	const char *tls;

	if (!has_document(l, subject))
		return false;
	tls = lint_main(subject)->tls;
	if (tls == NULL)
		return false;
	return lint_say(
	    said, strcmp(tls, "TLSv1.3") == 0 ? LINT_PASS : LINT_ERROR, tls);
}

static bool
judge_type(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_web *w = subject;
	const char *type;

	if (!has_document(l, w) || w->page)
		return false;
	type = lint_main(w)->type;
	if (strcspn(type, "; \t") == strlen("application/json") &&
	    str_starts_nocase(type, "application/json"))
		return lint_say(said, LINT_PASS, type);
	return lint_say(said, LINT_ERROR, *type == '\0' ? "-" : type);
}

/* A record that means to be a digest and cannot be understood. */
static const char *
malformed(const struct lint *l)
{
	unsigned char digest[PACC_DIGEST_BYTES];
	size_t i;

	for (i = 0; i < l->ntexts; i++)
		if (str_find_nocase(l->texts[i], "UAAC1") != NULL &&
		    !pacc_digest_read(l->texts[i], digest))
			return l->texts[i];
	return NULL;
}

static bool
judge_record(struct lint *l, const void *subject, struct lint_said *said)
{
	const char *bad = malformed(l), *trouble;
	bool there = !lint_absent(l, subject);

	trouble = l->txt_done ? dns_trouble(l->txt_status)
			      : "the resolver did not answer in time";
	if (!there && l->ndigests == 0 && bad == NULL)
		return false;
	if (trouble != NULL)
		return lint_say(said, LINT_ERROR, trouble);
	if (bad != NULL)
		return lint_say(said, LINT_ERROR,
		    str_printable_dup(&l->arena, bad, strlen(bad)));
	if (l->ndigests == 0)
		return lint_say(said, LINT_ERROR, "no digest");
	return lint_say(said, there ? LINT_PASS : LINT_DRIFT,
	    arena_printf(&l->arena, "%zu TXT", l->ndigests));
}

static bool
judge_digest(struct lint *l, const void *subject, struct lint_said *said)
{
	if (!has_document(l, subject) || l->ndigests == 0)
		return false;
	return lint_say(
	    said, l->digest_fits ? LINT_PASS : LINT_ERROR, l->digest);
}

static bool
judge_dnssec(struct lint *l, const void *subject, struct lint_said *said)
{
	(void)subject;
	if (l->ndigests == 0)
		return false;
	return lint_say(said, l->txt_secure ? LINT_PASS : LINT_MISS, "");
}

static const struct lint_check checks[] = {
	{ LINT_PACC_PUBLISHED, judge_published },
	{ LINT_PACC_REACHABLE, lint_judge_reachable },
	{ LINT_PACC_CERTIFICATE, lint_judge_certificate },
	{ LINT_PACC_REDIRECT, lint_judge_redirect },
	{ LINT_PACC_TLS, judge_tls },
	{ LINT_PACC_CONTENT_TYPE, judge_type },
	{ LINT_PACC_DOCUMENT, lint_judge_document },
	{ LINT_PACC_VALUES, lint_judge_values },
	{ LINT_COUNT, NULL },
}, records[] = {
	{ LINT_PACC_RECORD, judge_record },
	{ LINT_PACC_DIGEST, judge_digest },
	{ LINT_PACC_DNSSEC, judge_dnssec },
	{ LINT_COUNT, NULL },
};

void
lint_judge_pacc(struct lint *l)
{
	const struct lint_web *w = &l->webs[PLACE_PACC];

	lint_check(l, checks, w, w->asks[ASK_BARE].url);
	lint_check(l, records, w, place_digests(&l->arena, l->domain));
}
