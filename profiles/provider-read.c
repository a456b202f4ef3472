#include "profiles/provider-json.h"

#include <ctype.h>
#include <string.h>

#include "probe/base/mem.h"
#include "probe/base/str.h"
#include "profiles/hint.h"
#include "profiles/settings.h"

enum { MAX_ROWS = 4096, MAX_SERVERS = 32 };

static bool
is_lower(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			return false;
	return true;
}

static bool
is_domain(const char *s)
{
	return strchr(s, '.') != NULL && is_lower(s) && str_is_host(s, false) &&
	    !str_is_ip(s);
}

static bool
is_domain_pattern(const char *s)
{
	return is_domain(strncmp(s, "*.", 2) == 0 ? s + 2 : s);
}

static void
read_id(struct reading *r, const char *path, json_object *v, void *target)
{
	const char *base = strrchr(r->file, '/'), *id, *s;
	size_t n;

	(void)target;
	id = read_text(r, path, v, 64);
	if (id == NULL)
		return;
	for (s = id; *s != '\0'; s++)
		if (strchr("abcdefghijklmnopqrstuvwxyz0123456789", *s) ==
			NULL &&
		    (*s != '-' || s == id || s[1] == '-' || s[1] == '\0'))
			break;
	if (*s != '\0') {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not lower-case letters, digits and single hyphens",
		    read_shown(r, v));
		return;
	}
	r->p->id = id;
	base = base == NULL ? r->file : base + 1;
	n = strlen(base);
	if (n > 5 && strcmp(base + n - 5, ".json") == 0 &&
	    (strlen(id) != n - 5 || strncmp(id, base, n - 5) != 0))
		provider_problem_add(r->problems, r->file, path,
		    "\"%s\" does not fit the name of the file", id);
}

static void
read_name(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->name = read_text(r, path, v, 60);
}

static void
read_domains(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->domains = read_words(r, path, v, MAX_ROWS, is_domain_pattern,
	    "a domain in lower-case A-labels", &r->p->ndomains);
}

static void
read_mx(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->mx = read_words(r, path, v, MAX_ROWS, is_domain,
	    "a host name in lower-case A-labels", &r->p->nmx);
}

static bool
is_hint(const char *word)
{
	return hint_sentence(word) != NULL;
}

static void
read_hints(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->hints = read_words(
	    r, path, v, SETTINGS_HINTS, is_hint, "a known hint", &r->p->nhints);
}

static void
read_documentation(
    struct reading *r, const char *path, json_object *v, void *target)
{
	const char *url = read_text(r, path, v, 500), *s;

	(void)target;
	if (url == NULL)
		return;
	for (s = url; *s > ' ' && *s < 0x7f; s++)
		;
	if (strncmp(url, "https://", 8) != 0 || url[8] == '\0' || *s != '\0') {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not an https URL", read_shown(r, v));
		return;
	}
	r->p->documentation = url;
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
	{ "host", true, read_host },
	{ "port", true, read_port },
	{ "security", true, read_security },
	{ "username", false, read_username },
	{ "auth", false, read_auth },
	{ "leave_on_server", false, read_leave },
	{ "min_interval_minutes", false, read_interval },
	{ "max_recipients", false, read_recipients },
};

static void
read_servers(struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 0, MAX_SERVERS);
	struct provider_server *s;

	(void)target;
	r->p->servers = arena_alloc(&r->p->arena, (n + 1) * sizeof(*s));
	r->p->nservers = n;
	for (i = 0; i < n; i++) {
		const char *at = read_row_path(r, path, i);

		s = &r->p->servers[i];
		read_object(r, at, json_object_array_get_idx(v, i),
		    KEYS(server_keys), s);
		if (s->endpoint.protocol != PROTO_POP3 &&
		    (s->endpoint.leave != LEAVE_UNSTATED ||
			s->endpoint.min_interval))
			provider_problem_add(r->problems, r->file, at,
			    "leave_on_server and min_interval_minutes are "
			    "for pop3");
		if (s->endpoint.protocol != PROTO_SMTP && s->max_recipients)
			provider_problem_add(r->problems, r->file, at,
			    "max_recipients is for smtp");
	}
}

static void
read_source(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_evidence *evidence = target;

	evidence->source = read_text(r, path, v, 500);
}

/* date = YYYY "-" MM [ "-" DD ] */
static bool
is_date(const char *s)
{
	static const char form[] = "dddd-dd-dd";
	size_t i, n = strlen(s);
	int month, day;

	if (n != 7 && n != 10)
		return false;
	for (i = 0; i < n; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)s[i])
				   : s[i] != '-')
			return false;
	month = (s[5] - '0') * 10 + s[6] - '0';
	day = n == 7 ? 1 : (s[8] - '0') * 10 + s[9] - '0';
	return s[0] == '2' && s[1] == '0' && month >= 1 && month <= 12 &&
	    day >= 1 && day <= 31;
}

