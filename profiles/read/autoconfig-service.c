#include <stdint.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/str.h"
#include "profiles/format/xml-reader.h"
#include "profiles/read/autoconfig-parts.h"
#include "profiles/settings/settings.h"
#include "profiles/settings/value.h"

/*
 * Services beside mail, and where tokens come from.  A service is a section
 * with a type of the registry, wherever it stands and whatever its element
 * is called: incomingServer, calendar, addressbook, fileShare, chatServer,
 * setupServer, and "addressBook" of older files.
 */

static const struct type {
	const char *name, *kind;
	const char *url; /* element with the URL, beside the usual ones */
} types[] = {
	{ "jmap", "jmap", NULL },
	{ "caldav", "caldav", NULL },
	{ "carddav", "carddav", NULL },
	{ "webdav", "webdav", NULL },
	{ "managesieve", "managesieve", NULL },
	{ "ews", "ews", NULL },
	{ "exchange", "ews", "ewsURL" }, /* before there was "ews" */
	{ "activeSync", "activesync", NULL },
	{ "graph", "graph", NULL },
	{ "xmpp", "xmpp", NULL },
	{ "xmpptcp", "xmpptcp", NULL },
	{ "matrix", "matrix", NULL },
};

enum { TYPES = sizeof(types) / sizeof(types[0]) };

static const struct type *
find_type(const char *name)
{
	size_t i;

	for (i = 0; i < TYPES; i++)
		if (str_equal_nocase(types[i].name, name))
			return &types[i];
	return NULL;
}

static xmlNode *
find_child(const xmlNode *section, const char *name)
{
	xmlNode *n = section->children;

	while (n != NULL && !xml_is(n, name))
		n = n->next;
	return n;
}

/* The element with the URL; older files call it serverURL. */
static xmlNode *
find_url(const xmlNode *section, const struct type *type)
{
	xmlNode *n = NULL;

	if (type->url != NULL)
		n = find_child(section, type->url);
	if (n == NULL)
		n = find_child(section, "url");
	return n == NULL ? find_child(section, "serverURL") : n;
}

static void
note(struct settings *s, const struct type *type, const char *name, xmlNode *n)
{
	misread_add(&s->arena, &s->misread,
	    arena_printf(&s->arena, "%s %s", type->kind, name),
	    n == NULL ? "" : xml_content(&s->arena, n));
}

/* hostname and port of a service that speaks TCP; NULL when one is wrong. */
static const char *
read_tcp(struct settings *s, const xmlNode *section, const struct type *type,
    const char *address, uint16_t *port_out)
{
	xmlNode *host = find_child(section, "hostname");
	xmlNode *port = find_child(section, "port");
	const char *name = NULL;
	int64_t number = 0;

	if (host != NULL)
		name = value_host(
		    &s->arena, xml_content(&s->arena, host), address);
	if (name == NULL)
		note(s, type, host == NULL ? "url" : "hostname", host);
	if (port != NULL &&
	    str_number(xml_content(&s->arena, port), 1, UINT16_MAX, &number) ==
		-1) {
		note(s, type, "port", port);
		return NULL;
	}
	*port_out = (uint16_t)number;
	return name;
}

/* A section of a type that is none of ours. */
static void
pass_over(struct settings *s, const xmlNode *section, const char *type)
{
	size_t before = s->misread.n;

	if (!xml_is(section, "incomingServer") &&
	    !xml_is(section, "outgoingServer"))
		return;
	s->left_out++;
	misread_add(&s->arena, &s->misread,
	    arena_printf(&s->arena, "%s type", section->name), type);
	misread_drop(&s->misread, before, PROTO_COUNT);
}

void
autoconfig_service(struct settings *s, xmlNode *section, const char *address)
{
	const char *url = NULL, *host = NULL, *name;
	size_t before = s->misread.n;
	const struct type *type;
	uint16_t port = 0;
	xmlNode *n;

	if (section->type != XML_ELEMENT_NODE)
		return;
	name = xml_property(&s->arena, section, "type");
	type = find_type(name);
	if (type == NULL) {
		pass_over(s, section, name);
		return;
	}
	n = find_url(section, type);
	if (n != NULL)
		url = value_url(&s->arena, xml_content(&s->arena, n), address);
	else
		host = read_tcp(s, section, type, address, &port);
	if (n != NULL && url == NULL)
		note(s, type, "url", n);
	if (url == NULL && host == NULL) {
		s->left_out++;
		misread_drop(&s->misread, before, PROTO_COUNT);
	} else {
		settings_note_service(s, type->kind, url, host, port);
	}
}

/* An issuer is a URL (RFC 8414 section 2), in older files a mere host. */
static const char *
read_issuer(struct arena *a, const char *text, const char *address)
{
	if (strstr(text, "://") != NULL)
		return value_https(a, text, address);
	return value_host(a, text, address);
}

/* Client names and secrets are those of other programs: passed over. */
static int
read_oauth_value(
    struct arena *a, struct oauth *o, xmlNode *n, const char *address)
{
	const char **place = NULL;

	if (xml_is(n, "scope")) {
		o->scopes = autoconfig_line(a, n);
		return 0;
	}
	if (xml_is(n, "issuer")) {
		o->issuer = read_issuer(a, xml_content(a, n), address);
		return o->issuer == NULL ? -1 : 0;
	}
	if (xml_is(n, "authURL"))
		place = &o->auth_url;
	else if (xml_is(n, "tokenURL"))
		place = &o->token_url;
	if (place == NULL)
		return 0;
	*place = value_https(a, xml_content(a, n), address);
	return *place == NULL ? -1 : 0;
}

/* The first one that holds counts. */
void
autoconfig_oauth(struct settings *s, xmlNode *section, const char *address)
{
	struct oauth found;
	xmlNode *n;

	if (s->oauth.issuer != NULL || s->oauth.auth_url != NULL ||
	    s->oauth.token_url != NULL)
		return;
	memset(&found, 0, sizeof(found));
	for (n = section->children; n != NULL; n = n->next)
		if (read_oauth_value(&s->arena, &found, n, address) == -1) {
			s->left_out++;
			misread_add(&s->arena, &s->misread,
			    arena_printf(&s->arena, "oAuth2 %s", n->name),
			    xml_content(&s->arena, n));
			return;
		}
	if (found.scopes != NULL && *found.scopes == '\0')
		found.scopes = NULL;
	s->oauth = found;
}
