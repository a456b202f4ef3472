#include "cmd/providers-tell.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/layout.h"
#include "cmd/tell.h"
#include "probe/base/buf.h"
#include "probe/base/str.h"
#include "profiles/settings.h"

enum { LABEL = 17, INDENT = 2 + LABEL };

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
tell_label(const char *label)
{
	printf("  ");
	layout_pad(stdout, label, LABEL);
}

/* Text of a file that may be the user's own: shown with care. */
static void
tell_text_line(const char *label, const char *text)
{
	struct buf b;

	buf_init(&b, PROVIDER_MAX_BYTES * 8);
	str_printable(&b, text, strlen(text), PROVIDER_MAX_BYTES);
	tell_label(label);
	layout_wrap(stdout, buf_text(&b), INDENT, INDENT);
	buf_clear(&b);
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
	tell_text_line(label, buf_text(&b));
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
		w = layout_width(host_port(&scratch, e));
		width = w > width ? w : width;
	}
	STAILQ_FOREACH (e, &s->endpoints, entry) {
		tell_label(label);
		printf("%s  ", protocol_title(e->protocol));
		layout_pad(stdout, host_port(&scratch, e), width);
		printf("  %s\n", security_title(e->security));
		label = "";
	}
	if (STAILQ_EMPTY(&s->endpoints))
		tell_text_line(label, _("none, see below"));
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
		tell_text_line(label, username_words(first));
	for (protocol = 0; !same && protocol < PROTO_COUNT; protocol++) {
		e = settings_first(s, (enum protocol)protocol);
		if (e == NULL)
			continue;
		tell_text_line(label,
		    arena_printf(&scratch, "%s: %s",
			protocol_title((enum protocol)protocol),
			username_words(e)));
		label = "";
	}
	arena_clear(&scratch);
}

static void
tell_interval(const struct settings *s)
{
	const struct endpoint *e = settings_first(s, PROTO_POP3);

	if (e == NULL || e->min_interval == 0)
		return;
	tell_label(_("POP3 login"));
	printf(
	    ngettext("every %d minute at most\n", "every %d minutes at most\n",
		(unsigned long)e->min_interval),
	    e->min_interval);
}

/* The servers for the address.  Without an address before it, a domain
 * leaves the user names as the templates that the entry has. */
static struct settings *
settings_for(const struct provider *p, const char *address)
{
	const char *text = address == NULL ? "%EMAILDOMAIN%" : address;
	struct settings *s = settings_new();
	size_t i;

	if (address != NULL && strchr(address, '@') != NULL) {
		settings_free(&s);
		return provider_settings(p, address);
	}
	for (i = 0; i < p->nservers; i++) {
		struct endpoint *e =
		    endpoint_copy(&s->arena, &p->servers[i].endpoint);
		const char *host = settings_expand(&s->arena, e->host, text);

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
		tell_text_line(label, tell_hint(p->hints[i]));
		label = "";
	}
}

/* Pages beyond the one under "Help page", each once. */
static void
tell_pages(const struct provider *p)
{
	const char *label = _("Help page"), *last = p->documentation;
	const struct help *h;

	if (last != NULL) {
		tell_text_line(label, last);
		label = "";
	}
	STAILQ_FOREACH (h, &p->help, entry) {
		if (h->url == NULL ||
		    (last != NULL && strcmp(h->url, last) == 0) ||
		    (p->documentation != NULL &&
			strcmp(h->url, p->documentation) == 0))
			continue;
		tell_text_line(label, h->url);
		label = "";
		last = h->url;
	}
}

static void
tell_evidence(const struct provider *p)
{
	struct arena scratch = { 0 };
	const char *label = _("Evidence");
	size_t i;

	for (i = 0; i < p->nevidence; i++) {
		tell_text_line(label,
		    arena_printf(&scratch, "%s %s (%s)", p->evidence[i].date,
			p->evidence[i].source, p->evidence[i].method));
		label = "";
	}
	arena_clear(&scratch);
}