static void
read_date(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_evidence *evidence = target;
	const char *date = read_text(r, path, v, 16);

	if (date == NULL)
		return;
	if (!is_date(date)) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a date (YYYY-MM or YYYY-MM-DD)",
		    read_shown(r, v));
		return;
	}
	evidence->date = date;
}

static void
read_method(struct reading *r, const char *path, json_object *v, void *target)
{
	struct provider_evidence *evidence = target;
	const char *word = read_text(r, path, v, 32);

	if (word == NULL)
		return;
	if (strcmp(word, "publication") != 0 &&
	    strcmp(word, "help-page") != 0 &&
	    strcmp(word, "database-cross-check") != 0) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not publication, help-page or "
		    "database-cross-check",
		    read_shown(r, v));
		return;
	}
	evidence->method = word;
}

static const struct key evidence_keys[] = {
	{ "source", true, read_source },
	{ "date", true, read_date },
	{ "method", true, read_method },
};

static void
read_evidence(struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 1, MAX_SERVERS);
	struct provider_evidence *list;

	(void)target;
	list = arena_alloc(&r->p->arena, (n + 1) * sizeof(*list));
	for (i = 0; i < n; i++)
		read_object(r, read_row_path(r, path, i),
		    json_object_array_get_idx(v, i), KEYS(evidence_keys),
		    &list[i]);
	r->p->evidence = list;
	r->p->nevidence = n;
}

static void
read_help_for(struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;
	const char *word = read_text(r, path, v, 16);

	if (word == NULL)
		return;
	help->enable = strcmp(word, "enable") == 0;
	if (!help->enable && strcmp(word, "documentation") != 0)
		provider_problem_add(r->problems, r->file, path,
		    "%s is not documentation or enable", read_shown(r, v));
}

static void
read_help_url(struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;
	const char *url = read_text(r, path, v, HELP_URL_MAX);

	if (url != NULL && !help_is_url(url))
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a URL of a web page", read_shown(r, v));
	help->url = url;
}

static void
read_help_lang(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;
	const char *lang = read_text(r, path, v, 16);

	if (lang != NULL && !help_is_lang(lang))
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a language, such as de or pt-BR",
		    read_shown(r, v));
	help->lang = lang;
}

static void
read_help_text(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;

	help->text = read_text(r, path, v, HELP_TEXT_MAX);
}

static const struct key help_keys[] = {
	{ "for", true, read_help_for },
	{ "url", false, read_help_url },
	{ "lang", false, read_help_lang },
	{ "text", false, read_help_text },
};

static void
read_help(struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 1, HELP_ROWS);
	struct help *help;

	(void)target;
	for (i = 0; i < n; i++) {
		const char *at = read_row_path(r, path, i);

		help = arena_alloc(&r->p->arena, sizeof(*help));
		read_object(r, at, json_object_array_get_idx(v, i),
		    KEYS(help_keys), help);
		if (help->url == NULL && help->text == NULL)
			provider_problem_add(r->problems, r->file, at,
			    "has neither a URL nor a text");
		STAILQ_INSERT_TAIL(&r->p->help, help, entry);
	}
}

static const struct key provider_keys[] = {
	{ "id", true, read_id },
	{ "name", true, read_name },
	{ "domains", false, read_domains },
	{ "mx", false, read_mx },
	{ "servers", true, read_servers },
	{ "hints", false, read_hints },
	{ "documentation", false, read_documentation },
	{ "help", false, read_help },
	{ "evidence", true, read_evidence },
};

struct provider *
provider_validate(struct provider_problems *problems, const char *name,
    const char *json, size_t len)
{
	struct reading r = { problems, name, NULL };
	size_t before = problems->n;
	struct provider *p;
	json_object *v;

	if (len > PROVIDER_MAX_BYTES) {
		provider_problem_add(problems, name, "",
		    "the file is larger than %d bytes", PROVIDER_MAX_BYTES);
		return NULL;
	}
	v = read_json(&r, json, len);
	if (v == NULL) {
		/* The word null is a value to JSON, but no problem so far. */
		if (problems->n == before)
			provider_problem_add(
			    problems, name, "", "null is not an object");
		return NULL;
	}
	r.p = p = xcalloc(1, sizeof(*p));
	STAILQ_INIT(&p->help);
	read_object(&r, "", v, KEYS(provider_keys), NULL);
	if (json_object_is_type(v, json_type_object) && p->ndomains == 0 &&
	    p->nmx == 0)
		provider_problem_add(problems, name, "domains",
		    "neither a domain nor a mail exchanger is listed");
	json_object_put(v);
	return p;
}
