#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/sources.h"
#include "probe/net/dns.h"
#include "probe/net/host.h"
#include "profiles/base/str.h"

/*
 * The usual names of mail servers, as far as they exist: candidates that are
 * probed and never get a password unasked.  Those most in use come first, the
 * mail exchanger, whose work is another, last.
 */

enum { ADDRESSES = 8, RANDOM = 0 };

#define ALL_PROTOCOLS (1u << PROTO_IMAP | 1u << PROTO_POP3 | 1u << PROTO_SMTP)

/* A bit for each protocol whose servers are called so. */
static const struct guess_name {
	const char *label; /* "" is the domain itself */
	unsigned protocols;
} names[] = {
	/* A random name: only a wildcard record answers. */
	[RANDOM] = { NULL, 0 },
	{ "imap", 1u << PROTO_IMAP },
	{ "pop3", 1u << PROTO_POP3 },
	{ "pop", 1u << PROTO_POP3 },
	{ "smtp", 1u << PROTO_SMTP },
	{ "mail", ALL_PROTOCOLS },
	{ "", ALL_PROTOCOLS },
	{ "imaps", 1u << PROTO_IMAP },
	{ "smtps", 1u << PROTO_SMTP },
	{ "mx", ALL_PROTOCOLS },
	/* The exchanger itself, where it lies inside the domain. */
	{ NULL, ALL_PROTOCOLS },
};

enum { NAMES = sizeof(names) / sizeof(names[0]), EXCHANGER = NAMES - 1 };

struct guess;

struct guess_answer {
	struct guess *guess;
	const struct guess_name *name;
	const char *host; /* NULL: not asked for */
	struct host_query *query;
	char ips[ADDRESSES][46];
	size_t n;
};

struct guess {
	struct lookup *lookup;
	struct guess_answer answers[NAMES];
	struct dns_query *query; /* for the exchanger */
	int open;
	bool spurious; /* a resolver failed: absence proves nothing */
};

static bool
has_address(const struct guess_answer *a, const char *ip)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (strcmp(a->ips[i], ip) == 0)
			return true;
	return false;
}

/* The name resolves for no other reason than a wildcard record. */
static bool
is_wildcard(const struct guess *g, const struct guess_answer *a)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		if (!has_address(&g->answers[RANDOM], a->ips[i]))
			return false;
	return true;
}

/* Behind a wildcard all names are one server: "mail" stands for it. */
static bool
is_candidate(const struct guess *g, const struct guess_answer *a)
{
	const char *label = a->name->label;

	if (a->n == 0 || a->name->protocols == 0)
		return false;
	return label == NULL || *label == '\0' || strcmp(label, "mail") == 0 ||
	    !is_wildcard(g, a);
}

static void
add_candidate(
    struct guess *g, struct settings *s, const char *host, enum protocol p)
{
	static const enum security kinds[] = { SECURITY_TLS,
		SECURITY_STARTTLS };
	struct endpoint *e;
	int i;

	for (i = 0; i < 2; i++) {
		e = settings_add(s);
		e->protocol = p;
		e->security = kinds[i];
		e->host = arena_strdup(&s->arena, host);
		e->port = endpoint_port(p, kinds[i]);
		if (g->lookup->d->address != NULL)
			e->username =
			    arena_strdup(&s->arena, g->lookup->d->typed);
	}
}

/* Not against the domain's own word; in a search only what has none that
 * can be reached; and once. */
static bool
is_wanted(struct discovery *d, enum protocol p)
{
	bool searched = false, first = !d->guessed[p];
	int i;

	for (i = 0; i < PROTO_COUNT; i++)
		searched = searched || d->dead[i];
	if (d->disabled[p] || (searched && !d->dead[p]))
		return false;
	d->guessed[p] = true;
	return first;
}

