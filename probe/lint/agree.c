#include <stdlib.h>
#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "probe/report/trust.h"
#include "probe/run/run.h"
#include "profiles/base/str.h"
#include "profiles/provider/provider.h"
#include "profiles/settings/settings.h"

/* What the sources say of each other, and what is left of a former hoster. */

enum { SHORT_LABEL = 4 }; /* says little about its owner */

/* One protocol of one source against the strongest source. */
struct pair {
	const struct lint_source *best, *other;
	enum protocol protocol;
};

static const char *
place_text(struct lint *l, const struct endpoint *e)
{
	return arena_printf(
	    &l->arena, "%s://%s:%d", endpoint_scheme(e), e->host, e->port);
}

static const char *
both(struct lint *l, const struct pair *p, const char *best, const char *other)
{
	return arena_printf(&l->arena, "%s: %s; %s: %s", p->best->name, best,
	    p->other->name, other);
}

/*
 * Does the strongest source name it, too?  A way of encryption that it does
 * not speak of is no contradiction as long as the host is one of its own.
 */
static bool
agrees(const struct settings *best, const struct endpoint *e)
{
	const struct endpoint *b;
	bool host = false, security = false;

	STAILQ_FOREACH (b, &best->endpoints, entry) {
		if (endpoint_equal(b, e))
			return true;
		if (b->protocol != e->protocol)
			continue;
		host = host || strcmp(b->host, e->host) == 0;
		security = security || b->security == e->security;
	}
	return host && !security;
}

static bool
judge_server(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct pair *p = subject;
	const struct endpoint *e,
	    *best = settings_first(p->best->settings, p->protocol);
	bool any = false;

	if (best == NULL)
		return false;
	STAILQ_FOREACH (e, &p->other->settings->endpoints, entry) {
		if (e->protocol != p->protocol)
			continue;
		any = true;
		if (!agrees(p->best->settings, e))
			return lint_say(said, LINT_DRIFT,
			    both(l, p, place_text(l, best), place_text(l, e)));
	}
	return any;
}

static bool
judge_username(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct pair *p = subject;
	const struct endpoint *e,
	    *best = settings_first(p->best->settings, p->protocol);

	if (best == NULL || best->username == NULL)
		return false;
	STAILQ_FOREACH (e, &p->other->settings->endpoints, entry) {
		if (!endpoint_equal(best, e) || e->username == NULL)
			continue;
		if (strcmp(best->username, e->username) == 0)
			return true;
		return lint_say(said, LINT_DRIFT,
		    both(l, p,
			str_printable_dup(
			    &l->arena, best->username, strlen(best->username)),
			str_printable_dup(
			    &l->arena, e->username, strlen(e->username))));
	}
	return false;
}

/* RFC 6186 section 3.4: "." at all names of a protocol says no. */
static bool
is_refused(const struct lint *l, enum protocol p)
{
	bool refused = false;
	size_t i;

	for (i = 0; i < LINT_SRVS; i++) {
		if (!l->srvs[i].mail || l->srvs[i].protocol != p)
			continue;
		if (l->srvs[i].n > 0)
			return false;
		refused = refused || l->srvs[i].refused;
	}
	return refused;
}

static bool
judge_offered(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_source *s = subject;
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->settings->endpoints, entry)
		if (is_refused(l, e->protocol))
			return lint_say(said, LINT_DRIFT,
			    arena_printf(&l->arena, "%s: %s; srv: .", s->name,
				place_text(l, e)));
	return is_refused(l, PROTO_IMAP) || is_refused(l, PROTO_POP3) ||
	    is_refused(l, PROTO_SMTP);
}

/* Hosters have domains for several countries and purposes: hoster.de and
 * hoster-mail.net are two, hoster.de and hoster.info one. */
static bool
is_same_owner(const char *a, const char *b)
{
	size_t n = strcspn(a, ".");

	return strcmp(a, b) == 0 ||
	    (n == strcspn(b, ".") && n > SHORT_LABEL && strncmp(a, b, n) == 0);
}

static bool
has_domain(const char *domain, const char *host)
{
	char *d = trust_domain(host);
	bool same = is_same_owner(d, domain);

	free(d);
	return same;
}

/* Where a host lies that belongs to somebody else than the domain; what lies
 * inside the domain tells of no hoster. */
static bool
tells(const struct lint *l, const char *host, bool *known)
{
	if (str_host_inside(host, l->domain))
		return false;
	*known = true;
	return true;
}

static bool
settings_name(const struct lint *l, const struct settings *s,
    const char *domain, bool *known)
{
	const struct endpoint *e;

	if (s == NULL)
		return false;
	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (tells(l, e->host, known) && has_domain(domain, e->host))
			return true;
	return false;
}

