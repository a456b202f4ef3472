#include <json-c/json.h>
#include <string.h>

#include "cmd/provider/entry.h"
#include "profiles/settings/settings.h"

static void
put_text(json_object *v, const char *key, const char *text)
{
	if (text != NULL)
		json_object_object_add(v, key, json_object_new_string(text));
}

static void
put_words(json_object *v, const char *key, const char *const *words, size_t n)
{
	json_object *list;
	size_t i;

	if (n == 0)
		return;
	list = json_object_new_array();
	for (i = 0; i < n; i++)
		json_object_array_add(list, json_object_new_string(words[i]));
	json_object_object_add(v, key, list);
}

static void
put_number(json_object *v, const char *key, int n)
{
	if (n > 0)
		json_object_object_add(v, key, json_object_new_int(n));
}

static json_object *
endpoint_json(const struct endpoint *e, const char *host_key)
{
	json_object *v = json_object_new_object();
	const char *words[ENDPOINT_AUTHS];
	size_t i;

	put_text(v, "protocol", protocol_name(e->protocol));
	put_text(v, host_key, e->host);
	json_object_object_add(v, "port", json_object_new_int(e->port));
	put_text(v, "security", security_name(e->security));
	put_text(v, "username", e->username);
	for (i = 0; i < e->nauths; i++)
		words[i] = auth_name(e->auths[i]);
	put_words(v, "auth", words, e->nauths);
	if (e->leave != LEAVE_UNSTATED)
		json_object_object_add(v, "leave_on_server",
		    json_object_new_boolean(e->leave == LEAVE_YES));
	put_number(v, "leave_days", e->leave_days);
	put_number(v, "min_interval_minutes", e->min_interval);
	return v;
}

static json_object *
server_json(const struct provider_server *s)
{
	json_object *v = endpoint_json(
	    &s->endpoint, s->per_account ? "host_pattern" : "host");

	put_number(v, "max_recipients", s->max_recipients);
	return v;
}

static json_object *
hints_json(const struct provider *p)
{
	json_object *list = json_object_new_array(), *v;
	size_t i;

	for (i = 0; i < p->nhints; i++) {
		v = json_object_new_string(p->hints[i]);
		if (p->hint_pages[i] != NULL) {
			json_object_put(v);
			v = json_object_new_object();
			put_text(v, "code", p->hints[i]);
			put_text(v, "documentation", p->hint_pages[i]);
		}
		json_object_array_add(list, v);
	}
	return list;
}

static json_object *
oauth_json(const struct oauth *oauth)
{
	json_object *v = json_object_new_object(), *list;
	const char *s = oauth->scopes;
	size_t n;

	put_text(v, "issuer", oauth->issuer);
	if (s != NULL) {
		list = json_object_new_array();
		for (; *s != '\0'; s += n + (s[n] == ' ')) {
			n = strcspn(s, " ");
			json_object_array_add(
			    list, json_object_new_string_len(s, (int)n));
		}
		json_object_object_add(v, "scopes", list);
	}
	put_text(v, "auth_url", oauth->auth_url);
	put_text(v, "token_url", oauth->token_url);
	return v;
}

static json_object *
evidence_json(const struct provider *p)
{
	json_object *list = json_object_new_array(), *v;
	size_t i;

	for (i = 0; i < p->nevidence; i++) {
		const struct provider_evidence *e = &p->evidence[i];

		v = json_object_new_object();
		put_text(v, "source", e->source);
		put_text(v, "date", e->date);
		put_text(v, "method", e->method);
		put_words(v, "fields", e->fields, e->nfields);
		json_object_array_add(list, v);
	}
	return list;
}

static json_object *
values_json(const struct provider_disagreement *d)
{
	json_object *list = json_object_new_array(), *v;
	size_t i;

	for (i = 0; i < d->nvalues; i++) {
		v = json_object_new_object();
		put_text(v, "value", d->values[i].value);
		put_text(v, "source", d->values[i].source);
		put_text(v, "date", d->values[i].date);
		json_object_array_add(list, v);
	}
	return list;
}

static json_object *
disagreements_json(const struct provider *p)
{
	json_object *list = json_object_new_array(), *v;
	size_t i;

	for (i = 0; i < p->ndisagreements; i++) {
		v = json_object_new_object();
		put_text(v, "field", p->disagreements[i].field);
		json_object_object_add(
		    v, "values", values_json(&p->disagreements[i]));
		put_text(v, "note", p->disagreements[i].note);
		json_object_array_add(list, v);
	}
	return list;
}

static json_object *
help_json(const struct helps *helps)
{
	json_object *list = json_object_new_array(), *v;
	const struct help *h;

	STAILQ_FOREACH (h, helps, entry) {
		v = json_object_new_object();
		put_text(v, "for", h->enable ? "enable" : "documentation");
		put_text(v, "url", h->url);
		put_text(v, "lang", h->lang);
		put_text(v, "text", h->text);
		json_object_array_add(list, v);
	}
	return list;
}

json_object *
provider_json(const struct provider *p)
{
	json_object *v = json_object_new_object(), *list;
	size_t i;

	put_text(v, "id", p->id);
	put_text(v, "name", p->name);
	put_words(v, "domains", p->domains, p->ndomains);
	put_words(v, "mx", p->mx, p->nmx);
	put_words(v, "ns", p->ns, p->nns);
	put_words(v, "spf", p->spf, p->nspf);
	list = json_object_new_array();
	for (i = 0; i < p->nservers; i++)
		json_object_array_add(list, server_json(&p->servers[i]));
	json_object_object_add(v, "servers", list);
	if (p->nhints > 0)
		json_object_object_add(v, "hints", hints_json(p));
	put_text(v, "documentation", p->documentation);
	if (!STAILQ_EMPTY(&p->help))
		json_object_object_add(v, "help", help_json(&p->help));
	if (p->oauth.issuer != NULL)
		json_object_object_add(v, "oauth", oauth_json(&p->oauth));
	json_object_object_add(v, "evidence", evidence_json(p));
	if (p->ndisagreements > 0)
		json_object_object_add(
		    v, "disagreements", disagreements_json(p));
	return v;
}

json_object *
provider_settings_json(
    const struct provider *p, const char *address, const char *mx)
{
	struct settings *s = provider_settings_mx(p, address, mx);
	json_object *list = json_object_new_array();
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		json_object_array_add(list, endpoint_json(e, "host"));
	settings_free(&s);
	return list;
}
