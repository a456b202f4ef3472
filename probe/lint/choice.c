#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

/*
 * From which source the domain's records and files are made, and what of it
 * is left out: nothing that was judged wrong is published again, and no
 * service is denied that any source names.
 */

/* The check that found the server wrong, or LINT_COUNT. */
static enum lint_id
fault_of(struct lint *l, const struct endpoint *e)
{
	enum lint_id id = lint_srv_fault(l, e);

	if (id == LINT_COUNT && e->doubtful)
		id = LINT_AUTODISCOVER_ENCRYPTION;
	return id == LINT_COUNT ? lint_server_fault(l, e) : id;
}

/* What the caller says is right stays as it is. */
static bool
is_given(const struct lint *l, const struct lint_source *s)
{
	return s->settings == l->o->settings;
}

static bool
is_good(struct lint *l, const struct lint_source *s, const struct endpoint *e)
{
	return is_given(l, s) || fault_of(l, e) == LINT_COUNT;
}

/* How many protocols have a server in it that nothing speaks against. */
static int
count_protocols(struct lint *l, const struct lint_source *s)
{
	bool good[PROTO_COUNT] = { false };
	const struct endpoint *e;
	int p, n = 0;

	STAILQ_FOREACH (e, &s->settings->endpoints, entry)
		if (!good[e->protocol])
			good[e->protocol] = is_good(l, s, e);
	for (p = 0; p < PROTO_COUNT; p++)
		n += good[p];
	return n;
}

/* The strongest of those with most protocols; the caller's own wins. */
static const struct lint_source *
find_best(struct lint *l)
{
	const struct lint_source *best = NULL;
	int n, most = 0;
	size_t i;

	for (i = 0; i < l->nsources; i++) {
		if (is_given(l, &l->sources[i]))
			return &l->sources[i];
		n = count_protocols(l, &l->sources[i]);
		if (n > most) {
			best = &l->sources[i];
			most = n;
		}
	}
	return best;
}

static void
copy_good(struct lint *l, const struct lint_source *from)
{
	struct settings *s = l->choice.settings;
	const struct endpoint *e;
	struct endpoint *copy;

	STAILQ_FOREACH (e, &from->settings->endpoints, entry) {
		if (!is_good(l, from, e))
			continue;
		copy = endpoint_copy(&s->arena, e);
		STAILQ_INSERT_TAIL(&s->endpoints, copy, entry);
	}
	if (from->settings->provider != NULL)
		s->provider = arena_strdup(&s->arena, from->settings->provider);
	if (from->settings->documentation != NULL)
		s->documentation =
		    arena_strdup(&s->arena, from->settings->documentation);
}

/* Every server that was found wrong, each once, and why. */
static void
list_faults(struct lint *l)
{
	const struct endpoint **list;
	enum lint_id id;
	size_t i, n;

	if (l->o->settings != NULL)
		return;
	list = lint_endpoints(l, &n);
	for (i = 0; i < n; i++) {
		id = fault_of(l, list[i]);
		if (id == LINT_COUNT)
			continue;
		words_add(&l->arena, &l->choice.wrong,
		    arena_printf(&l->arena, "%s://%s:%d (%s)",
			endpoint_scheme(list[i]), list[i]->host, list[i]->port,
			lint_name(id)));
	}
}

/* Sure are the protocols all of whose servers are understood and right. */
static void
find_unsure(struct lint *l, bool unsure[PROTO_COUNT])
{
	const struct endpoint **list;
	size_t i, n;
	int p;

	for (i = 0; i < PLACE_COUNT; i++)
		for (p = 0; p < PROTO_COUNT; p++)
			if (l->webs[i].document != NULL &&
			    l->webs[i].document->misread.lost[p])
				unsure[p] = true;
	for (i = 0; i < LINT_SRVS; i++)
		lint_srv_unsure(l, &l->srvs[i], unsure);
	list = lint_endpoints(l, &n);
	for (i = 0; i < n; i++)
		if (fault_of(l, list[i]) != LINT_COUNT)
			unsure[list[i]->protocol] = true;
}

/* A source names a server of that protocol, or of that very kind. */
static bool
is_named(const struct lint *l, enum protocol p, const enum security *security)
{
	const struct endpoint *e;
	size_t i;

	for (i = 0; i < l->nsources; i++)
		STAILQ_FOREACH (e, &l->sources[i].settings->endpoints, entry)
			if (e->protocol == p &&
			    (security == NULL || e->security == *security))
				return true;
	return false;
}

/* RFC 6186 section 3.4: "." denies a service, so it must be sure. */
static bool
may_deny(
    const struct lint *l, const struct endpoint_srv *srv, const bool *unsure)
{
	if (unsure[srv->protocol] || is_named(l, srv->protocol, &srv->security))
		return false;
	return settings_first(l->choice.settings, srv->protocol) != NULL ||
	    !is_named(l, srv->protocol, NULL);
}

void
lint_choose(struct lint *l)
{
	const struct lint_source *from = find_best(l);
	bool unsure[PROTO_COUNT] = { false };
	size_t i;

	list_faults(l);
	if (from == NULL)
		return;
	l->choice.from = from->name;
	l->choice.settings = settings_new();
	copy_good(l, from);
	find_unsure(l, unsure);
	for (i = 0; i < ENDPOINT_SRV_COUNT; i++)
		l->choice.deny[i] = may_deny(l, &endpoint_srv[i], unsure);
}
