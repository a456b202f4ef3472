#include "profiles/provider/provider.h"

#include <stdlib.h>
#include <string.h>

#include "profiles/base/str.h"
#include "profiles/settings/hint.h"
#include "profiles/settings/settings.h"

void
provider_free(struct provider **p)
{
	if (*p == NULL)
		return;
	arena_clear(&(*p)->arena);
	free(*p);
	*p = NULL;
}

const char *const *
provider_names(
    const struct provider *p, enum provider_names kind, size_t *n_out)
{
	const char *const *const lists[NAMES_COUNT] = { p->domains, p->mx,
		p->ns, p->spf };
	const size_t counts[NAMES_COUNT] = { p->ndomains, p->nmx, p->nns,
		p->nspf };

	*n_out = counts[kind];
	return lists[kind];
}

static bool
tells(const struct provider_evidence *evidence, const char *field)
{
	size_t i;

	for (i = 0; i < evidence->nfields; i++)
		if (strcmp(evidence->fields[i], field) == 0)
			return true;
	return evidence->nfields == 0;
}

/* Dates compare as texts; a month alone is older than its days. */
const char *
provider_checked(const struct provider *p, const char *field)
{
	const char *newest = NULL;
	size_t i;

	for (i = 0; i < p->nevidence; i++) {
		const struct provider_evidence *e = &p->evidence[i];

		if (e->date == NULL || (field != NULL && !tells(e, field)))
			continue;
		if (newest == NULL || strcmp(e->date, newest) > 0)
			newest = e->date;
	}
	return newest;
}

/* The part of host that "*" stands for, in the arena; NULL: no such name. */
static const char *
match_pattern(struct arena *a, const char *pattern, const char *host)
{
	const char *star = strchr(pattern, '*');
	size_t before = (size_t)(star - pattern), after = strlen(star + 1);
	size_t n = strlen(host);
	const char *part;

	if (n <= before + after || strncmp(host, pattern, before) != 0 ||
	    strcmp(host + n - after, star + 1) != 0)
		return NULL;
	part = arena_strndup(a, host + before, n - before - after);
	return strchr(part, '.') == NULL ? part : NULL;
}

/* What differs from account to account, told by the mail exchanger. */
static const char *
account_part(struct arena *a, const struct provider *p, const char *mx)
{
	const char *part = NULL;
	char *host;
	size_t i, n;

	if (mx == NULL)
		return NULL;
	host = str_lower(arena_strdup(a, mx));
	n = strlen(host);
	if (n > 0 && host[n - 1] == '.')
		host[n - 1] = '\0';
	if (!str_is_host(host, false))
		return NULL;
	for (i = 0; i < p->nservers && part == NULL; i++)
		if (p->servers[i].per_account)
			part =
			    match_pattern(a, p->servers[i].endpoint.host, host);
	return part;
}

const char *
provider_host(struct arena *a, const struct provider *p,
    const struct provider_server *server, const char *address, const char *mx)
{
	const char *host = server->endpoint.host, *star, *part;
	char *lower;

	if (server->per_account) {
		part = account_part(a, p, mx);
		if (part == NULL)
			return NULL;
		star = strchr(host, '*');
		host = arena_printf(
		    a, "%.*s%s%s", (int)(star - host), host, part, star + 1);
	} else {
		host = settings_expand(a, host, address);
	}
	if (host == NULL)
		return NULL;
	lower = str_lower(arena_strdup(a, host));
	return str_is_host(lower, true) ? lower : NULL;
}

/* One server for the address; a host that does not come out is left away. */
static void
add_server(struct settings *s, const struct provider *p,
    const struct provider_server *server, const char *address, const char *mx)
{
	const struct endpoint *from = &server->endpoint;
	const char *host = provider_host(&s->arena, p, server, address, mx);
	struct endpoint *e;

	if (host == NULL)
		return;
	e = settings_add(s);
	e->protocol = from->protocol;
	e->security = from->security;
	e->port = from->port;
	e->host = host;
	if (from->username != NULL && strchr(address, '@') != NULL)
		e->username =
		    settings_expand(&s->arena, from->username, address);
	memcpy(e->auths, from->auths, sizeof(e->auths));
	e->nauths = from->nauths;
	e->min_interval = from->min_interval;
	e->leave = from->leave;
	e->leave_days = from->leave_days;
}

static const char *
copy_or_null(struct arena *a, const char *text)
{
	return text == NULL ? NULL : arena_strdup(a, text);
}

struct settings *
provider_settings_mx(
    const struct provider *p, const char *address, const char *mx)
{
	struct settings *s = settings_new();
	const char *part = account_part(&s->arena, p, mx);
	size_t i;

	s->provider = arena_strdup(&s->arena, p->name);
	s->documentation = copy_or_null(&s->arena, p->documentation);
	s->checked = copy_or_null(&s->arena, provider_checked(p, NULL));
	for (i = 0; i < p->nhints && i < SETTINGS_HINTS; i++)
		if (part == NULL ||
		    strcmp(p->hints[i], hint_code(HINT_PER_ACCOUNT_HOST)) != 0)
			s->hints[s->nhints++] =
			    arena_strdup(&s->arena, p->hints[i]);
	s->oauth.issuer = copy_or_null(&s->arena, p->oauth.issuer);
	s->oauth.scopes = copy_or_null(&s->arena, p->oauth.scopes);
	s->oauth.auth_url = copy_or_null(&s->arena, p->oauth.auth_url);
	s->oauth.token_url = copy_or_null(&s->arena, p->oauth.token_url);
	for (i = 0; i < p->nservers; i++)
		add_server(s, p, &p->servers[i], address, mx);
	return s;
}

struct settings *
provider_settings(const struct provider *p, const char *address)
{
	return provider_settings_mx(p, address, NULL);
}
