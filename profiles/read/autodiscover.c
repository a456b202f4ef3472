#include <stdint.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"
#include "profiles/format/autodiscover.h"
#include "profiles/format/xml-reader.h"
#include "profiles/settings/settings.h"
#include "profiles/settings/value.h"

/*
 * The "plain old XML" of Microsoft's autodiscover, outlook response schema
 * 2006a ([MS-OXDSCLI] section 2.2.4).  Values come in any case.  Sections for
 * other protocols are passed over, those with a wrong value are dropped.
 */

#define REQUEST "http://schemas.microsoft.com/exchange/autodiscover/outlook/"

enum { PROTOCOLS_MAX = 32, CODE_MAX = 99999 };

/* One Protocol element as it stands there; "" is not stated. */
struct section {
	const char *type, *server, *port, *login;
	const char *ssl, *encryption, *auth_required;
	const char *ews_url, *as_url;
};

static const struct place {
	const char *name;
	size_t offset;
} places[] = {
	{ "Type", offsetof(struct section, type) },
	{ "Server", offsetof(struct section, server) },
	{ "Port", offsetof(struct section, port) },
	{ "LoginName", offsetof(struct section, login) },
	{ "SSL", offsetof(struct section, ssl) },
	{ "Encryption", offsetof(struct section, encryption) },
	{ "AuthRequired", offsetof(struct section, auth_required) },
	{ "EwsUrl", offsetof(struct section, ews_url) },
	{ "ASUrl", offsetof(struct section, as_url) },
};

enum { PLACES = sizeof(places) / sizeof(places[0]) };

static const char **
section_value(struct section *s, const struct place *place)
{
	return (const char **)(void *)((char *)s + place->offset);
}

/* The type is an element or, with newer servers, an attribute. */
static void
read_section(struct arena *a, struct section *s, xmlNode *protocol)
{
	xmlNode *n;
	size_t i;

	for (i = 0; i < PLACES; i++)
		*section_value(s, &places[i]) = "";
	s->type = xml_property(a, protocol, "Type");
	for (n = protocol->children; n != NULL; n = n->next)
		for (i = 0; i < PLACES; i++)
			if (xml_is(n, places[i].name))
				*section_value(s, &places[i]) =
				    xml_content(a, n);
}

/* The security that belongs to a registered port; -1 for any other port. */
static int
security_of_port(enum protocol p, uint16_t port)
{
	if (port == endpoint_port(p, SECURITY_TLS))
		return SECURITY_TLS;
	if (port == endpoint_port(p, SECURITY_STARTTLS) ||
	    (p == PROTO_SMTP && port == 25))
		return SECURITY_STARTTLS;
	return -1;
}

/*
 * Encryption overrules SSL, which is on unless it is off.  "TLS" means
 * STARTTLS by the book, and TLS from the start with some servers: the port
 * decides where it is a registered one.  Returns -1 for an unknown word.
 */
static int
find_security(const struct section *s, enum protocol p, uint16_t port)
{
	const char *word = s->encryption;
	int usual = security_of_port(p, port);

	if (*word == '\0')
		word = str_equal_nocase(s->ssl, "off") ? "None" : "Auto";
	if (str_equal_nocase(word, "None") || str_equal_nocase(word, "off"))
		return usual == SECURITY_TLS ? SECURITY_TLS : SECURITY_NONE;
	if (str_equal_nocase(word, "TLS"))
		return usual == -1 ? SECURITY_STARTTLS : usual;
	if (str_equal_nocase(word, "SSL") || str_equal_nocase(word, "Auto"))
		return usual == -1 ? SECURITY_TLS : usual;
	return -1;
}

static bool
is_switch(const char *word)
{
	return *word == '\0' || str_equal_nocase(word, "on") ||
	    str_equal_nocase(word, "off");
}

static void
note(struct settings *settings, const struct endpoint *e, const char *name,
    const char *value)
{
	misread_add(&settings->arena, &settings->misread,
	    arena_printf(
		&settings->arena, "%s %s", protocol_name(e->protocol), name),
	    value);
}

/* Encryption and port, which belong together; -1 when one is wrong. */
static int
take_port(
    struct settings *settings, struct endpoint *e, const struct section *s)
{
	int64_t port = 0;
	int security, rc = 0;

