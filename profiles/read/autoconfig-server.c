#include <stdint.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/str.h"
#include "profiles/format/xml-reader.h"
#include "profiles/read/autoconfig-parts.h"
#include "profiles/settings/settings.h"
#include "profiles/settings/value.h"

enum { SERVERS_MAX = 32, MINUTES_MAX = 7 * 24 * 60 };

/*
 * Servers of mail.  A value that we know and that is wrong drops its section;
 * what we do not know is passed over.
 */

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

/* Notes a value that is none we know; a server of e has it. */
static void
note(struct settings *s, const struct endpoint *e, const char *name,
    const char *value)
{
	misread_add(&s->arena, &s->misread,
	    arena_printf(&s->arena, "%s %s", protocol_name(e->protocol), name),
	    value);
}

/* Order is the provider's; what we do not know is left out. */
static void
add_method(struct settings *s, struct endpoint *e, xmlNode *n)
{
	struct arena *a = &s->arena;
	const char *text = xml_content(a, n);
	enum auth auth;
	size_t i;

	if (find_method(xml_property(a, n, "system"), text, &auth) == -1) {
		note(s, e, "authentication", text);
		return;
	}
	for (i = 0; i < e->nauths; i++)
		if (e->auths[i] == auth)
			return;
	if (e->nauths < ENDPOINT_AUTHS)
		e->auths[e->nauths++] = auth;
}

static void
read_leave(struct settings *s, struct endpoint *e, xmlNode *n)
{
	const char *text = xml_content(&s->arena, n);
	int leave = find_word(leaves, text);

	if (leave == -1)
		note(s, e, "leaveMessagesOnServer", text);
	else
		e->leave = (enum leave)leave;
}

static void
read_days(struct settings *s, struct endpoint *e, xmlNode *n)
{
	const char *text = xml_content(&s->arena, n);
	int64_t days;

	if (str_number(text, 1, LEAVE_DAYS_MAX, &days) == -1)
		note(s, e, "daysToLeaveMessagesOnServer", text);
	else
		e->leave_days = (int)days;
}

static void
read_interval(struct settings *s, struct endpoint *e, xmlNode *n)
{
	const char *text = xml_property(&s->arena, n, "minutes");
	int64_t minutes;

	if (str_number(text, 1, MINUTES_MAX, &minutes) == -1)
		note(s, e, "checkInterval", text);
	else
		e->min_interval = (int)minutes;
}

static void
read_pop3(struct settings *s, struct endpoint *e, xmlNode *section)
{
	xmlNode *n;

	for (n = section->children; n != NULL; n = n->next) {
		if (xml_is(n, "leaveMessagesOnServer"))
			read_leave(s, e, n);
		if (xml_is(n, "daysToLeaveMessagesOnServer"))
			read_days(s, e, n);
		if (xml_is(n, "checkInterval"))
			read_interval(s, e, n);
	}
}

/* User names stay open then. */
static bool
is_domain(const char *address)
{
	return address != NULL && strchr(address, '@') == NULL;
}

static int
read_username(struct settings *s, struct endpoint *e, const char *text,
    const char *address)
{
	if (*text == '\0' || is_domain(address))
		return 0;
	e->username = value_username(&s->arena, text, address);
	return e->username == NULL ? -1 : 0;
}

static int
read_port(struct endpoint *e, const char *text)
{
	int64_t port;

	if (str_number(text, 1, UINT16_MAX, &port) == -1)
		return -1;
	e->port = (uint16_t)port;
	return 0;
}

/* One element of a server section; -1 when its value is wrong. */
static int
read_value(struct settings *s, struct endpoint *e, xmlNode *n,
    const char *address, int *security)
{
	const char *text = xml_content(&s->arena, n);
	int rc = 0;

	if (xml_is(n, "hostname")) {
		e->host = value_host(&s->arena, text, address);
		rc = e->host == NULL ? -1 : 0;
	} else if (xml_is(n, "username")) {
		rc = read_username(s, e, text, address);
	} else if (xml_is(n, "socketType")) {
		*security = find_word(securities, text);
		rc = *security;
	} else if (xml_is(n, "port")) {
		rc = read_port(e, text);
	} else if (xml_is(n, "authentication")) {
		add_method(s, e, n);
	} else if (xml_is(n, "pop3")) {
		read_pop3(s, e, n);
	}
	if (rc == -1)
		note(s, e, (const char *)n->name, text);
	return rc == -1 ? -1 : 0;
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

/* What a server cannot do without. */
static int
check_complete(struct settings *s, const struct endpoint *e, xmlNode *section)
{
	static const char *const needed[] = { "hostname", "port",
		"socketType" };
	size_t i;
	int rc = 0;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!has_child(section, needed[i])) {
			note(s, e, needed[i], "");
			rc = -1;
		}
	/* Methods are stated, and none of them is ours: unusable. */
	if (e->nauths == 0 && has_child(section, "authentication"))
		rc = -1;
	return rc;
}

/* Fills e from a section of its protocol; -1 drops the section. */
static int
read_server(struct settings *s, struct endpoint *e, xmlNode *section,
    const char *address)
{
	int security = -1, rc = 0;
	xmlNode *n;

	if (xml_is(section, "incomingServer") == (e->protocol == PROTO_SMTP)) {
		misread_add(&s->arena, &s->misread,
		    arena_printf(&s->arena, "%s type", section->name),
		    protocol_name(e->protocol));
		return -1;
	}
	for (n = section->children; n != NULL; n = n->next)
		if (n->type == XML_ELEMENT_NODE &&
		    read_value(s, e, n, address, &security) == -1)
			rc = -1;
	if (check_complete(s, e, section) == -1)
		rc = -1;
	if (rc == 0)
		e->security = (enum security)security;
	return rc;
}

void
autoconfig_server(
    struct settings *s, xmlNode *section, const char *address, int *n)
{
	const char *type = xml_property(&s->arena, section, "type");
	struct endpoint found = { .port = 0 }, *e;
	size_t before = s->misread.n;

	if (++*n > SERVERS_MAX) {
		s->left_out++;
		return;
	}
	if (protocol_parse(str_lower(arena_strdup(&s->arena, type)),
		&found.protocol) == -1) {
		autoconfig_service(s, section, address);
		return;
	}
	if (read_server(s, &found, section, address) == -1) {
		s->left_out++;
		misread_drop(&s->misread, before, found.protocol);
		return;
	}
	e = settings_add(s);
	found.entry = e->entry;
	*e = found;
}
