#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/str.h"
#include "profiles/format/strict-json.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"
#include "profiles/settings/value.h"

/*
 * The JSON document of draft-ietf-mailmaint-pacc.  A service is a host and
 * nothing else: TLS from the first byte on the registered port, and the
 * address is the user name.  What is unknown is passed over; a service with
 * a wrong value is dropped, the rest stays.
 */

enum {
	DEPTH_MAX = 16,
	TEXT_MAX = 512,
	NAME_CHARS = 60,
	SHORT_CHARS = 20,
	SIEVE_PORT = 4190 /* RFC 5804 section 1.8 */
};

/* Draft -03 calls "submit" what -02 called "smtp"; the newer word wins. */
static const struct {
	const char *name;
	enum protocol protocol;
} services[] = {
	{ "imap", PROTO_IMAP },
	{ "pop3", PROTO_POP3 },
	{ "submit", PROTO_SMTP },
	{ "smtp", PROTO_SMTP },
};

/* Services beside mail; DAV has to say where on its host it is. */
static const struct {
	const char *name;
	bool path;
} others[] = {
	{ "jmap", false },
	{ "caldav", true },
	{ "carddav", true },
	{ "webdav", true },
};

/* The member of an object that is one itself, or NULL. */
static json_object *
member(json_object *o, const char *name)
{
	json_object *v;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, name, &v))
		return NULL;
	return v;
}

/* A text of one byte or more; NULL when it is absent, over-long or no text. */
static const char *
text_of(json_object *o, const char *name)
{
	json_object *v = member(o, name);
	const char *text;
	size_t n;

	if (!json_object_is_type(v, json_type_string))
		return NULL;
	text = json_object_get_string(v);
	n = (size_t)json_object_get_string_len(v);
	return n == 0 || n > TEXT_MAX || strlen(text) != n ? NULL : text;
}

/* Notes the member of o, or what stands instead of that object. */
static void
note(struct settings *s, json_object *o, const char *kind, const char *name)
{
	json_object *v =
	    json_object_is_type(o, json_type_object) ? member(o, name) : o;

	misread_add(&s->arena, &s->misread,
	    arena_printf(&s->arena, "%s %s", kind, name),
	    v == NULL ? "" : json_object_get_string(v));
}

/* Notes why a server of p, or with PROTO_COUNT a service, is not used. */
static void
leave_out(struct settings *s, json_object *o, const char *kind,
    const char *name, enum protocol p)
{
	size_t before = s->misread.n;

	s->left_out++;
	note(s, o, kind, name);
	misread_drop(&s->misread, before, p);
}

/* The draft names two ways and no preference; a password comes first, for
 * every mail program knows it. */
static void
read_auths(json_object *root, struct endpoint *e)
{
	json_object *ways = member(root, "authentication");
	json_object *password = member(ways, "password");

	if (json_object_is_type(password, json_type_boolean) &&
	    json_object_get_boolean(password))
		e->auths[e->nauths++] = AUTH_PASSWORD;
	if (member(ways, "oauth-public") != NULL)
		e->auths[e->nauths++] = AUTH_OAUTH2;
}

static void
check_auths(struct settings *s, json_object *root)
{
	json_object *ways = member(root, "authentication");
	json_object *password = member(ways, "password");

	if (password != NULL &&
	    !json_object_is_type(password, json_type_boolean))
		note(s, ways, "authentication", "password");
}

/* draft-ietf-mailmaint-oauth-public: the issuer tells all the rest. */
static void
read_oauth(struct settings *s, json_object *root, const char *address)
{
	json_object *way =
	    member(member(root, "authentication"), "oauth-public");
	const char *issuer = text_of(way, "issuer");

	if (issuer != NULL && strstr(issuer, "%EMAIL") == NULL)
		s->oauth.issuer = value_https(&s->arena, issuer, address);
	if (s->oauth.issuer == NULL && member(way, "issuer") != NULL) {
		s->left_out++;
		note(s, way, "oauth-public", "issuer");
	}
}

