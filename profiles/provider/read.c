#include "profiles/provider/read-json.h"

#include <string.h>

#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

enum { MAX_ROWS = 4096 };

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

static const char **
read_hosts(struct reading *r, const char *path, json_object *v, size_t *n_out)
{
	return read_words(r, path, v, MAX_ROWS, is_domain,
	    "a host name in lower-case A-labels", n_out);
}

static void
read_mx(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->mx = read_hosts(r, path, v, &r->p->nmx);
}

static void
read_ns(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->ns = read_hosts(r, path, v, &r->p->nns);
}

static void
read_spf(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->spf = read_hosts(r, path, v, &r->p->nspf);
}

static void
read_documentation(
    struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	r->p->documentation = read_page(r, path, v);
}

static const struct key provider_keys[] = {
	{ "id", true, read_id },
	{ "name", true, read_name },
	{ "domains", false, read_domains },
	{ "mx", false, read_mx },
	{ "ns", false, read_ns },
	{ "spf", false, read_spf },
	{ "servers", true, read_servers },
	{ "hints", false, read_hints },
	{ "documentation", false, read_documentation },
	{ "help", false, read_help },
	{ "oauth", false, read_oauth },
	{ "evidence", true, read_evidence },
	{ "disagreements", false, read_disagreements },
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
	if (json_object_is_type(v, json_type_object) &&
	    p->ndomains + p->nmx + p->nns + p->nspf == 0)
		provider_problem_add(problems, name, "domains",
		    "neither a domain nor a mail exchanger is listed");
	json_object_put(v);
	return p;
}

int
provider_parse(const char *name, const char *json, size_t len,
    struct provider **out, struct err *err)
{
	const struct provider_problem *problem;
	struct provider_problems problems;
	struct provider *p;
	int result = 0;

	provider_problems_init(&problems);
	p = provider_validate(&problems, name, json, len);
	STAILQ_FOREACH (problem, &problems.list, entry) {
		if (problem->unknown_key)
			continue;
		result =
		    err_set(err, "%s: %s%s%s", problem->file, problem->field,
			*problem->field == '\0' ? "" : ": ", problem->text);
		break;
	}
	if (result == 0)
		*out = p;
	else
		provider_free(&p);
	provider_problems_clear(&problems);
	return result;
}
