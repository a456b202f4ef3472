#include <stdlib.h>
#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/provenance.h"
#include "probe/discover/sources.h"
#include "probe/net/dns.h"
#include "profiles/base/str.h"
#include "profiles/provider/provider.h"

/*
 * The name servers of the domain, and the senders that its SPF record allows:
 * both often, but not always, belong to the provider of the mailboxes.  Asked
 * only where the mail exchanger is unknown, such as a spam filter.
 */
struct ns {
	struct dns_query *name_servers, *senders;
	const char *zone; /* the registrable domain */
};

static void
take(struct lookup *lk, struct provider *p, const char *name)
{
	struct arena *a = &lk->d->report->arena;
	struct settings *s = provider_settings(p, lk->d->typed);
	const char *detail =
	    arena_printf(a, "%s: %s (a hint only)", name, p->id);

	provider_free(&p);
	/* Proven or not, it was not said of the mail. */
	lookup_found_all(lk, s, TRUST_DNS, detail);
}

/* RFC 7208 sections 5.2 and 6.1: include:NAME and redirect=NAME. */
static struct provider *
match_senders(struct lookup *lk, const char *record, const char **name_out)
{
	const struct provider_db *db = lk->d->options.providers;
	struct arena *a = &lk->d->report->arena;
	struct provider *p = NULL;
	const char *word;
	size_t n;

	if (!str_starts_nocase(record, "v=spf1 "))
		return NULL;
	for (word = record; *word != '\0' && p == NULL; word += n) {
		word += strspn(word, " ");
		n = strcspn(word, " ");
		if (!str_starts_nocase(word, "include:") &&
		    !str_starts_nocase(word, "redirect="))
			continue;
		*name_out = arena_strndup(a, word, n);
		p = provider_db_suffix(
		    db, NAMES_SPF, *name_out + strcspn(*name_out, ":=") + 1);
	}
	return p;
}

static void
got_senders(const struct dns_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct ns *ns = lk->state;
	struct dns_answer one = *answer;
	struct provider *p = NULL;
	const char *name = NULL;
	size_t i;

	ns->senders = NULL;
	if (answer->status != DNS_OK && dns_trouble(answer->status) != NULL) {
		lookup_dns_failed(lk, answer->status);
		return;
	}
	for (i = 0; i < answer->n && p == NULL; i++) {
		p = match_senders(lk, answer->records[i].text, &name);
		if (p == NULL)
			continue;
		one.n = 1;
		one.records = &answer->records[i];
		provenance_records(lk,
		    arena_printf(&lk->d->report->arena, "%s.", lk->d->domain),
		    DNS_TXT, &one);
	}
	if (p == NULL)
		lookup_none(lk, "neither name servers nor SPF are known");
	else
		take(lk, p, name);
}

static void
got_name_servers(const struct dns_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	const struct provider_db *db = lk->d->options.providers;
	struct ns *ns = lk->state;
	struct provider *p = NULL;
	const char *name = "";
	size_t i;

	ns->name_servers = NULL;
	provenance_records(lk,
	    arena_printf(&lk->d->report->arena, "%s.", ns->zone), DNS_NS,
	    answer);
	for (i = 0; i < answer->n && p == NULL; i++) {
		name = answer->records[i].host;
		p = provider_db_suffix(db, NAMES_NS, name);
	}
	if (p != NULL)
		take(lk, p, name);
	else
		ns->senders = dns_ask(lk->d->dns, lk->d->domain, DNS_TXT,
		    lookup_deadline(lk), got_senders, lk);
}

void
ns_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct arena *a = &d->report->arena;
	struct ns *ns = arena_alloc(a, sizeof(*ns));
	const struct lookup *mx = lookup_of(d, SOURCE_MX);
	char *zone;

	lk->state = ns;
	if (d->options.providers == NULL ||
	    (mx != NULL && mx->result->outcome == SOURCE_FOUND)) {
		lookup_none(lk, "not needed");
		return;
	}
	if (d->incoming && d->outgoing) {
		lookup_spare(lk);
		return;
	}
	zone = trust_domain(d->domain);
	ns->zone = arena_strdup(a, zone);
	free(zone);
	lookup_url(lk, arena_printf(a, "NS %s, TXT %s", ns->zone, d->domain));
	ns->name_servers = dns_ask(d->dns, ns->zone, DNS_NS,
	    lookup_deadline(lk), got_name_servers, lk);
}

void
ns_stop(struct lookup *lk)
{
	struct ns *ns = lk->state;

	dns_cancel(&ns->name_servers);
	dns_cancel(&ns->senders);
}
