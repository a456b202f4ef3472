#include "cmd/profile/servers.h"

#include "cmd/options/options.h"
#include "cmd/profile/origin.h"
#include "cmd/profile/save.h"
#include "cmd/tell/advice.h"
#include "probe/report/report.h"
#include "probe/report/trust.h"
#include "profiles/base/err.h"

/*
 * The first endpoint of the protocol that a password may go to: a customer
 * will type it into the program that reads the profile.  A guess is never
 * good enough without a login that proves it.
 */
static const struct endpoint *
first_trusted(const struct report *r, enum protocol p,
    const char *const *allowed, const char **refused)
{
	const struct endpoint_result *e;
	const struct endpoint *plain = NULL;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->endpoint.protocol != p || e->guessed)
			continue;
		if (!trust_permits(e->trust, e->endpoint.host, allowed)) {
			*refused = e->endpoint.host;
			continue;
		}
		if (e->endpoint.security != SECURITY_NONE)
			return &e->endpoint;
		if (plain == NULL)
			plain = &e->endpoint;
	}
	return plain;
}

/* Servers that are only guessed need a login first. */
static int
no_settings(const struct report *r, const char *address, struct err *err)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (e->guessed)
			return err_set(err,
			    "the servers of %s are only guessed; prove them "
			    "with 'postlotse check --write'",
			    address);
	return err_set(err, "no settings were found for %s", address);
}

/* What a source names with values that nobody can use is missing in the
 * profile. */
static void
warn_of_misread(const struct report *r, enum protocol p, const char *address)
{
	const struct source_result *s;

	STAILQ_FOREACH (s, &r->sources, entry)
		if (s->misread[p] != NULL) {
			origin_misread(address, s->source, p, s->misread[p]);
			return;
		}
}

int
servers_choose(struct origin *g, const struct options *o,
    const struct account_wish *wish, struct err *err)
{
	const struct endpoint *found[PROTO_COUNT];
	struct account_wish w = *wish;
	struct advice_offer offer;
	const char *refused = NULL;
	const char *const *allowed = (const char *const *)o->login.trust;
	bool any = false;
	int i;

	advice_of_discovery(&offer, g->report);
	for (i = 0; i < PROTO_COUNT; i++) {
		found[i] = first_trusted(
		    g->report, (enum protocol)i, allowed, &refused);
		any = any || found[i] != NULL;
		if (found[i] != NULL)
			continue;
		offer.services[i] = SERVICE_ABSENT;
		warn_of_misread(g->report, (enum protocol)i, wish->address);
	}
	if (!any && refused != NULL)
		return err_set(err,
		    "only an unprotected answer names the server %s; "
		    "compare the name with the documents of the provider, "
		    "then repeat with --trust %s",
		    refused, refused);
	if (!any)
		return no_settings(g->report, wish->address, err);
	advice_wish(&w, &o->needs, &offer);
	if (account_make(&g->account, &g->arena, &w, found, err) == -1)
		return -1;
	save_provider(&g->account, g->report);
	return 0;
}
