#include "profiles/provider.h"

#include <stdlib.h>
#include <string.h>

#include "probe/base/err.h"
#include "probe/base/str.h"
#include "profiles/provider-check.h"
#include "profiles/settings.h"

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

void
provider_free(struct provider **p)
{
	if (*p == NULL)
		return;
	arena_clear(&(*p)->arena);
	free(*p);
	*p = NULL;
}

/* One server for the address; a host that does not come out is left away. */
static void
add_server(struct settings *s, const struct provider_server *server,
    const char *address)
{
	const struct endpoint *from = &server->endpoint;
	const char *host = settings_expand(&s->arena, from->host, address);
	struct endpoint *e;
	char *lower;

	if (host == NULL)
		return;
	lower = str_lower(arena_strdup(&s->arena, host));
	if (!str_is_host(lower, true))
		return;
	e = settings_add(s);
	e->protocol = from->protocol;
	e->security = from->security;
	e->port = from->port;
	e->host = lower;
	if (from->username != NULL && strchr(address, '@') != NULL)
		e->username =
		    settings_expand(&s->arena, from->username, address);
	memcpy(e->auths, from->auths, sizeof(e->auths));
	e->nauths = from->nauths;
	e->min_interval = from->min_interval;
}

struct settings *
provider_settings(const struct provider *p, const char *address)
{
	struct settings *s = settings_new();
	size_t i;

	s->provider = arena_strdup(&s->arena, p->name);
	if (p->documentation != NULL)
		s->documentation = arena_strdup(&s->arena, p->documentation);
	for (i = 0; i < p->nhints && i < SETTINGS_HINTS; i++)
		s->hints[s->nhints++] = arena_strdup(&s->arena, p->hints[i]);
	for (i = 0; i < p->nservers; i++)
		add_server(s, &p->servers[i], address);
	return s;
}
