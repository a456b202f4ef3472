#include "profiles/publish.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "probe/base/buf.h"
#include "profiles/settings.h"
#include "profiles/xml-writer.h"

/* RFC 6186 section 3 and RFC 8314 section 5.1; the words of PACC, of which
 * draft -02 says "smtp" and -03 "submit"; those of autodiscover. */
static const struct {
	const char *name;
	enum protocol protocol;
	enum security security;
} records[] = {
	{ "_imaps", PROTO_IMAP, SECURITY_TLS },
	{ "_imap", PROTO_IMAP, SECURITY_STARTTLS },
	{ "_pop3s", PROTO_POP3, SECURITY_TLS },
	{ "_pop3", PROTO_POP3, SECURITY_STARTTLS },
	{ "_submissions", PROTO_SMTP, SECURITY_TLS },
	{ "_submission", PROTO_SMTP, SECURITY_STARTTLS },
};

static const struct {
	const char *name;
	enum protocol protocol;
} services[] = {
	{ "imap", PROTO_IMAP },
	{ "pop3", PROTO_POP3 },
	{ "submit", PROTO_SMTP },
	{ "smtp", PROTO_SMTP },
};

#define NAMESPACE "http://schemas.microsoft.com/exchange/autodiscover/"

static const struct endpoint *
find(const struct settings *s, enum protocol p, enum security security)
{
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->protocol == p && e->security == security)
			return e;
	return NULL;
}

/* TLS on the registered port. */
static const struct endpoint *
find_usual(const struct settings *s, enum protocol p)
{
	const struct endpoint *e = find(s, p, SECURITY_TLS);

	return e != NULL && e->port == endpoint_port(p, SECURITY_TLS) ? e
								      : NULL;
}

static bool
is_address(const struct settings *s, const char *address)
{
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->username != NULL && strcmp(e->username, address) != 0)
			return false;
	return true;
}

void
publish_zone(struct buf *out, const char *domain, const struct settings *s,
    const char *digest)
{
	const struct endpoint *e;
	size_t i;

	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		e = find(s, records[i].protocol, records[i].security);
		if (e == NULL)
			buf_printf(out, "%s._tcp.%s. 3600 IN SRV 0 0 0 .\n",
			    records[i].name, domain);
		else
			buf_printf(out, "%s._tcp.%s. 3600 IN SRV 0 1 %d %s.\n",
			    records[i].name, domain, e->port, e->host);
	}
	if (digest != NULL)
		buf_printf(out,
		    "_ua-auto-config.%s. 3600 IN TXT "
		    "\"v=UAAC1; a=sha256; d=%s\"\n",
		    domain, digest);
}

static json_object *
add_object(json_object *parent, const char *name)
{
	json_object *o = json_object_new_object();

	json_object_object_add(parent, name, o);
	return o;
}

static void
add_text(json_object *parent, const char *name, const char *text)
{
	if (text != NULL)
		json_object_object_add(
		    parent, name, json_object_new_string(text));
}

static void
add_info(json_object *root, const struct settings *s)
{
	json_object *info;

	if (s->provider == NULL && s->documentation == NULL)
		return;
	info = add_object(root, "info");
	if (s->provider != NULL)
		add_text(add_object(info, "provider"), "name", s->provider);
	if (s->documentation != NULL)
		add_text(add_object(info, "help"), "documentation",
		    s->documentation);
}

int
publish_pacc(struct buf *out, const struct settings *s, const char *address)
{
	json_object *root, *protocols;
	const struct endpoint *e;
	size_t i, n = 0;

	if (!is_address(s, address))
		return -1;
	root = json_object_new_object();
	protocols = add_object(root, "protocols");
	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++) {
		e = find_usual(s, services[i].protocol);
		if (e == NULL)
			continue;
		add_text(
		    add_object(protocols, services[i].name), "host", e->host);
		n++;
	}
	json_object_object_add(add_object(root, "authentication"), "password",
	    json_object_new_boolean(true));
	add_info(root, s);
	if (n > 0)
		buf_printf(out, "%s\n",
		    json_object_to_json_string_ext(root,
			JSON_C_TO_STRING_PRETTY |
			    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(root);
	return n > 0 ? 0 : -1;
}

static bool
has_encryption(const struct settings *s)
{
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->security != SECURITY_NONE)
			return true;
	return false;
}

/* "TLS" means STARTTLS here. */
static void
add_protocol(struct xml *x, const char *type, const struct endpoint *e)
{
	xml_start(x, "Protocol");
	xml_element(x, "Type", type);
	xml_element(x, "Server", e->host);
	xml_number(x, "Port", e->port);
	xml_element(x, "DomainRequired", "off");
	xml_element(x, "SPA", "off");
	xml_element(x, "SSL", "on");
	xml_element(
	    x, "Encryption", e->security == SECURITY_TLS ? "SSL" : "TLS");
	xml_element(x, "AuthRequired", "on");
	xml_end(x);
}

int
publish_autodiscover(
    struct buf *out, const struct settings *s, const char *address)
{
	static const char *const types[] = { "IMAP", "POP3", "SMTP" };
	const struct endpoint *e;
	struct xml *x;
	int p;

	if (!is_address(s, address) || !has_encryption(s))
		return -1;
	x = xml_new();
	xml_start(x, "Autodiscover");
	xml_attribute(x, "xmlns", NAMESPACE "responseschema/2006");
	xml_start(x, "Response");
	xml_attribute(x, "xmlns", NAMESPACE "outlook/responseschema/2006a");
	xml_start(x, "Account");
	xml_element(x, "AccountType", "email");
	xml_element(x, "Action", "settings");
	for (p = 0; p < PROTO_COUNT; p++) {
		e = find(s, (enum protocol)p, SECURITY_TLS);
		if (e == NULL)
			e = find(s, (enum protocol)p, SECURITY_STARTTLS);
		if (e != NULL)
			add_protocol(x, types[p], e);
	}
	return xml_finish(&x, out, NULL);
}