/* The database knows whose exchanger it is, and that provider's servers. */
static bool
provider_has(const struct lint *l, const char *mx, const char *domain)
{
	const struct run_options *run = l->o->run;
	struct provider *p = NULL;
	bool found = false;
	size_t i;

	if (run != NULL && run->providers != NULL)
		p = provider_db_mx(run->providers, mx);
	for (i = 0; p != NULL && i < p->nservers; i++)
		found =
		    found || has_domain(domain, p->servers[i].endpoint.host);
	provider_free(&p);
	return found;
}

/* What a place says, unless its name is an alias, which may be old. */
static const struct settings *
own_word(const struct lint *l, enum web_place place)
{
	const struct lint_name *n = place == PLACE_AUTOCONFIG ? l->autoconfig
	    : place == PLACE_AUTODISCOVER		      ? l->autodiscover
							      : NULL;

	return n != NULL && n->canonical != NULL ? NULL
						 : l->webs[place].settings;
}

/*
 * Does mail of the domain live there today, as its MX and SRV records and its
 * own places say?
 */
static bool
is_hoster(const struct lint *l, const char *domain, bool *known_out)
{
	static const enum web_place places[] = { PLACE_AUTOCONFIG,
		PLACE_WELL_KNOWN, PLACE_AUTODISCOVER, PLACE_AUTODISCOVER_ROOT };
	bool yes = false;
	size_t i;

	*known_out = false;
	for (i = 0; i < l->nmx; i++)
		yes = yes ||
		    (tells(l, l->mx[i], known_out) &&
			(has_domain(domain, l->mx[i]) ||
			    provider_has(l, l->mx[i], domain)));
	yes = yes || settings_name(l, l->srv_settings, domain, known_out) ||
	    settings_name(l, l->o->settings, domain, known_out);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		yes = yes ||
		    settings_name(l, own_word(l, places[i]), domain, known_out);
	return yes;
}

/* Is what is served there about the servers of today? */
static bool
serves_today(const struct lint *l, const struct lint_name *n)
{
	const struct lint_web *w =
	    &l->webs[n == l->autoconfig ? PLACE_AUTOCONFIG
					: PLACE_AUTODISCOVER];
	const struct endpoint *e;
	bool known, yes = false;
	char *d;

	if (w->settings == NULL)
		return false;
	STAILQ_FOREACH (e, &w->settings->endpoints, entry) {
		d = trust_domain(e->host);
		yes = yes || is_hoster(l, d, &known) ||
		    str_host_inside(e->host, l->domain);
		free(d);
	}
	return yes;
}

/* The alias of a former hoster, which mail programs still follow. */
static bool
judge_leftover(struct lint *l, const void *subject, struct lint_said *said)
{
	const struct lint_name *n = subject;
	bool known, fine;
	char *d;

	if (n == NULL || n->canonical == NULL)
		return false;
	d = trust_domain(n->canonical);
	fine = is_hoster(l, d, &known) || !known || has_domain(d, l->domain) ||
	    serves_today(l, n);
	free(d);
	return lint_say(said, fine ? LINT_PASS : LINT_DRIFT,
	    arena_printf(&l->arena, "CNAME %s", n->canonical));
}

static const struct lint_check pairs[] = {
	{ LINT_AGREE_SERVER, judge_server },
	{ LINT_AGREE_USERNAME, judge_username },
	{ LINT_COUNT, NULL },
}, offers[] = {
	{ LINT_AGREE_OFFERED, judge_offered },
	{ LINT_COUNT, NULL },
}, names[] = {
	{ LINT_LEFTOVER_CNAME, judge_leftover },
	{ LINT_COUNT, NULL },
};

void
lint_judge_agreement(struct lint *l)
{
	struct pair p = { .best = l->sources };
	size_t i;
	int k;

	for (i = 1; i < l->nsources; i++) {
		p.other = &l->sources[i];
		for (k = 0; k < PROTO_COUNT; k++) {
			p.protocol = (enum protocol)k;
			lint_check(l, pairs, &p,
			    arena_printf(&l->arena, "%s, %s: %s", p.best->name,
				p.other->name, protocol_title(p.protocol)));
		}
	}
	for (i = 0; i < l->nsources; i++)
		lint_check(l, offers, &l->sources[i], l->sources[i].name);
	if (l->autoconfig != NULL)
		lint_check(l, names, l->autoconfig, l->autoconfig->name);
	if (l->autodiscover != NULL)
		lint_check(l, names, l->autodiscover, l->autodiscover->name);
}