void
provider_tell(const struct provider *p, const char *address)
{
	struct settings *s = settings_for(p, address);
	struct arena scratch = { 0 };

	tell_text_line(
	    _("Provider"), arena_printf(&scratch, "%s (%s)", p->name, p->id));
	arena_clear(&scratch);
	if (address == NULL) {
		tell_names(_("Domains"), p->domains, p->ndomains);
		tell_names(_("Mail exchanger"), p->mx, p->nmx);
	}
	tell_servers(s);
	tell_usernames(s);
	tell_interval(s);
	tell_hints(p);
	tell_pages(p);
	if (address == NULL)
		tell_evidence(p);
	if (p->origin != NULL)
		tell_text_line(_("File"), p->origin);
	settings_free(&s);
}

static void
put_text(json_object *v, const char *key, const char *text)
{
	if (text != NULL)
		json_object_object_add(v, key, json_object_new_string(text));
}

static void
put_words(json_object *v, const char *key, const char *const *words, size_t n)
{
	json_object *list;
	size_t i;

	if (n == 0)
		return;
	list = json_object_new_array();
	for (i = 0; i < n; i++)
		json_object_array_add(list, json_object_new_string(words[i]));
	json_object_object_add(v, key, list);
}

static json_object *
endpoint_json(const struct endpoint *e)
{
	json_object *v = json_object_new_object();
	const char *words[ENDPOINT_AUTHS];
	size_t i;

	put_text(v, "protocol", protocol_name(e->protocol));
	put_text(v, "host", e->host);
	json_object_object_add(v, "port", json_object_new_int(e->port));
	put_text(v, "security", security_name(e->security));
	put_text(v, "username", e->username);
	for (i = 0; i < e->nauths; i++)
		words[i] = auth_name(e->auths[i]);
	put_words(v, "auth", words, e->nauths);
	if (e->min_interval > 0)
		json_object_object_add(v, "min_interval_minutes",
		    json_object_new_int(e->min_interval));
	return v;
}

static json_object *
server_json(const struct provider_server *s)
{
	json_object *v = endpoint_json(&s->endpoint);

	if (s->endpoint.leave != LEAVE_UNSTATED)
		json_object_object_add(v, "leave_on_server",
		    json_object_new_boolean(s->endpoint.leave == LEAVE_YES));
	if (s->max_recipients > 0)
		json_object_object_add(v, "max_recipients",
		    json_object_new_int(s->max_recipients));
	return v;
}

static json_object *
evidence_json(const struct provider *p)
{
	json_object *list = json_object_new_array(), *v;
	size_t i;

	for (i = 0; i < p->nevidence; i++) {
		v = json_object_new_object();
		put_text(v, "source", p->evidence[i].source);
		put_text(v, "date", p->evidence[i].date);
		put_text(v, "method", p->evidence[i].method);
		json_object_array_add(list, v);
	}
	return list;
}

static json_object *
help_json(const struct helps *helps)
{
	json_object *list = json_object_new_array(), *v;
	const struct help *h;

	STAILQ_FOREACH (h, helps, entry) {
		v = json_object_new_object();
		put_text(v, "for", h->enable ? "enable" : "documentation");
		put_text(v, "url", h->url);
		put_text(v, "lang", h->lang);
		put_text(v, "text", h->text);
		json_object_array_add(list, v);
	}
	return list;
}

json_object *
provider_json(const struct provider *p)
{
	json_object *v = json_object_new_object(), *list;
	size_t i;

	put_text(v, "id", p->id);
	put_text(v, "name", p->name);
	put_words(v, "domains", p->domains, p->ndomains);
	put_words(v, "mx", p->mx, p->nmx);
	list = json_object_new_array();
	for (i = 0; i < p->nservers; i++)
		json_object_array_add(list, server_json(&p->servers[i]));
	json_object_object_add(v, "servers", list);
	put_words(v, "hints", p->hints, p->nhints);
	put_text(v, "documentation", p->documentation);
	if (!STAILQ_EMPTY(&p->help))
		json_object_object_add(v, "help", help_json(&p->help));
	json_object_object_add(v, "evidence", evidence_json(p));
	return v;
}

json_object *
provider_settings_json(const struct provider *p, const char *address)
{
	struct settings *s = provider_settings(p, address);
	json_object *list = json_object_new_array();
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		json_object_array_add(list, endpoint_json(e));
	settings_free(&s);
	return list;
}

void
provider_print_json(json_object *v)
{
	puts(json_object_to_json_string_ext(
	    v, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(v);
}
