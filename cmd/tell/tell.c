#include "cmd/tell/tell.h"

#include <string.h>

#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "profiles/base/buf.h"
#include "profiles/settings/hint.h"

static int
count_steps(const struct address_result *a)
{
	const struct step_result *s;
	int n = 0;

	STAILQ_FOREACH (s, &a->steps, entry)
		n += s->failed ? 0 : 1;
	return n;
}

const struct address_result *
tell_address(const struct endpoint_result *e)
{
	const struct address_result *a, *best = NULL;

	if (e->used != NULL)
		return e->used;
	STAILQ_FOREACH (a, &e->addresses, entry)
		if (best == NULL || count_steps(a) > count_steps(best))
			best = a;
	return best;
}

const char *
tell_username(const struct endpoint_result *e)
{
	return e->login.username != NULL ? e->login.username
					 : e->endpoint.username;
}

enum auth
tell_auth(const struct endpoint_result *e)
{
	const struct address_result *a = tell_address(e);
	enum auth auth;

	if (a != NULL &&
	    (words_have(&a->mechanisms, "PLAIN") ||
		words_have(&a->mechanisms, "LOGIN") ||
		words_have(&a->mechanisms, "USER")))
		return AUTH_PASSWORD;
	if (e->login.mechanism != NULL &&
	    auth_of_mechanism(e->login.mechanism, &auth) == 0)
		return auth;
	return e->endpoint.nauths > 0 ? e->endpoint.auths[0] : AUTH_PASSWORD;
}

const struct folders *
tell_folders(const struct endpoint_result *e)
{
	const struct folders *f;

	if (e->endpoint.protocol != PROTO_IMAP || e->used == NULL ||
	    e->used->mailbox == NULL)
		return NULL;
	f = &e->used->mailbox->folders;
	return f->sent != NULL || f->drafts != NULL || f->trash != NULL ||
		f->junk != NULL || f->archive != NULL
	    ? f
	    : NULL;
}

const struct endpoint_result *
tell_proven(const struct report *r, enum protocol p)
{
	const struct endpoint_result *e = r->settings[p];

	return e != NULL && report_proven(e) ? e : NULL;
}

const char *
tell_say(const struct tell_options *o, const char *text)
{
	return language_text(o->language, text);
}

const char *
tell_hint(const char *code, const struct language *l)
{
	const char *sentence = hint_sentence(code);

	return sentence == NULL ? NULL : language_text(l, sentence);
}

void
tell_url(struct buf *out, const struct endpoint *e)
{
	bool literal = strchr(e->host, ':') != NULL; /* IPv6 */

	buf_printf(out, "%s://%s%s%s:%u", endpoint_scheme(e),
	    literal ? "[" : "", e->host, literal ? "]" : "", (unsigned)e->port);
}

void
tell_finding_text(
    struct buf *out, const struct finding *f, const struct language *l)
{
	finding_fill(out, language_text(l, finding_text(f->id)), f);
}

void
tell_finding_remedy(
    struct buf *out, const struct finding *f, const struct language *l)
{
	finding_fill(out, language_text(l, finding_remedy(f->id)), f);
}