static void
conclude(struct guess *g)
{
	struct settings *s = settings_new();
	const struct guess_answer *a;
	int i, p;

	for (p = 0; p < PROTO_COUNT; p++) {
		if (!is_wanted(g->lookup->d, (enum protocol)p))
			continue;
		for (i = 0; i < NAMES; i++) {
			a = &g->answers[i];
			if (a->name->protocols & 1u << p && is_candidate(g, a))
				add_candidate(g, s, a->host, (enum protocol)p);
		}
	}
	if (!STAILQ_EMPTY(&s->endpoints)) {
		lookup_found_all(g->lookup, s, TRUST_DNS,
		    g->answers[RANDOM].n > 0
			? "candidates; a wildcard record answers to any name"
			: "candidates");
		return;
	}
	settings_free(&s);
	if (g->spurious)
		lookup_failed(g->lookup, "the resolver failed");
	else
		lookup_none(g->lookup, "none of the usual names exists");
}

static void
got_addresses(const struct host *host, int family,
    const struct dns_answer *answer, void *arg)
{
	struct guess_answer *a = arg;
	struct guess *g = a->guess;
	size_t k;

	(void)family;
	if (answer->status > DNS_NXDOMAIN)
		g->spurious = true;
	for (k = 0; k < answer->n && a->n < ADDRESSES; k++)
		memcpy(
		    a->ips[a->n++], answer->records[k].ip, sizeof(a->ips[0]));
	if (host_open(host))
		return;
	a->query = NULL;
	if (--g->open == 0)
		conclude(g);
}

/* The exchanger is one more name only inside the domain, and when none of the
 * usual ones. */
static bool
is_another(const struct guess *g, const char *exchanger)
{
	int i;

	if (!str_host_inside(exchanger, g->lookup->d->domain))
		return false;
	for (i = 0; i < EXCHANGER; i++)
		if (strcmp(g->answers[i].host, exchanger) == 0)
			return false;
	return true;
}

static const char *
host_of(struct discovery *d, int i)
{
	const char *label = names[i].label;
	unsigned char bytes[4] = { 0 };

	if (i == RANDOM) {
		RAND_bytes(bytes, sizeof(bytes));
		return arena_printf(&d->report->arena, "x%02x%02x%02x%02x.%s",
		    bytes[0], bytes[1], bytes[2], bytes[3], d->domain);
	}
	if (*label == '\0')
		return d->domain;
	return arena_printf(&d->report->arena, "%s.%s", label, d->domain);
}

static void
ask(struct guess *g, int i, const char *host)
{
	struct guess_answer *a = &g->answers[i];
	struct discovery *d = g->lookup->d;

	a->host = host;
	g->open++;
	a->query = host_ask(d->dns, host, d->options.family,
	    lookup_deadline(g->lookup), got_addresses, a);
}

/* Another source asked the same, so that it costs nothing. */
static void
got_mx(const struct dns_answer *answer, void *arg)
{
	struct guess *g = arg;

	g->query = NULL;
	if (answer->n > 0 && is_another(g, answer->records[0].host))
		ask(g, EXCHANGER,
		    arena_strdup(
			&g->lookup->d->report->arena, answer->records[0].host));
	if (--g->open == 0)
		conclude(g);
}

void
guess_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct guess *g = arena_alloc(&d->report->arena, sizeof(*g));
	int i;

	lk->state = g;
	g->lookup = lk;
	lookup_url(lk,
	    arena_printf(&d->report->arena,
		"{imap,pop3,pop,smtp,mail,imaps,smtps,mx}.%s", d->domain));
	for (i = 0; i < NAMES; i++) {
		g->answers[i].guess = g;
		g->answers[i].name = &names[i];
		if (i != EXCHANGER)
			ask(g, i, host_of(d, i));
	}
	g->open++;
	g->query =
	    dns_ask(d->dns, d->domain, DNS_MX, lookup_deadline(lk), got_mx, g);
}

void
guess_stop(struct lookup *lk)
{
	struct guess *g = lk->state;
	int i;

	dns_cancel(&g->query);
	for (i = 0; i < NAMES; i++)
		host_cancel(&g->answers[i].query);
}