	if (*s->port != '\0' &&
	    str_number(s->port, 1, UINT16_MAX, &port) == -1) {
		note(settings, e, "Port", s->port);
		rc = -1;
	}
	security = find_security(s, e->protocol, (uint16_t)port);
	if (security == -1) {
		note(settings, e, "Encryption", s->encryption);
		rc = -1;
	}
	if (rc == -1)
		return -1;
	if (*s->encryption == '\0' && !is_switch(s->ssl))
		note(settings, e, "SSL", s->ssl);
	e->security = (enum security)security;
	e->port = port != 0 ? (uint16_t)port
			    : endpoint_port(e->protocol, e->security);
	return 0;
}

/* Fills e from a section of its protocol; -1 when a value is wrong. */
static int
take_section(struct settings *settings, struct endpoint *e,
    const struct section *s, const char *address)
{
	int rc = take_port(settings, e, s);

	e->host = value_host(&settings->arena, s->server, address);
	if (e->host == NULL) {
		note(settings, e, "Server", s->server);
		rc = -1;
	}
	if (e->protocol == PROTO_SMTP &&
	    str_equal_nocase(s->auth_required, "off"))
		e->auths[e->nauths++] = AUTH_NONE;
	if (*s->login == '\0')
		return rc;
	e->username = value_username(&settings->arena, s->login, address);
	if (e->username == NULL) {
		note(settings, e, "LoginName", s->login);
		rc = -1;
	}
	return rc;
}

/* "TLS" is STARTTLS here; on a port for TLS at once one of both is wrong. */
static bool
is_doubtful(const struct section *s, const struct endpoint *e)
{
	int usual = security_of_port(e->protocol, e->port);
	bool none = str_equal_nocase(s->encryption, "None") ||
	    (*s->encryption == '\0' && str_equal_nocase(s->ssl, "off"));

	if (usual == SECURITY_TLS)
		return none || str_equal_nocase(s->encryption, "TLS");
	return usual == SECURITY_STARTTLS &&
	    str_equal_nocase(s->encryption, "SSL");
}

static void
take_url(
    struct settings *s, const char *kind, const char *text, const char *address)
{
	const char *url = value_url(&s->arena, text, address);
	size_t before = s->misread.n;

	if (url != NULL) {
		settings_note_service(s, kind, url, NULL, 0);
	} else if (*text != '\0') {
		misread_add(&s->arena, &s->misread,
		    arena_printf(&s->arena, "%s url", kind), text);
		misread_drop(&s->misread, before, PROTO_COUNT);
	}
}

/* A calendar or an address book by its host. */
static void
take_host(struct settings *settings, const char *kind, const struct section *s,
    const char *address)
{
	const char *host = value_host(&settings->arena, s->server, address);
	struct misreads *m = &settings->misread;
	size_t before = m->n;
	int64_t port;

	if (str_number(s->port, 1, UINT16_MAX, &port) == -1)
		port = 0;
	if (port == 0 && *s->port != '\0')
		misread_add(&settings->arena, m,
		    arena_printf(&settings->arena, "%s Port", kind), s->port);
	if (host != NULL) {
		settings_note_service(
		    settings, kind, NULL, host, (uint16_t)port);
		return;
	}
	misread_add(&settings->arena, m,
	    arena_printf(&settings->arena, "%s Server", kind), s->server);
	misread_drop(m, before, PROTO_COUNT);
}

/*
 * Exchange names its web services with several kinds of sections, and under
 * two names where they are one.  Some servers name calendars and address
 * books, by a URL or by a host.
 */
static void
take_services(
    struct settings *settings, const struct section *s, const char *address)
{
	static const char *const kinds[] = { "caldav", "carddav" };
	size_t i;

	take_url(settings, "ews", s->ews_url, address);
	take_url(settings, "ews", s->as_url, address);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!str_equal_nocase(s->type, kinds[i]))
			continue;
		if (strstr(s->server, "://") != NULL)
			take_url(settings, kinds[i], s->server, address);
		else
			take_host(settings, kinds[i], s, address);
	}
}

static void
read_protocol(struct arena *a, const struct section *s, const char *address,
    struct autodiscover *out)
{
	struct endpoint found = { .port = 0 }, *e;
	size_t before;

	take_services(out->settings, s, address);
	if (protocol_parse(
		str_lower(arena_strdup(a, s->type)), &found.protocol) == -1)
		return;
	before = out->settings->misread.n;
	if (take_section(out->settings, &found, s, address) == -1) {
		misread_drop(&out->settings->misread, before, found.protocol);
		return;
	}
	found.doubtful = is_doubtful(s, &found);
	if (out->doubt == NULL && found.doubtful)
		out->doubt = arena_printf(a, "%s: %s, %d", s->type,
		    *s->encryption == '\0' ? "SSL off" : s->encryption,
		    found.port);
	e = settings_add(out->settings);
	found.entry = e->entry;
	*e = found;
}

