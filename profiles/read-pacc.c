#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "probe/base/idna.h"
#include "probe/base/str.h"
#include "profiles/reader.h"
#include "profiles/settings.h"

/*
 * The JSON document of draft-ietf-mailmaint-pacc.  A service is a host and
 * nothing else: TLS from the first byte on the registered port, and the
 * address is the user name.  What is unknown is passed over; a service with
 * a wrong value is dropped, the rest stays.
 */

enum { DEPTH_MAX = 16, TEXT_MAX = 512, NAME_CHARS = 60 };

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
read_service(
    struct settings *s, json_object *root, size_t i, const char *address)
{
	json_object *o = member(member(root, "protocols"), services[i].name);
	const char *host = text_of(o, "host");
	struct endpoint *e;

	if (settings_first(s, services[i].protocol) != NULL)
		return;
	host = host == NULL ? NULL : idna_ascii(&s->arena, host);
	if (host == NULL)
		return;
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

/* The first 60 characters: more is no name. */
static size_t
name_length(const char *text)
{
	size_t len = strlen(text), n = 0, step;
	uint32_t c;
	int i;

	for (i = 0; i < NAME_CHARS && n < len; i++) {
		step = str_utf8(text + n, len - n, &c);
		n += step == 0 ? 1 : step;
	}
	return n;
}

static void
read_info(struct settings *s, json_object *root)
{
	json_object *info = member(root, "info");
	const char *name = text_of(member(info, "provider"), "name");
	const char *url = text_of(member(info, "help"), "documentation");

	if (name != NULL)
		s->provider =
		    str_printable_dup(&s->arena, name, name_length(name));
	if (url != NULL && str_starts_nocase(url, "https://"))
		s->documentation = arena_strdup(&s->arena, url);
}

/* All of the bytes are one value, but for white space around it. */
static json_object *
parse(const char *bytes, size_t len)
{
	json_tokener *t = json_tokener_new_ex(DEPTH_MAX);
	json_object *root;

	if (t == NULL)
		abort();
	json_tokener_set_flags(
	    t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(t, bytes, (int)len);
	json_tokener_free(t);
	return root;
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
	root = parse(bytes, len);
	if (!json_object_is_type(root, json_type_object)) {
		*why_out = "not a JSON object";
		json_object_put(root);
		return NULL;
	}
	s = settings_new();
	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		read_service(s, root, i, address);
	read_info(s, root);
	json_object_put(root);
	if (!STAILQ_EMPTY(&s->endpoints))
		return s;
	*why_out = "no usable server in it";
	settings_free(&s);
	return NULL;
}
