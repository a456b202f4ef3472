#include "cmd/tell/text-parts.h"

#include "cmd/term/cmd.h"
#include "cmd/term/layout.h"
#include "probe/judge/rank.h"
#include "profiles/base/buf.h"

static const char *
security_words(enum security s)
{
	return s == SECURITY_NONE ? _("none (not encrypted)")
				  : security_title(s);
}

static const char *
auth_words(enum auth a)
{
	static const char *const list[AUTH_COUNT] = { N_("normal password"),
		N_("encrypted password"), "SCRAM", "OAuth2",
		"Kerberos (GSSAPI)", "NTLM", N_("client certificate"),
		N_("by the network address"), N_("none") };

	return _(list[a]);
}

/* Was some address of e fit for a login? */
static bool
answers(const struct endpoint_result *e)
{
	const struct address_result *a;

	STAILQ_FOREACH (a, &e->addresses, entry)
		if (a->ready)
			return true;
	return false;
}

/* The best of what is not proven: a server that answered, or when only the
 * settings were wanted, the first that is named; a guess comes last, and then
 * only when it came true. */
static const struct endpoint_result *
candidate(const struct report *r, enum protocol p, bool any)
{
	const struct endpoint_result *e, *guess = NULL;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->endpoint.protocol != p)
			continue;
		if (!any && !answers(e))
			continue;
		if (!e->guessed)
			return e;
		if (guess == NULL && (!any || rank_state(e) <= STATE_READY))
			guess = e;
	}
	return guess;
}

/* Where the customer logs in, for those who set up a client by hand. */
static void
print_oauth(FILE *f, const struct oauth *o)
{
	text_row(
	    f, _("Sign-in at"), o->issuer != NULL ? o->issuer : o->auth_url);
	text_row(f, _("Scopes"), o->scopes);
}

static void
print_auth(FILE *f, const struct report *r, const struct endpoint_result *e,
    bool proven)
{
	enum auth auth;

	if (!proven && e->endpoint.nauths == 0)
		return;
	auth = proven ? tell_auth(e) : e->endpoint.auths[0];
	text_row(f, _("Authentication"), auth_words(auth));
	if (auth == AUTH_OAUTH2)
		print_oauth(f, &r->oauth);
}

/* Where a setting comes from, and the other servers of its kind. */
static void
print_origin(
    FILE *f, const struct report *r, const struct endpoint_result *chosen)
{
	const struct endpoint_result *e;
	const struct statement *s;
	struct buf text;

	buf_init(&text, 8192);
	STAILQ_FOREACH (s, &chosen->sources, entry)
		buf_printf(&text, "%s%s", text.len > 0 ? ", " : "", s->name);
	if (text.len > 0)
		buf_printf(&text, " (%s)",
		    text_origin(chosen->trust, report_believed(chosen)->name));
	text_row(f, _("Source"), buf_text(&text));
	buf_clear(&text);
	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e == chosen || e->guessed ||
		    e->endpoint.protocol != chosen->endpoint.protocol)
			continue;
		tell_url(&text, &e->endpoint);
		text_row(f, _("Or else"), buf_text(&text));
		buf_clear(&text);
	}
}

static void
print_settings(FILE *f, const struct report *r, const struct tell_options *o,
    const struct endpoint_result *e, bool proven)
{
	struct buf text;

	buf_init(&text, 1024);
	buf_add_str(&text, protocol_title(e->endpoint.protocol));
	if (!proven && !o->discover_only)
		buf_add_str(&text, _(" (not proven by a login)"));
	text_title(f, o, buf_text(&text));
	buf_clear(&text);
	text_row(f, _("Server"), e->endpoint.host);
	buf_printf(&text, "%u", (unsigned)e->endpoint.port);
	text_row(f, _("Port"), buf_text(&text));
	buf_clear(&text);
	text_row(f, _("Security"), security_words(e->endpoint.security));
	text_row(f, _("User name"), tell_username(e));
	print_auth(f, r, e, proven);
	if (o->discover_only)
		print_origin(f, r, e);
}

void
tell_settings(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *e, *proven;
	int p;

	if (r->address == NULL)
		return;
	for (p = 0; p < PROTO_COUNT; p++) {
		proven = e = tell_proven(r, (enum protocol)p);
		if (e == NULL)
			e = r->settings[p];
		if (e == NULL)
			e = candidate(r, (enum protocol)p, o->discover_only);
		if (e != NULL)
			print_settings(f, r, o, e, e == proven);
	}
}