static xmlNode *
find_child(const xmlNode *parent, const char *name)
{
	xmlNode *n = parent == NULL ? NULL : parent->children;

	while (n != NULL && !xml_is(n, name))
		n = n->next;
	return n;
}

static const char *
child_text(struct arena *a, const xmlNode *parent, const char *name)
{
	xmlNode *n = find_child(parent, name);

	return n == NULL ? "" : xml_content(a, n);
}

/* Error code 600 and its like: the service lives and has nothing for us. */
static const char *
error_words(struct arena *a, const xmlNode *error)
{
	int64_t code;

	if (str_number(child_text(a, error, "ErrorCode"), 0, CODE_MAX, &code) ==
	    -1)
		return "autodiscover answers with an error";
	return arena_printf(a, "autodiscover answers with error %d", (int)code);
}

static void
read_settings(struct arena *a, const xmlNode *account, const char *address,
    struct autodiscover *out)
{
	struct section s;
	int n = 0;
	xmlNode *p;

	out->settings = settings_new();

	for (p = account->children; p != NULL && n < PROTOCOLS_MAX;
	     p = p->next) {
		if (!xml_is(p, "Protocol"))
			continue;
		read_section(a, &s, p);
		read_protocol(a, &s, address, out);
		n++;
	}
	if (!settings_is_empty(out->settings))
		return;
	if (n > 0 && !out->settings->misread.dropped)
		out->why = "autodiscover names no IMAP, POP3 or SMTP";
	else
		out->why = "no usable server in it";
}

static void
read_account(struct arena *a, const xmlNode *account, const char *address,
    struct autodiscover *out)
{
	const char *action = child_text(a, account, "Action");
	const char *text;

	if (str_equal_nocase(action, "redirectAddr")) {
		text = child_text(a, account, "RedirectAddr");
		out->redirect_address = *text == '\0' ? NULL : text;
	} else if (str_equal_nocase(action, "redirectUrl")) {
		text = child_text(a, account, "RedirectUrl");
		out->redirect_url = *text == '\0' ? NULL : text;
	} else {
		read_settings(a, account, address, out);
		return;
	}
	if (*text == '\0')
		out->why = "a redirect that leads nowhere";
}

static bool
is_mobile(const xmlNode *n)
{
	return n->ns != NULL && n->ns->href != NULL &&
	    str_find_nocase((const char *)n->ns->href, "mobilesync") != NULL;
}

static void
read_answer(struct arena *a, const xmlDoc *doc, const char *address,
    struct autodiscover *out)
{
	const xmlNode *root = xml_root(doc), *response, *n;

	if (root == NULL || !xml_is(root, "Autodiscover")) {
		out->why = "XML, but no autodiscover";
		return;
	}
	out->alive = true;
	response = find_child(root, "Response");
	if (is_mobile(root) || (response != NULL && is_mobile(response)))
		out->why = "an answer for ActiveSync, not for IMAP or POP3";
	else if ((n = find_child(response, "Account")) != NULL)
		read_account(a, n, address, out);
	else if ((n = find_child(response, "Error")) != NULL)
		out->why = error_words(a, n);
	else
		out->why = "no usable server in it";
}

void
autodiscover_read(struct arena *a, const char *bytes, size_t len,
    const char *address, struct autodiscover *out)
{
	xmlDoc *doc;

	memset(out, 0, sizeof(*out));
	doc = xml_read(bytes, len, &out->why);
	if (doc == NULL)
		return;
	out->why = NULL;
	read_answer(a, doc, address, out);
	xml_free(&doc);
}

static int
add_escaped(struct buf *out, const char *text)
{
	int rc = 0;

	for (; *text != '\0' && rc == 0; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return -1;
		if (strchr("<>&\"'", *text) != NULL)
			rc = buf_printf(out, "&#%d;", *text);
		else
			rc = buf_add(out, text, 1);
	}
	return rc;
}

int
autodiscover_ask(struct buf *out, const char *address)
{
	if (buf_add_str(out,
		"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		"<Autodiscover xmlns=\"" REQUEST "requestschema/2006\">"
		"<Request><EMailAddress>") == -1 ||
	    add_escaped(out, address) == -1)
		return -1;
	return buf_add_str(out,
	    "</EMailAddress><AcceptableResponseSchema>" REQUEST
	    "responseschema/2006a</AcceptableResponseSchema>"
	    "</Request></Autodiscover>\n");
}
