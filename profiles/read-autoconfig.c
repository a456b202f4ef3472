#include <libxml/tree.h>
#include <stdint.h>
#include <string.h>

#include "probe/base/idna.h"
#include "probe/base/str.h"
#include "profiles/reader.h"
#include "profiles/settings.h"
#include "profiles/xml-reader.h"

/*
 * The "clientConfig" document, versions 1.1 and 1.2
 * (draft-ietf-mailmaint-autoconfig, "Data format").  What is unknown is
 * passed over; a section with a wrong value is dropped, the rest stays.
 */

enum {
	SERVERS_MAX = 32,
	SERVED_MAX = 4096,
	MINUTES_MAX = 7 * 24 * 60,
	LEAVE_DAYS_MAX = 3650
};

static const struct word {
	const char *name;
	int value;
} securities[] = {
	{ "SSL", SECURITY_TLS },
	{ "TLS", SECURITY_TLS },
	{ "STARTTLS", SECURITY_STARTTLS },
	{ "plain", SECURITY_NONE },
	{ "none", SECURITY_NONE },
	{ NULL, 0 },
}, methods[] = {
	{ "password-cleartext", AUTH_PASSWORD },
	{ "plain", AUTH_PASSWORD },
	{ "password-encrypted", AUTH_ENCRYPTED },
	{ "secure", AUTH_ENCRYPTED },
	{ "OAuth2", AUTH_OAUTH2 },
	{ "OAuth", AUTH_OAUTH2 },
	{ "GSSAPI", AUTH_GSSAPI },
	{ "NTLM", AUTH_NTLM },
	{ "TLS-client-cert", AUTH_CLIENT_CERT },
	{ "client-IP-address", AUTH_CLIENT_IP },
	{ "none", AUTH_NONE },
	{ NULL, 0 },
}, leaves[] = {
	{ "true", LEAVE_YES },
	{ "false", LEAVE_NO },
	{ NULL, 0 },
};

static int
find_word(const struct word *words, const char *name)
{
	for (; words->name != NULL; words++)
		if (str_equal_nocase(words->name, name))
			return words->value;
	return -1;
}

