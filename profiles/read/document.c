#include "profiles/read/document.h"

#include <assert.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "profiles/base/err.h"
#include "profiles/base/str.h"
#include "profiles/format/strict-json.h"
#include "profiles/settings/settings.h"
#include "profiles/settings/value.h"

enum { TEXT_MAX = 1024, KIND_MAX = 32, DEPTH_MAX = 32 };

/* Where we are: the field's name for messages, and the document. */
struct place {
	struct document *d;
	const char *address;
	bool report; /* else a settings document, which is strict */
	char path[64];
	struct err *err;
};

static int
fault(struct place *p, const char *key, const char *what)
{
	char shown[80], *c;

	/* A key of the file may hold anything. */
	snprintf(shown, sizeof(shown), "%s", key);
	for (c = shown; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	return err_set(p->err, "%s%s: %s", p->path, shown, what);
}

/* A fault in a file; a report is read without the value. */
static int
fault_in_file(struct place *p, const char *key, const char *what)
{
	return p->report ? 0 : fault(p, key, what);
}

/* A string with no worse character than that, or absent (NULL and null are
 * the same). */
static int
get_text_of(struct place *p, json_object *o, const char *key,
    enum str_fault worst, const char **out)
{
	json_object *v;
	const char *s;

	*out = NULL;
	if (!json_object_object_get_ex(o, key, &v) || v == NULL)
		return 0;
	if (!json_object_is_type(v, json_type_string))
		return fault(p, key, "must be a string");
	s = json_object_get_string(v);
	if (strlen(s) != (size_t)json_object_get_string_len(v))
		return fault(p, key, "must not hold NUL");
	if (strlen(s) > TEXT_MAX)
		return fault(p, key, "is too long");
	if (str_fault(s) > worst)
		return fault_in_file(
		    p, key, "holds a control or invisible character");
	if (*s != '\0')
		*out = arena_strdup(&p->d->settings->arena, s);
	return 0;
}

static int
get_text(struct place *p, json_object *o, const char *key, const char **out)
{
	return get_text_of(p, o, key, STR_BLANK, out);
}

/* The name of a person or a folder, which may need joiners. */
static int
get_name(struct place *p, json_object *o, const char *key, const char **out)
{
	return get_text_of(p, o, key, STR_JOINER, out);
}

static int
check_keys(struct place *p, json_object *o, const char *const *known)
{
	struct json_object_iterator i, end;
	const char *key;
	size_t k;

	if (p->report)
		return 0;
	i = json_object_iter_begin(o);
	end = json_object_iter_end(o);
	for (; !json_object_iter_equal(&i, &end); json_object_iter_next(&i)) {
		key = json_object_iter_peek_name(&i);
		for (k = 0; known[k] != NULL; k++)
			if (strcmp(known[k], key) == 0)
				break;
		if (known[k] == NULL)
			return fault(p, key, "is not a field of this document");
	}
	return 0;
}

static int
add_auth(struct place *p, json_object *v, struct endpoint *e)
{
	const char *word = json_object_get_string(v);
	enum auth auth;

	if (!json_object_is_type(v, json_type_string) ||
	    (auth_parse(word, &auth) == -1 &&
		auth_of_mechanism(word, &auth) == -1))
		return fault(p, "auth",
		    "must be password, encrypted, scram, oauth2, gssapi, "
		    "ntlm, client-certificate, client-ip, none or the name "
		    "of a mechanism");
	if (e->nauths == ENDPOINT_AUTHS)
		return fault(p, "auth", "has too many values");
	e->auths[e->nauths++] = auth;
	return 0;
}

static int
read_auth(struct place *p, json_object *o, struct endpoint *e)
{
	json_object *v;
	size_t i;

	if (!json_object_object_get_ex(o, "auth", &v) || v == NULL)
		return 0;
	if (!json_object_is_type(v, json_type_array))
		return add_auth(p, v, e);
	for (i = 0; i < json_object_array_length(v); i++)
		if (add_auth(p, json_object_array_get_idx(v, i), e) == -1)
			return -1;
	return 0;
}

static int
read_retention(struct place *p, json_object *o)
{
	json_object *v;
	const char *word;
	int64_t days;

	if (!json_object_object_get_ex(o, "retention", &v) || v == NULL)
		return 0;
	p->d->retention_days = RETENTION_DAYS_DEFAULT;
	if (json_object_is_type(v, json_type_string)) {
		word = json_object_get_string(v);
		p->d->retention = RETENTION_DELETE;
		if (strcmp(word, "delete") == 0)
			return 0;
		p->d->retention = RETENTION_KEEP;
		if (strcmp(word, "keep") == 0)
			return 0;
	}
	days = json_object_get_int64(v);
	if (!json_object_is_type(v, json_type_int) || days < 1 ||
	    days > LEAVE_DAYS_MAX)
		return fault(p, "retention",
		    "must be delete, keep or a number of days (1 to 3650)");
	p->d->retention = RETENTION_DAYS;
	p->d->retention_days = (int)days;
	return 0;
}

static int
read_username(struct place *p, json_object *o, struct endpoint *e)
{
	if (get_text(p, o, "username", &e->username) == -1)
		return -1;
	if (e->username == NULL || p->report)
		return 0;
	if (strchr(e->username, '%') == NULL)
		return 0;
	e->username = settings_expand(&p->d->settings->arena, e->username,
	    account_login(&p->d->settings->arena, p->address));
	if (e->username == NULL)
		return fault(p, "username",
		    "holds a place that is not %EMAILADDRESS%, "
		    "%EMAILLOCALPART% or %EMAILDOMAIN%");
	return 0;
}

static int
read_host(struct place *p, json_object *o, struct endpoint *e)
{
	const char *host, *security;
	json_object *port;

	if (get_text(p, o, "host", &host) == -1 ||
	    get_text(p, o, "security", &security) == -1)
		return -1;
	if (host == NULL)
		return fault(p, "host", "is missing");
	e->host = str_lower(arena_strdup(&p->d->settings->arena, host));
	if (!str_is_host(e->host, true))
		return fault(p, "host",
		    "must be a host name of letters, digits and hyphens, or "
		    "an IP address");
	if (!json_object_object_get_ex(o, "port", &port))
		return fault(p, "port", "is missing");
	if (!json_object_is_type(port, json_type_int) ||
	    json_object_get_int64(port) < 1 ||
	    json_object_get_int64(port) > 65535)
		return fault(p, "port", "must be 1 to 65535");
	e->port = (uint16_t)json_object_get_int64(port);
	if (security == NULL)
		return fault(p, "security", "is missing");
	if (security_parse(security, &e->security) == -1)
		return fault(p, "security", "must be tls or starttls");
	return 0;
}

/* IMAP: the folders by their use. */
static int
read_folders(struct place *p, json_object *root)
{
	static const char *const keys[] = { "sent", "drafts", "trash", "junk",
		"archive", "delimiter", NULL };
	struct folders *f = &p->d->settings->folders;
	const char *delimiter;
	json_object *o;

	if (!json_object_object_get_ex(root, "folders", &o) || o == NULL)
		return 0;
	if (!json_object_is_type(o, json_type_object))
		return fault(p, "folders", "must be an object");
	snprintf(p->path, sizeof(p->path), "settings.imap.folders.");
	if (check_keys(p, o, keys) == -1 ||
	    get_name(p, o, "sent", &f->sent) == -1 ||
	    get_name(p, o, "drafts", &f->drafts) == -1 ||
	    get_name(p, o, "trash", &f->trash) == -1 ||
	    get_name(p, o, "junk", &f->junk) == -1 ||
	    get_name(p, o, "archive", &f->archive) == -1 ||
	    get_text(p, o, "delimiter", &delimiter) == -1)
		return -1;
	if (delimiter != NULL && strlen(delimiter) != 1)
		return fault(p, "delimiter", "must be one character");
	f->delimiter = delimiter == NULL ? '\0' : *delimiter;
	return 0;
}

static int
read_service(struct place *p, json_object *all, enum protocol protocol)
{
	static const char *const own[PROTO_COUNT] = {
		[PROTO_IMAP] = "folders", [PROTO_POP3] = "retention"
	};
	const char *const keys[] = { "host", "port", "security", "username",
		"auth", own[protocol], NULL };
	struct endpoint *e;
	json_object *o;

	if (!json_object_object_get_ex(all, protocol_name(protocol), &o) ||
	    o == NULL)
		return 0;
	snprintf(p->path, sizeof(p->path), "settings.");
	if (!json_object_is_type(o, json_type_object))
		return fault(p, protocol_name(protocol), "must be an object");
	snprintf(
	    p->path, sizeof(p->path), "settings.%s.", protocol_name(protocol));
	e = settings_add(p->d->settings);
	e->protocol = protocol;
	if (check_keys(p, o, keys) == -1 || read_host(p, o, e) == -1 ||
	    read_username(p, o, e) == -1 || read_auth(p, o, e) == -1)
		return -1;
	if (protocol == PROTO_IMAP)
		return read_folders(p, o);
	return protocol == PROTO_POP3 ? read_retention(p, o) : 0;
}

static int
read_services(struct place *p, json_object *root)
{
	static const char *const keys[] = { "imap", "pop3", "smtp", NULL };
	json_object *all;
	int i;

	if (!json_object_object_get_ex(root, "settings", &all) ||
	    !json_object_is_type(all, json_type_object))
		return fault(p, "settings", "must be an object");
	snprintf(p->path, sizeof(p->path), "settings.");
	if (check_keys(p, all, keys) == -1)
		return -1;
	for (i = 0; i < PROTO_COUNT; i++)
		if (read_service(p, all, (enum protocol)i) == -1)
			return -1;
	p->path[0] = '\0';
	if (STAILQ_EMPTY(&p->d->settings->endpoints))
		return fault(p, "settings",
		    p->report ? "is empty: the check proved no server"
			      : "names no server");
	return 0;
}

static int
read_hints(struct place *p, json_object *root)
{
	struct settings *s = p->d->settings;
	json_object *list, *v;
	size_t i;

	if (!json_object_object_get_ex(root, "hints", &list) || list == NULL)
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return fault(p, "hints", "must be a list");
	if (json_object_array_length(list) > SETTINGS_HINTS)
		return fault(p, "hints", "has too many values");
	for (i = 0; i < json_object_array_length(list); i++) {
		v = json_object_array_get_idx(list, i);
		if (!json_object_is_type(v, json_type_string))
			return fault(p, "hints", "must be a list of strings");
		if (str_fault(json_object_get_string(v)) != STR_FINE)
			return fault(p, "hints", "must be a list of words");
		s->hints[s->nhints++] =
		    arena_strdup(&s->arena, json_object_get_string(v));
	}
	return 0;
}

/* As in the registry of autoconfig: "caldav". */
static bool
is_kind(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n > 0 && n <= KIND_MAX && word[n] == '\0';
}

/* Where a service lies; a wrong value leaves both NULL. */
static int
read_place(struct place *p, json_object *o, struct service *v)
{
	struct arena *a = &p->d->settings->arena;
	json_object *port;
	int64_t n = 0;

	if (get_text(p, o, "url", &v->url) == -1 ||
	    get_text(p, o, "host", &v->host) == -1)
		return -1;
	if (json_object_object_get_ex(o, "port", &port) && port != NULL) {
		n = json_object_get_int64(port);
		if (!json_object_is_type(port, json_type_int) || n < 1 ||
		    n > UINT16_MAX)
			return fault(p, "port", "must be 1 to 65535");
	}
	v->port = (uint16_t)n;
	if (v->url != NULL) {
		v->host = NULL;
		v->port = 0;
		v->url = value_url(a, v->url, p->address);
	} else if (v->host != NULL) {
		v->host = str_lower(arena_strdup(a, v->host));
		if (!str_is_host(v->host, true))
			v->host = NULL;
	}
	return 0;
}

/* A service beside mail. */
static int
read_other(struct place *p, json_object *o)
{
	static const char *const keys[] = { "kind", "url", "host", "port",
		"source", NULL };
	struct service v = { .kind = NULL };

	if (!json_object_is_type(o, json_type_object))
		return fault(p, "*", "must be an object");
	if (check_keys(p, o, keys) == -1 ||
	    get_text(p, o, "kind", &v.kind) == -1 || read_place(p, o, &v) == -1)
		return -1;
	if (v.kind == NULL || !is_kind(v.kind))
		return fault_in_file(
		    p, "kind", "must be a word such as caldav");
	if (v.url == NULL && v.host == NULL)
		return fault_in_file(p, "url",
		    "must be an http or https URL, or host "
		    "a host name");
	settings_note_service(p->d->settings, v.kind, v.url, v.host, v.port);
	return 0;
}

static int
read_others(struct place *p, json_object *root)
{
	json_object *list;
	size_t i;

	if (!json_object_object_get_ex(root, "services", &list) || list == NULL)
		return 0;
	if (!json_object_is_type(list, json_type_array))
		return fault(p, "services", "must be a list");
	snprintf(p->path, sizeof(p->path), "services.");
	for (i = 0; i < json_object_array_length(list); i++)
		if (read_other(p, json_object_array_get_idx(list, i)) == -1)
			return -1;
	p->path[0] = '\0';
	return 0;
}

/* RFC 8414 section 2 makes the issuer a URL; some publish a mere host. */
static const char *
issuer_of(struct place *p, const char *text)
{
	struct arena *a = &p->d->settings->arena;

	if (strstr(text, "://") != NULL)
		return value_https(a, text, p->address);
	return value_host(a, text, p->address);
}

static bool
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* All of it holds, or none is used. */
static int
check_oauth(struct place *p, struct oauth *o)
{
	struct arena *a = &p->d->settings->arena;
	const char *wrong = NULL, *what = "must be an https:// URL";

	if (o->scopes != NULL && !is_plain(o->scopes)) {
		wrong = "scopes";
		what = "must be plain ASCII";
	}
	if (o->issuer != NULL &&
	    (o->issuer = issuer_of(p, o->issuer)) == NULL) {
		wrong = "issuer";
		what = "must be an https:// URL or a host";
	}
	if (o->auth_url != NULL &&
	    (o->auth_url = value_https(a, o->auth_url, p->address)) == NULL)
		wrong = "auth_url";
	if (o->token_url != NULL &&
	    (o->token_url = value_https(a, o->token_url, p->address)) == NULL)
		wrong = "token_url";
	if (wrong == NULL)
		return 0;
	memset(o, 0, sizeof(*o));
	return fault_in_file(p, wrong, what);
}

static int
read_oauth(struct place *p, json_object *root)
{
	static const char *const keys[] = { "issuer", "scopes", "auth_url",
		"token_url", "source", NULL };
	struct oauth *oauth = &p->d->settings->oauth;
	json_object *o;

	if (!json_object_object_get_ex(root, "oauth", &o) || o == NULL)
		return 0;
	if (!json_object_is_type(o, json_type_object))
		return fault(p, "oauth", "must be an object");
	snprintf(p->path, sizeof(p->path), "oauth.");
	if (check_keys(p, o, keys) == -1 ||
	    get_text(p, o, "issuer", &oauth->issuer) == -1 ||
	    get_text(p, o, "scopes", &oauth->scopes) == -1 ||
	    get_text(p, o, "auth_url", &oauth->auth_url) == -1 ||
	    get_text(p, o, "token_url", &oauth->token_url) == -1 ||
	    check_oauth(p, oauth) == -1)
		return -1;
	p->path[0] = '\0';
	return 0;
}

/* Decides how strict the rest is read. */
static int
read_schema(struct place *p, json_object *root)
{
	const char *schema;

	if (!json_object_is_type(root, json_type_object))
		return err_set(p->err, "must be a JSON object");
	if (get_text(p, root, "schema", &schema) == -1)
		return -1;
	p->report = schema != NULL && strcmp(schema, "postlotse-report/1") == 0;
	if (p->report ||
	    (schema != NULL && strcmp(schema, "postlotse-settings/1") == 0))
		return 0;
	return fault(
	    p, "schema", "must be postlotse-report/1 or postlotse-settings/1");
}

static int
read_documentation(struct place *p, json_object *root)
{
	const char **url = &p->d->settings->documentation;

	if (get_text(p, root, "documentation", url) == -1)
		return -1;
	if (*url == NULL || strncmp(*url, "https://", 8) == 0)
		return 0;
	*url = NULL;
	return fault_in_file(p, "documentation", "must be an https:// URL");
}

/* Only digits and hyphens; a report may hold what it likes else. */
static int
read_checked(struct place *p, json_object *root)
{
	const char **date = &p->d->settings->checked;

	if (get_text(p, root, "checked", date) == -1)
		return -1;
	if (*date == NULL ||
	    (strlen(*date) <= 10 &&
		(*date)[strspn(*date, "0123456789-")] == '\0'))
		return 0;
	*date = NULL;
	return fault_in_file(p, "checked", "must be a date");
}

static int
read_root(struct place *p, json_object *root)
{
	static const char *const keys[] = { "schema", "address", "name",
		"provider", "documentation", "checked", "hints", "oauth",
		"services", "settings", NULL };
	struct document *d = p->d;

	if (read_schema(p, root) == -1 || check_keys(p, root, keys) == -1 ||
	    get_text(p, root, "address", &d->address) == -1 ||
	    get_name(p, root, "name", &d->name) == -1 ||
	    get_text(p, root, "provider", &d->settings->provider) == -1 ||
	    read_documentation(p, root) == -1 || read_checked(p, root) == -1 ||
	    read_hints(p, root) == -1 || read_oauth(p, root) == -1 ||
	    read_others(p, root) == -1)
		return -1;
	if (d->address != NULL && !str_equal_nocase(d->address, p->address))
		return fault(p, "address", "is of another mailbox");
	return read_services(p, root);
}

static json_object *
parse(const char *bytes, size_t len, struct err *err)
{
	struct strict_json_end end;
	json_object *root;

	root = strict_json_parse(bytes, len, DEPTH_MAX, &end);
	if (end.early)
		err_set(err, "is not JSON: it ends too early");
	else if (end.why != NULL)
		err_set(err, "is not JSON: %s at byte %zu", end.why, end.at);
	else if (root == NULL)
		err_set(err, "must be a JSON object");
	return root;
}

int
document_read(const char *bytes, size_t len, const char *address,
    struct document *out, struct err *err)
{
	struct place p = { .d = out, .address = address, .err = err };
	json_object *root;
	int rc;

	memset(out, 0, sizeof(*out));
	if (len > DOCUMENT_MAX_BYTES)
		return err_set(
		    err, "is larger than %d bytes", DOCUMENT_MAX_BYTES);
	root = parse(bytes, len, err);
	if (root == NULL)
		return -1;
	out->settings = settings_new();
	rc = read_root(&p, root);
	json_object_put(root);
	if (rc == -1)
		document_clear(out);
	return rc;
}

void
document_clear(struct document *d)
{
	settings_free(&d->settings);
	memset(d, 0, sizeof(*d));
}
