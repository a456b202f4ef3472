#include "profiles/provider/read-json.h"

#include <string.h>

#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

enum { MAX_SERVERS = 32 };

static bool
is_lower(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			return false;
	return true;
}

static void
read_protocol(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;
	const char *word = read_text(r, path, v, 16);

	if (word != NULL &&
	    protocol_parse(word, &server->endpoint.protocol) == -1)
		provider_problem_add(r->problems, r->file, path,
		    "%s is not imap, pop3 or smtp", read_shown(r, v));
}

static void
read_security(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;
	const char *word = read_text(r, path, v, 16);
	enum security security;

	if (word == NULL)
		return;
	if (security_parse(word, &security) == -1) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not tls, starttls or none", read_shown(r, v));
		return;
	}
	server->endpoint.security = security;
}

/* The host is a name once its one possible place is filled in. */
static void
read_host(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;
	const char *host = read_text(r, path, v, 253), *place;
	struct arena scratch = { 0 };
	const char *sample;

	if (host == NULL)
		return;
	sample = host;
	place = strchr(host, '%');
	if (place != NULL)
		sample = strncmp(place, "%EMAILDOMAIN%", 13) == 0
		    ? settings_expand(&scratch, host, "a@example.org")
		    : NULL;
	if (sample == NULL || !is_lower(sample) || !str_is_host(sample, true))
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a host name in lower case", read_shown(r, v));
	else
		server->endpoint.host = host;
	arena_clear(&scratch);
}

/* A host name with one "*" in its first label, which stands for letters. */
static void
read_pattern(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;
	const char *host = read_text(r, path, v, 253), *star, *dot;
	char *sample;

	if (host == NULL)
		return;
	star = strchr(host, '*');
	dot = strchr(host, '.');
	sample = arena_strdup(&r->p->arena, host);
	if (star != NULL)
		sample[star - host] = 'x';
	if (star == NULL || dot == NULL || star > dot ||
	    strchr(dot + 1, '.') == NULL || !is_lower(sample) ||
	    !str_is_host(sample, false)) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a host name in lower case with one * in its "
		    "first part",
		    read_shown(r, v));
		return;
	}
	server->endpoint.host = host;
	server->per_account = true;
}

static void
read_port(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;
	int port;

	if (read_number(r, path, v, 65535, "a port", &port))
		server->endpoint.port = (uint16_t)port;
}

static void
read_username(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;
	const char *name = read_text(r, path, v, 200);
	struct arena scratch = { 0 };

	if (name == NULL)
		return;
	if (strchr(name, '%') == NULL ||
	    settings_expand(&scratch, name, "a@example.org") == NULL)
		provider_problem_add(r->problems, r->file, path,
		    "%s is not made of %%EMAILADDRESS%%, %%EMAILLOCALPART%% "
		    "and %%EMAILDOMAIN%%",
		    read_shown(r, v));
	else
		server->endpoint.username = name;
	arena_clear(&scratch);
}

static bool
is_auth(const char *word)
{
	enum auth auth;

	return auth_parse(word, &auth) == 0;
}

static void
read_auth(struct reading *r, const char *path, json_object *v, void *target)
{
	struct endpoint *e = &((struct provider_server *)target)->endpoint;
	const char **words;
	size_t i, n;

	words = read_words(r, path, v, ENDPOINT_AUTHS, is_auth,
	    "a kind of login, such as password or oauth2", &n);
	for (i = 0; i < n; i++)
		auth_parse(words[i], &e->auths[e->nauths++]);
}

static void
read_leave(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;

	if (!json_object_is_type(v, json_type_boolean)) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not true or false", read_shown(r, v));
		return;
	}
	server->endpoint.leave =
	    json_object_get_boolean(v) ? LEAVE_YES : LEAVE_NO;
}

static void
read_leave_days(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;

	read_number(
	    r, path, v, 3650, "a number of days", &server->endpoint.leave_days);
}

static void
read_interval(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;

	read_number(r, path, v, 1440, "a number of minutes",
	    &server->endpoint.min_interval);
}

static void
read_recipients(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_server *server = target;

	read_number(r, path, v, 10000, "a number of recipients",
	    &server->max_recipients);
}

static const struct key server_keys[] = {
	{ "protocol", true, read_protocol },
	{ "host", false, read_host },
	{ "host_pattern", false, read_pattern },
	{ "port", true, read_port },
	{ "security", true, read_security },
	{ "username", false, read_username },
	{ "auth", false, read_auth },
	{ "leave_on_server", false, read_leave },
	{ "leave_days", false, read_leave_days },
	{ "min_interval_minutes", false, read_interval },
	{ "max_recipients", false, read_recipients },
};

/* What holds between the keys of one server. */
static void
check_server(struct reading *r, const char *path, json_object *v,
    const struct provider_server *s)
{
	const struct endpoint *e = &s->endpoint;
	bool host = json_object_object_get_ex(v, "host", NULL);
	bool pattern = json_object_object_get_ex(v, "host_pattern", NULL);

	if (!host && !pattern)
		provider_problem_add(r->problems, r->file,
		    arena_printf(&r->problems->arena, "%s.host", path),
		    "is missing");
	if (host && pattern)
		provider_problem_add(r->problems, r->file, path,
		    "has both host and host_pattern");
	if (e->protocol != PROTO_POP3 &&
	    (e->leave != LEAVE_UNSTATED || e->leave_days || e->min_interval))
		provider_problem_add(r->problems, r->file, path,
		    "leave_on_server, leave_days and min_interval_minutes are "
		    "for pop3");
	if (e->protocol != PROTO_SMTP && s->max_recipients)
		provider_problem_add(
		    r->problems, r->file, path, "max_recipients is for smtp");
}

void
read_servers(struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 0, MAX_SERVERS);
	struct provider_server *s;

	(void)target;
	r->p->servers = arena_alloc(&r->p->arena, (n + 1) * sizeof(*s));
	r->p->nservers = n;
	for (i = 0; i < n; i++) {
		const char *at = read_row_path(r, path, i);
		json_object *row = json_object_array_get_idx(v, i);

		s = &r->p->servers[i];
		read_object(r, at, row, KEYS(server_keys), s);
		if (json_object_is_type(row, json_type_object))
			check_server(r, at, row, s);
	}
}
