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
		if (xml_is(n, "checkInterval") &&
		    str_number(xml_property(a, n, "minutes"), 1, MINUTES_MAX,
			&number) == 0)
			e->min_interval = (int)number;
	}
}

/* User names stay open then. */
static bool
is_domain(const char *address)
{
	return address != NULL && strchr(address, '@') == NULL;
}

/* One element of a server section; -1 when its value is wrong. */
static int
read_value(struct arena *a, struct endpoint *e, xmlNode *n, const char *address,
    int *security)
{
	const char *text;
	int64_t port;

	if (xml_is(n, "hostname")) {
		e->host = value_host(a, xml_content(a, n), address);
		return e->host == NULL ? -1 : 0;
	}
	if (xml_is(n, "username")) {
		text = xml_content(a, n);
		if (*text == '\0' || is_domain(address))
			return 0;
		e->username = value_username(a, text, address);
		return e->username == NULL ? -1 : 0;
	}
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

/* Fills e from a section of its protocol; -1 drops the section. */
static int
read_server(
    struct arena *a, struct endpoint *e, xmlNode *section, const char *address)
{
	int security = -1;
	xmlNode *n;

	if (xml_is(section, "incomingServer") == (e->protocol == PROTO_SMTP))
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

void
autoconfig_server(
    struct settings *s, xmlNode *section, const char *address, int *n)
{
	const char *type = xml_property(&s->arena, section, "type");
	struct endpoint found = { .port = 0 }, *e;

	if (++*n > SERVERS_MAX) {
		s->left_out++;
		return;
	}
	if (protocol_parse(str_lower(arena_strdup(&s->arena, type)),
		&found.protocol) == -1) {
		autoconfig_service(s, section, address);
		return;
	}
	if (read_server(&s->arena, &found, section, address) == -1) {
		s->left_out++;
		return;
	}
	e = settings_add(s);
	found.entry = e->entry;
	*e = found;
}
