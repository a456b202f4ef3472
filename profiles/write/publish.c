#include "profiles/write/publish.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/str.h"
#include "profiles/format/autodiscover.h"
#include "profiles/format/print-json.h"
#include "profiles/format/xml-writer.h"
#include "profiles/settings/settings.h"

/* Of names in PACC. */
enum { NAME_CHARS = 60, SHORT_CHARS = 20 };

/* The words of PACC, of which draft -02 says "smtp" and -03 "submit". */
static const struct {
	const char *name;
	enum protocol protocol;
} services[] = {
	{ "imap", PROTO_IMAP },
	{ "pop3", PROTO_POP3 },
	{ "submit", PROTO_SMTP },
	{ "smtp", PROTO_SMTP },
};

static const struct endpoint *
find(const struct settings *s, enum protocol p, enum security security)
{
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->protocol == p && e->security == security)
			return e;
	return NULL;
}

/* TLS on the registered port of a server with a name. */
static const struct endpoint *
find_usual(const struct settings *s, enum protocol p)
{
	const struct endpoint *e = find(s, p, SECURITY_TLS);

	if (e == NULL || e->port != endpoint_port(p, SECURITY_TLS) ||
	    str_is_ip(e->host))
		return NULL;
	return e;
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
publish_digest(struct buf *out, const char *domain, const char *digest)
{
	buf_printf(out,
	    "_ua-auto-config.%s. 3600 IN TXT "
	    "\"v=UAAC1; a=sha256; d=%s\"\n",
	    domain, digest);
}

void
publish_zone(struct buf *out, const char *domain, const struct settings *s,
    const bool deny[ENDPOINT_SRV_COUNT], const char *digest)
{
	const struct endpoint_srv *srv;
	const struct endpoint *e;
	size_t i;

	for (i = 0; i < ENDPOINT_SRV_COUNT; i++) {
		srv = &endpoint_srv[i];
		e = find(s, srv->protocol, srv->security);
		if (e == NULL && deny[i])
			buf_printf(out, "%s._tcp.%s. 3600 IN SRV 0 0 0 .\n",
			    srv->name, domain);
		else if (e != NULL && !str_is_ip(e->host))
			buf_printf(out, "%s._tcp.%s. 3600 IN SRV 0 1 %d %s.\n",
			    srv->name, domain, e->port, e->host);
	}
	if (digest != NULL)
		publish_digest(out, domain, digest);
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

static bool
has_chars(const char *text, size_t max)
{
	size_t n;

	for (n = 0; text != NULL && *text != '\0'; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n > 0 && n <= max;
}

/* A name that is too long is left out, for it stands for nothing else. */
static void
add_info(json_object *root, const struct settings *s)
{
	bool name = has_chars(s->provider, NAME_CHARS);
	json_object *info, *provider;

	if (!name && s->documentation == NULL)
		return;
	info = add_object(root, "info");
	if (name) {
		provider = add_object(info, "provider");
		add_text(provider, "name", s->provider);
		if (has_chars(s->short_name, SHORT_CHARS))
			add_text(provider, "shortName", s->short_name);
	}
	if (s->documentation != NULL)
		add_text(add_object(info, "help"), "documentation",
		    s->documentation);
}

static bool
takes(const struct settings *s, enum auth kind)
{
	const struct endpoint *e;
	size_t i;

	STAILQ_FOREACH (e, &s->endpoints, entry) {
		if (e->nauths == 0 && kind == AUTH_PASSWORD)
			return true;
		for (i = 0; i < e->nauths; i++)
			if (e->auths[i] == kind)
				return true;
	}
	return false;
}

/* By whatever mechanism. */
static bool
takes_password(const struct settings *s)
{
	return takes(s, AUTH_PASSWORD) || takes(s, AUTH_ENCRYPTED) ||
	    takes(s, AUTH_SCRAM);
}

static bool
takes_token(const struct settings *s)
{
	return takes(s, AUTH_OAUTH2) && s->oauth.issuer != NULL;
}

static void
add_auths(json_object *root, const struct settings *s)
{
	json_object *ways = add_object(root, "authentication");

	if (takes_password(s))
		json_object_object_add(
		    ways, "password", json_object_new_boolean(true));
	if (takes_token(s))
		add_text(add_object(ways, "oauth-public"), "issuer",
		    s->oauth.issuer);
}

int
publish_pacc(struct buf *out, const struct settings *s, const char *address)
{
	json_object *root, *protocols;
	const struct endpoint *e;
	size_t i, n = 0;

	if (!is_address(s, address) || (!takes_password(s) && !takes_token(s)))
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
	add_auths(root, s);
	add_info(root, s);
	if (n > 0) {
		print_json(out, root,
		    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
		buf_add_str(out, "\n");
	}
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

int
publish_autodiscover(
    struct buf *out, const struct settings *s, const char *address)
{
	static const struct autodiscover_login password = { .user = NULL };
	const struct endpoint *e;
	struct xml *x;
	int p;

	if (!is_address(s, address) || !has_encryption(s))
		return -1;
	x = xml_new();
	autodiscover_open(x, NULL);
	for (p = 0; p < PROTO_COUNT; p++) {
		e = find(s, (enum protocol)p, SECURITY_TLS);
		if (e == NULL)
			e = find(s, (enum protocol)p, SECURITY_STARTTLS);
		if (e != NULL)
			autodiscover_add(x, e, &password);
	}
	return xml_finish(&x, out, NULL);
}
