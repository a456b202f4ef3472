#include "profiles/settings/account.h"

#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/err.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

void
account_wish_init(struct account_wish *w, const char *address)
{
	memset(w, 0, sizeof(*w));
	w->address = address;
	w->prefer = PROTO_COUNT;
	w->retention = RETENTION_DAYS;
	w->retention_days = RETENTION_DAYS_DEFAULT;
}

/* local-part "@" domain (RFC 5321 section 4.1.2); the domain as A-labels. */
static const char *
address_domain(struct arena *a, const char *address)
{
	const char *at = strrchr(address, '@');

	return at == NULL || at == address ? NULL : idna_ascii(a, at + 1);
}

const char *
account_login(struct arena *a, const char *address)
{
	const char *at = strrchr(address, '@'), *domain, *login;

	domain = at == NULL ? NULL : idna_ascii(a, at + 1);
	if (domain == NULL || str_is_ascii(at))
		return address;
	login =
	    arena_printf(a, "%.*s@%s", (int)(at - address), address, domain);
	return str_is_ascii(login) ? login : address;
}

/* The endpoint with the user name of the wish, if there is one. */
static const struct endpoint *
for_user(
    struct arena *a, const struct account_wish *w, const struct endpoint *e)
{
	struct endpoint *c;

	if (e == NULL || w->username == NULL)
		return e;
	c = endpoint_copy(a, e);
	c->username = arena_strdup(a, w->username);
	return c;
}

static void
set_retention(struct account *out, const struct account_wish *w,
    const struct endpoint *pop3)
{
	out->retention = w->retention;
	out->retention_days = w->retention_days;
	out->retention_wished = w->retention_wished;
	if (w->retention_wished || w->retention_advised || pop3 == NULL ||
	    pop3->leave == LEAVE_NO || pop3->leave_days == 0)
		return;
	out->retention = RETENTION_DAYS;
	out->retention_days = pop3->leave_days;
}

int
account_make(struct account *out, struct arena *a,
    const struct account_wish *wish,
    const struct endpoint *const found[PROTO_COUNT], struct err *err)
{
	enum protocol first = PROTO_IMAP, second;

	memset(out, 0, sizeof(*out));
	out->address = wish->address;
	out->domain = address_domain(a, wish->address);
	if (out->domain == NULL)
		return err_set(err, "'%s' is not a mail address",
		    str_printable_dup(a, wish->address, strlen(wish->address)));
	if (wish->prefer == PROTO_POP3 || found[PROTO_IMAP] == NULL)
		first = PROTO_POP3;
	if (wish->prefer == PROTO_IMAP)
		first = PROTO_IMAP;
	second = first == PROTO_IMAP ? PROTO_POP3 : PROTO_IMAP;
	if (wish->prefer == first && found[first] == NULL)
		return err_set(err, "no %s server is known for %s",
		    protocol_title(first), out->domain);
	out->incoming = for_user(a, wish, found[first]);
	out->alternative = for_user(a, wish, found[second]);
	out->preferred = wish->prefer == first && !wish->advised;
	out->outgoing = for_user(a, wish, found[PROTO_SMTP]);
	out->name = wish->name == NULL ? "" : wish->name;
	out->provider = "";
	set_retention(out, wish, found[PROTO_POP3]);
	out->password_command = wish->password_command;
	out->password = wish->password;
	return 0;
}

static const struct endpoint *
best_of(const struct settings *s, enum protocol p)
{
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->protocol == p && e->security != SECURITY_NONE)
			return e;
	return settings_first(s, p);
}

int
account_from_settings(struct account *out, struct arena *a,
    const struct account_wish *wish, const struct settings *s, struct err *err)
{
	const struct endpoint *found[PROTO_COUNT];
	size_t p;

	for (p = 0; p < PROTO_COUNT; p++)
		found[p] = best_of(s, (enum protocol)p);
	if (account_make(out, a, wish, found, err) == -1)
		return -1;
	if (s->provider != NULL)
		out->provider = s->provider;
	out->documentation = s->documentation;
	out->checked = s->checked;
	out->oauth = s->oauth;
	out->folders = s->folders;
	out->hints = s->hints;
	out->nhints = s->nhints;
	return 0;
}