/* An https URL without a port, and with a path where it needs one. */
static const char *
read_url(struct settings *s, const char *text, bool path, const char *address)
{
	const char *url, *host;

	if (strstr(text, "%EMAIL") != NULL)
		return NULL;
	url = value_https(&s->arena, text, address);
	if (url == NULL)
		return NULL;
	host = url + strlen("https://");
	if (memchr(host, ':', strcspn(host, "/?#")) != NULL ||
	    (path && strchr(host, '/') == NULL))
		return NULL;
	return url;
}

/* The format has no places: a percent sign is no part of a name. */
static const char *
read_host(struct settings *s, json_object *o, const char *address)
{
	const char *host = text_of(o, "host");

	if (host == NULL || strchr(host, '%') != NULL)
		return NULL;
	return value_host(&s->arena, host, address);
}

static void
read_sieve(struct settings *s, json_object *all, const char *address)
{
	json_object *o = member(all, "managesieve");
	const char *host = read_host(s, o, address);

	if (host != NULL)
		settings_note_service(s, "managesieve", NULL, host, SIEVE_PORT);
	else if (o != NULL)
		leave_out(s, o, "managesieve", "host", PROTO_COUNT);
}

static void
read_others(struct settings *s, json_object *root, const char *address)
{
	json_object *all = member(root, "protocols"), *o;
	const char *text;
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		o = member(all, others[i].name);
		if (o == NULL)
			continue;
		text = text_of(o, "url");
		if (text != NULL)
			text = read_url(s, text, others[i].path, address);
		if (text == NULL)
			leave_out(s, o, others[i].name, "url", PROTO_COUNT);
		else
			settings_note_service(s, others[i].name, text, NULL, 0);
	}
	read_sieve(s, all, address);
}

static void
read_service(
    struct settings *s, json_object *root, size_t i, const char *address)
{
	json_object *o = member(member(root, "protocols"), services[i].name);
	const char *host;
	struct endpoint *e;

	if (o == NULL || settings_first(s, services[i].protocol) != NULL)
		return;
	host = read_host(s, o, address);
	if (host == NULL) {
		leave_out(s, o, services[i].name, "host", services[i].protocol);
		return;
	}
	e = settings_add(s);
	e->protocol = services[i].protocol;
	e->security = SECURITY_TLS;
	e->host = host;
	e->port = endpoint_port(e->protocol, e->security);
	if (strchr(address, '@') != NULL)
		e->username =
		    settings_expand(&s->arena, "%EMAILADDRESS%", address);
	read_auths(root, e);
}

/* The first characters: more is no name. */
static size_t
name_length(const char *text, int max)
{
	size_t len = strlen(text), n = 0, step;
	uint32_t c;
	int i;

	for (i = 0; i < max && n < len; i++) {
		step = str_utf8(text + n, len - n, &c);
		n += step == 0 ? 1 : step;
	}
	return n;
}

static void
read_info(struct settings *s, json_object *root)
{
	json_object *info = member(root, "info");
	json_object *provider = member(info, "provider");
	const char *name = text_of(provider, "name");
	const char *brief = text_of(provider, "shortName");
	const char *url = text_of(member(info, "help"), "documentation");

	if (name != NULL)
		s->provider = str_printable_dup(
		    &s->arena, name, name_length(name, NAME_CHARS));
	if (brief != NULL)
		s->short_name = str_printable_dup(
		    &s->arena, brief, name_length(brief, SHORT_CHARS));
	if (url == NULL || !settings_help_is_url(url))
		return;
	url = arena_strdup(&s->arena, url);
	settings_add_help(s, false, url);
	if (str_starts_nocase(url, "https://"))
		s->documentation = url;
}

struct settings *
read_pacc(
    const char *bytes, size_t len, const char *address, const char **why_out)
{
	struct settings *s;
	json_object *root;
	size_t i;

	if (len > READER_BYTES_MAX) {
		*why_out = "too long";
		return NULL;
	}
	root = strict_json_parse(bytes, len, DEPTH_MAX, NULL);
	if (!json_object_is_type(root, json_type_object)) {
		*why_out = "not a JSON object";
		json_object_put(root);
		return NULL;
	}
	s = settings_new();
	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		read_service(s, root, i, address);
	read_others(s, root, address);
	check_auths(s, root);
	read_oauth(s, root, address);
	read_info(s, root);
	json_object_put(root);
	*why_out = settings_is_empty(s) ? "no usable server in it" : NULL;
	return s;
}
