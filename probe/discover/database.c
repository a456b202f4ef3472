#include "probe/discover/lookup.h"
#include "probe/discover/sources.h"
#include "profiles/provider/provider.h"

/* The provider database, by the exact domain: no network, no waiting. */
void
database_start(struct lookup *lk)
{
	const struct discovery *d = lk->d;
	struct provider *p = NULL;
	struct settings *s;
	const char *id;

	lookup_url(lk, "");
	if (d->options.providers != NULL)
		p = provider_db_domain(d->options.providers, d->domain);
	if (p == NULL) {
		lookup_none(lk, "the domain is not listed");
		return;
	}
	if (p->origin != NULL)
		lookup_url(lk, p->origin);
	s = provider_settings(p, d->typed);
	id = arena_strdup(&d->report->arena, p->id);
	provider_free(&p);
	lookup_found_all(lk, s, TRUST_PROVIDER, id);
}
