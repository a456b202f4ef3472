#include "cmd/tell/text-parts.h"

#include "cmd/term/cmd.h"
#include "cmd/term/layout.h"
#include "probe/judge/rank.h"
#include "profiles/base/buf.h"

static const char *
security_words(enum security s, const struct tell_options *o)
{
	return s == SECURITY_NONE ? tell_say(o, "none (not encrypted)")
				  : security_title(s);
}

static const char *
auth_words(enum auth a, const struct tell_options *o)
{
	static const char *const list[AUTH_COUNT] = { N_("normal password"),
		N_("encrypted password"), "SCRAM", "OAuth2",
		"Kerberos (GSSAPI)", "NTLM", N_("client certificate"),
		N_("by the network address"), N_("none") };

	return tell_say(o, list[a]);
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
print_oauth(FILE *f, const struct oauth *oauth, const struct tell_options *o)
{
	text_row(f, tell_say(o, "Sign-in at"),
	    oauth->issuer != NULL ? oauth->issuer : oauth->auth_url);
	text_row(f, tell_say(o, "Scopes"), oauth->scopes);
}

static void
print_auth(FILE *f, const struct report *r, const struct endpoint_result *e,
    bool proven, const struct tell_options *o)
{
	enum auth auth;

	if (!proven && e->endpoint.nauths == 0)
		return;
	auth = proven ? tell_auth(e) : e->endpoint.auths[0];
	text_row(f, tell_say(o, "Authentication"), auth_words(auth, o));
	if (auth == AUTH_OAUTH2)
		print_oauth(f, &r->oauth, o);
}

/* Where a setting comes from, and the other servers of its kind. */
static void
print_origin(FILE *f, const struct report *r,
    const struct endpoint_result *chosen, const struct tell_options *o)
{
	const struct endpoint_result *e;
	const struct statement *s;
	struct buf text;

	buf_init(&text, 8192);
	STAILQ_FOREACH (s, &chosen->sources, entry)
		buf_printf(&text, "%s%s", text.len > 0 ? ", " : "", s->name);
	if (text.len > 0)
		buf_printf(&text, " (%s)",
		    text_origin(
			chosen->trust, report_believed(chosen)->name, o));
	text_row(f, tell_say(o, "Source"), buf_text(&text));
	buf_clear(&text);
	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e == chosen || e->guessed ||
		    e->endpoint.protocol != chosen->endpoint.protocol)
			continue;
		tell_url(&text, &e->endpoint);
		text_row(f, tell_say(o, "Or else"), buf_text(&text));
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
		buf_add_str(&text, tell_say(o, " (not proven by a login)"));
	text_title(f, o, buf_text(&text));
	buf_clear(&text);
	text_row(f, tell_say(o, "Server"), e->endpoint.host);
	buf_printf(&text, "%u", (unsigned)e->endpoint.port);
	text_row(f, tell_say(o, "Port"), buf_text(&text));
	buf_clear(&text);
	text_row(f, tell_say(o, "Security"),
	    security_words(e->endpoint.security, o));
	text_row(f, tell_say(o, "User name"), tell_username(e));
	print_auth(f, r, e, proven, o);
	if (o->discover_only)
		print_origin(f, r, e, o);
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
