#include "cmd/provider/entry.h"

#include <stdio.h>
#include <string.h>

#include "cmd/provider/facts.h"
#include "cmd/provider/line.h"
#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "cmd/term/layout.h"
#include "profiles/base/buf.h"
#include "profiles/settings/settings.h"

/* "imap.gmx.net:993", in the arena. */
static const char *
host_port(struct arena *a, const struct endpoint *e)
{
	if (strchr(e->host, ':') != NULL)
		return arena_printf(a, "[%s]:%u", e->host, e->port);
	return arena_printf(a, "%s:%u", e->host, e->port);
}

/* The user name of a template in words; any other as it is. */
static const char *
username_words(const struct endpoint *e)
{
	if (e->username == NULL)
		return _("the provider's customer area shows it");
	if (strcmp(e->username, "%EMAILADDRESS%") == 0)
		return _("the whole e-mail address");
	if (strcmp(e->username, "%EMAILLOCALPART%") == 0)
		return _("the part of the e-mail address before the @");
	return e->username;
}

static void
tell_names(const char *label, const char *const *names, size_t n)
{
	struct buf b;
	size_t i;

	if (n == 0)
		return;
	buf_init(&b, PROVIDER_MAX_BYTES);
	for (i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : ", ", names[i]);
	line_text(label, buf_text(&b));
	buf_clear(&b);
}

static void
tell_servers(const struct settings *s)
{
	struct arena scratch = { 0 };
	const struct endpoint *e;
	const char *label = _("Servers");
	size_t width = 0, w;

	STAILQ_FOREACH (e, &s->endpoints, entry) {
		w = columns_width(host_port(&scratch, e));
		width = w > width ? w : width;
	}
	STAILQ_FOREACH (e, &s->endpoints, entry) {
		line_label(label);
		printf("%s  ", protocol_title(e->protocol));
		layout_pad(stdout, host_port(&scratch, e), width);
		printf("  %s\n", security_title(e->security));
		label = "";
	}
	if (STAILQ_EMPTY(&s->endpoints))
		line_text(label, _("none, see below"));
	arena_clear(&scratch);
}

/* One line where all servers agree, else one for each protocol. */
static void
tell_usernames(const struct settings *s)
{
	const struct endpoint *first = STAILQ_FIRST(&s->endpoints), *e;
	const char *label = _("User name");
	struct arena scratch = { 0 };
	bool same = true;
	int protocol;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (strcmp(username_words(e), username_words(first)) != 0)
			same = false;
	if (first != NULL && same)
		line_text(label, username_words(first));
	for (protocol = 0; !same && protocol < PROTO_COUNT; protocol++) {
		e = settings_first(s, (enum protocol)protocol);
		if (e == NULL)
			continue;
		line_text(label,
		    arena_printf(&scratch, "%s: %s",
			protocol_title((enum protocol)protocol),
			username_words(e)));
		label = "";
	}
	arena_clear(&scratch);
}

/* The servers for the address.  Without an address before it, a domain
 * leaves the user names as the templates that the entry has. */
static struct settings *
settings_for(const struct provider *p, const char *address, const char *mx)
{
	const char *text = address == NULL ? "%EMAILDOMAIN%" : address;
	struct settings *s = settings_new();
	size_t i;

	if (address != NULL && strchr(address, '@') != NULL) {
		settings_free(&s);
		return provider_settings_mx(p, address, mx);
	}
	for (i = 0; i < p->nservers; i++) {
		struct endpoint *e =
		    endpoint_copy(&s->arena, &p->servers[i].endpoint);
		const char *host =
		    provider_host(&s->arena, p, &p->servers[i], text, mx);

		e->host = host == NULL ? e->host : host;
		STAILQ_INSERT_TAIL(&s->endpoints, e, entry);
	}
	return s;
}

static void
tell_hints(const struct provider *p)
{
	const char *label = _("Please note");
	size_t i;

	for (i = 0; i < p->nhints; i++) {
		line_text(label, tell_hint(p->hints[i], language_own()));
		label = "";
		if (p->hint_pages[i] != NULL)
			line_text(label, p->hint_pages[i]);
	}
}

/* Pages beyond the one under "Help page", each once. */
static void
tell_pages(const struct provider *p)
{
	const char *label = _("Help page"), *last = p->documentation;
	const struct help *h;

	if (last != NULL) {
		line_text(label, last);
		label = "";
	}
	STAILQ_FOREACH (h, &p->help, entry) {
		if (h->url == NULL ||
		    (last != NULL && strcmp(h->url, last) == 0) ||
		    (p->documentation != NULL &&
			strcmp(h->url, p->documentation) == 0))
			continue;
		line_text(label, h->url);
		label = "";
		last = h->url;
	}
}

void
provider_tell(const struct provider *p, const char *address, const char *mx)
{
	struct settings *s = settings_for(p, address, mx);
	struct arena scratch = { 0 };

	line_text(
	    _("Provider"), arena_printf(&scratch, "%s (%s)", p->name, p->id));
	arena_clear(&scratch);
	if (address == NULL) {
		tell_names(_("Domains"), p->domains, p->ndomains);
		tell_names(_("Mail exchanger"), p->mx, p->nmx);
		tell_names(_("Name server"), p->ns, p->nns);
		tell_names(_("SPF record"), p->spf, p->nspf);
	}
	tell_servers(s);
	tell_usernames(s);
	provider_tell_rules(p);
	tell_hints(p);
	tell_pages(p);
	if (address == NULL)
		provider_tell_sources(p);
	if (p->origin != NULL)
		line_text(_("File"), p->origin);
	settings_free(&s);
}