/* A host in lower case but for its places, which stay; or an address. */
static const char *
template_host(struct arena *a, const char *text)
{
	char *host = arena_strdup(a, text), *p;
	bool place = false;

	if (settings_expand(a, text, "a@example.org") == NULL)
		return NULL;
	for (p = host; *p != '\0'; p++) {
		if (*p == '%')
			place = !place;
		else if (!place && *p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	}
	return host;
}

/* Host names may hold a placeholder and letters beyond ASCII. */
static int
set_host(
    struct arena *a, struct endpoint *e, const char *text, const char *address)
{
	const char *host;

	if (address == NULL && (strchr(text, '%') != NULL || str_is_ip(text))) {
		e->host = template_host(a, text);
		return e->host == NULL ? -1 : 0;
	}
	host = settings_expand(a, text, address == NULL ? "a@b" : address);
	e->host = host == NULL ? NULL : idna_ascii(a, host);
	return e->host == NULL ? -1 : 0;
}

static int
set_username(
    struct arena *a, struct endpoint *e, const char *text, const char *address)
{
	if (*text == '\0' || (address != NULL && strchr(address, '@') == NULL))
		return 0;
	e->username =
	    settings_expand(a, text, address == NULL ? "a@b" : address);
	if (address == NULL && e->username != NULL)
		e->username = text;
	return e->username == NULL ? -1 : 0;
}

/* The kind of login that an authentication element names, or -1. */
static int
find_method(const char *system, const char *text, enum auth *out)
{
	int method = -1;

	if (str_equal_nocase(system, "sasl"))
		return auth_of_mechanism(text, out);
	if (!str_equal_nocase(system, "http"))
		method = find_word(methods, text);
	if (method == -1)
		return -1;
	*out = (enum auth)method;
	return 0;
}

/* Order is the provider's; what we do not know is left out. */
static void
add_method(struct arena *a, struct endpoint *e, xmlNode *n)
{
	enum auth auth;
	size_t i;

	if (e->nauths == ENDPOINT_AUTHS ||
	    find_method(
		xml_property(a, n, "system"), xml_content(a, n), &auth) == -1)
		return;
	for (i = 0; i < e->nauths; i++)
		if (e->auths[i] == auth)
			return;
	e->auths[e->nauths++] = auth;
}

static void
read_leave(struct arena *a, struct endpoint *e, xmlNode *n)
{
	int leave = find_word(leaves, xml_content(a, n));

	if (leave != -1)
		e->leave = (enum leave)leave;
}

static void
read_pop3(struct arena *a, struct endpoint *e, xmlNode *section)
{
	int64_t number;
	xmlNode *n;

	for (n = section->children; n != NULL; n = n->next) {
		if (xml_is(n, "leaveMessagesOnServer"))
			read_leave(a, e, n);
		if (xml_is(n, "daysToLeaveMessagesOnServer") &&
		    str_number(xml_content(a, n), 1, LEAVE_DAYS_MAX, &number) ==
			0)
			e->leave_days = (int)number;
		if (!xml_is(n, "checkInterval"))
			continue;
		if (str_number(xml_property(a, n, "minutes"), 1, MINUTES_MAX,
			&number) == 0)
			e->min_interval = (int)number;
	}
}

/* One element of a server section; -1 when its value is wrong. */
static int
read_value(struct arena *a, struct endpoint *e, xmlNode *n, const char *address,
    int *security)
{
	int64_t port;

	if (xml_is(n, "hostname"))
		return set_host(a, e, xml_content(a, n), address);
	if (xml_is(n, "username"))
		return set_username(a, e, xml_content(a, n), address);
	if (xml_is(n, "socketType")) {
		*security = find_word(securities, xml_content(a, n));
		return *security;
	}
	if (xml_is(n, "port")) {
		if (str_number(xml_content(a, n), 1, UINT16_MAX, &port) == -1)
			return -1;
		e->port = (uint16_t)port;
	}
	if (xml_is(n, "authentication"))
		add_method(a, e, n);
	if (xml_is(n, "pop3"))
		read_pop3(a, e, n);
	return 0;
}

static bool
has_child(const xmlNode *section, const char *name)
{
	const xmlNode *n;

	for (n = section->children; n != NULL; n = n->next)
		if (xml_is(n, name))
			return true;
	return false;
}

/* Fills e from an incomingServer or outgoingServer; -1 drops the section. */
static int
read_server(
    struct arena *a, struct endpoint *e, xmlNode *section, const char *address)
{
	const char *type = xml_property(a, section, "type");
	bool incoming = xml_is(section, "incomingServer");
	int security = -1;
	xmlNode *n;

	if (incoming && str_equal_nocase(type, "imap"))
		e->protocol = PROTO_IMAP;
	else if (incoming && str_equal_nocase(type, "pop3"))
		e->protocol = PROTO_POP3;
	else if (!incoming && str_equal_nocase(type, "smtp"))
		e->protocol = PROTO_SMTP;
	else
		return -1;
	for (n = section->children; n != NULL; n = n->next)
		if (read_value(a, e, n, address, &security) == -1)
			return -1;
	if (e->host == NULL || e->port == 0 || security == -1)
		return -1;
	/* Methods are stated, and none of them is ours: unusable. */
	if (e->nauths == 0 && has_child(section, "authentication"))
		return -1;
	e->security = (enum security)security;
	return 0;
}

static void
add_server(struct settings *s, xmlNode *section, const char *address, int *n)
{
	struct endpoint found = { .port = 0 }, *e;

	if (++*n > SERVERS_MAX ||
	    read_server(&s->arena, &found, section, address) == -1) {
		s->left_out++;
		return;
	}
	e = settings_add(s);
	found.entry = e->entry;
	*e = found;
}

static const char *
first_https(struct arena *a, xmlNode *n, const char *name, const char *known)
{
	const char *url;

	if (known != NULL)
		return known;
	url = xml_property(a, n, name);
	return str_starts_nocase(url, "https://") ? url : NULL;
}

/* Lines and blanks in between become one blank. */
static const char *
one_line(struct arena *a, const char *text)
{
	char *copy = arena_strdup(a, text), *to = copy;

	for (; *text != '\0'; text++) {
		if (strchr(" \t\r\n", *text) == NULL)
			*to++ = *text;
		else if (to > copy && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
	return str_printable_dup(a, copy, strlen(copy));
}

static void
add_help(struct settings *s, bool enable, const char *url, xmlNode *n)
{
	struct help *h;
	const char *lang;

	if (s->nhelp == HELP_ROWS)
		return;
	s->nhelp++;
	h = arena_alloc(&s->arena, sizeof(*h));
	h->enable = enable;
	h->url = help_is_url(url) ? url : NULL;
	if (n != NULL) {
		lang = xml_property(&s->arena, n, "lang");
		h->lang = help_is_lang(lang) ? lang : NULL;
		h->text = one_line(&s->arena, xml_content(&s->arena, n));
		if (*h->text == '\0' || strlen(h->text) > HELP_TEXT_MAX)
			h->text = NULL;
	}
	if (h->url == NULL && h->text == NULL)
		return;
	STAILQ_INSERT_TAIL(&s->help, h, entry);
}

/* A page with its texts, one row each; a page without is one as well. */
static void
read_help(struct settings *s, xmlNode *page, const char *attribute,
    const char *element)
{
	const char *url = xml_property(&s->arena, page, attribute);
	bool enable = xml_is(page, "enable"), any = false;
	xmlNode *n;

	for (n = page->children; n != NULL; n = n->next) {
		if (!xml_is(n, element))
			continue;
		add_help(s, enable, url, n);
		any = true;
	}
	if (!any)
		add_help(s, enable, url, NULL);
}

/* What is no name of a domain is passed over, and what is there already. */
static void
read_domain(struct settings *s, xmlNode *n)
{
	const char *text = xml_content(&s->arena, n), *wild = "";
	struct served *served;
	bool mx;

	mx = str_equal_nocase(xml_property(&s->arena, n, "purpose"), "mx");
	if (!mx && strncmp(text, "*.", 2) == 0) {
		wild = "*.";
		text += 2;
	}
	text = idna_ascii(&s->arena, text);
	if (text == NULL || s->nserved == SERVED_MAX)
		return;
	text = arena_printf(&s->arena, "%s%s", wild, text);
	STAILQ_FOREACH (served, &s->served, entry)
		if (served->mx == mx && strcmp(served->name, text) == 0)
			return;
	served = arena_alloc(&s->arena, sizeof(*served));
	served->name = text;
	served->mx = mx;
	s->nserved++;
	STAILQ_INSERT_TAIL(&s->served, served, entry);
}

static void
read_enable(struct settings *s, xmlNode *n)
{
	read_help(s, n, "visiturl", "instruction");
	if (s->nhints == 0)
		s->hints[s->nhints++] = "enable-imap-pop";
	s->documentation =
	    first_https(&s->arena, n, "visiturl", s->documentation);
}

static void
read_documentation(struct settings *s, xmlNode *n)
{
	read_help(s, n, "url", "descr");
	s->documentation = first_https(&s->arena, n, "url", s->documentation);
}

/* A name to show, with or without a placeholder in it. */
static const char *
read_name(struct settings *s, xmlNode *n, const char *address)
{
	const char *text = xml_content(&s->arena, n), *name = NULL;

	if (address != NULL && strchr(text, '%') != NULL)
		name = settings_expand(&s->arena, text, address);
	if (name == NULL)
		name = text;
	return *name == '\0' ? NULL
			     : str_printable_dup(&s->arena, name, strlen(name));
}

static void
read_provider(struct settings *s, xmlNode *provider, const char *address)
{
	int servers = 0;
	xmlNode *n;

	for (n = provider->children; n != NULL; n = n->next) {
		if (xml_is(n, "incomingServer") || xml_is(n, "outgoingServer"))
			add_server(s, n, address, &servers);
		else if (xml_is(n, "displayName") && s->provider == NULL)
			s->provider = read_name(s, n, address);
		else if (xml_is(n, "displayShortName") && s->short_name == NULL)
			s->short_name = read_name(s, n, address);
		else if (xml_is(n, "domain"))
			read_domain(s, n);
		else if (xml_is(n, "documentation"))
			read_documentation(s, n);
		else if (xml_is(n, "enable"))
			read_enable(s, n);
	}
}

static const char *
read_document(struct settings *s, xmlDoc *doc, const char *address)
{
	xmlNode *root = xmlDocGetRootElement(doc), *n;
	bool seen = false;

	if (root == NULL || !xml_is(root, "clientConfig"))
		return "XML, but no clientConfig";
	for (n = root->children; n != NULL; n = n->next) {
		if (xml_is(n, "emailProvider") && !seen) {
			read_provider(s, n, address);
			seen = true;
		} else if (xml_is(n, "enable")) {
			read_enable(s, n);
		}
	}
	return STAILQ_EMPTY(&s->endpoints) ? "no usable server in it" : NULL;
}

struct settings *
read_autoconfig(
    const char *bytes, size_t len, const char *address, const char **why_out)
{
	xmlDoc *doc = xml_read(bytes, len, why_out);
	struct settings *s;

	if (doc == NULL)
		return NULL;
	s = settings_new();
	*why_out = read_document(s, doc, address);
	if (*why_out != NULL)
		settings_free(&s);
	xmlFreeDoc(doc);
	return s;
}
