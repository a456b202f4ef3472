#include <stdlib.h>
#include <string.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "probe/report/trust.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

/* What the sources say of each other, and what is left of a former hoster. */

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

static bool
has_domain(const char *domain, const char *host)
{
	char *d = trust_domain(host);
	bool same = strcmp(d, domain) == 0;

	free(d);
	return same;
}

/* Does mail of the domain live there today, as MX and SRV records say? */
static bool
is_hoster(const struct lint *l, const char *domain, bool *known_out)
{
	const struct endpoint *e;
	size_t i;

	*known_out = l->nmx > 0;
	for (i = 0; i < l->nmx; i++)
		if (has_domain(domain, l->mx[i]))
			return true;
	STAILQ_FOREACH (e, &l->srv_settings->endpoints, entry) {
		*known_out = true;
		if (has_domain(domain, e->host))
			return true;
	}
	return false;
}

/* Is what is served there about the servers of today? */
static bool
serves_today(const struct lint *l, const struct lint_name *n)
{
	const struct lint_web *w =
	    &l->webs[n == l->autoconfig ? PLACE_AUTOCONFIG : PLACE_POST];
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
