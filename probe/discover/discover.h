#ifndef PROBE_DISCOVER_DISCOVER_H
#define PROBE_DISCOVER_DISCOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/report/trust.h"
#include "profiles/settings/settings.h"

struct discovery;
struct dns;
struct http;
struct loop;
struct provider_db;
struct report;
struct secret;

/* What is looked for, and how; everything is borrowed until discover_stop. */
struct discover_options {
	const char *address; /* or a bare domain */
	bool discover_only;  /* the settings themselves are the subject */
	bool offline;	     /* files of this machine only */
	bool no_address;     /* no web server hears the address */
	int family;	     /* AF_INET, AF_INET6, or AF_UNSPEC for both */
	const char *ispdb;   /* https URL of a public database, or NULL */
	const struct provider_db *providers; /* or NULL */
};

/*
 * What a source found: one call per source that found something, in the order
 * in which they answer.  settings is borrowed; origin is the trust of each
 * endpoint in it, in order (SRV targets differ).
 */
struct discovery_events {
	/* A source answered; rank: smaller is stronger (discovery order). */
	void (*found)(void *arg, const char *source, int rank,
	    const struct settings *settings, const enum trust *trusts);
	/* The service is stated as not offered: SRV target "." */
	void (*disabled)(void *arg, enum protocol p);
	/* A source has ended without settings, which others waited for. */
	void (*ended)(void *arg);
	/* Every source has answered, failed or passed its deadline. */
	void (*finished)(void *arg);
	void *arg;
};

/*
 * Starts all sources for the address (or bare domain) of o, in parallel; the
 * results are written into report->sources and report->facts as they come.
 * The guess is a source too: it names candidates that the caller probes.
 */
struct discovery *discover_start(struct loop *l, struct dns *dns,
    struct http *http, const struct discover_options *o, struct report *report,
    int64_t deadline, const struct discovery_events *events);
/*
 * True when a stronger source than one of that rank and trust is worth
 * waiting for: one that may be trusted more until its deadline, one of the
 * same trust or less for a second.
 */
bool discover_pending(const struct discovery *d, int rank, enum trust trust);
/*
 * Servers of the protocol are named, and none can be reached: asks what was
 * spared because of them, until that deadline.  True while a source is under
 * way; then finished is called once more at the end.
 */
bool discover_search(struct discovery *d, enum protocol p, int64_t deadline);
/*
 * The host of the mail domain whose autodiscover tells the settings after a
 * login with user name and password, by verified HTTPS; NULL: there is none.
 */
const char *discover_login_host(const struct discovery *d);
/*
 * Shows it the password, once, until that deadline; both are borrowed.  The
 * answer is a source's, or the fact AUTODISCOVER_SHOWN.  True while it is
 * under way, as discover_search.
 */
bool discover_login(struct discovery *d, const char *username,
    const struct secret *password, int64_t deadline);
/* Cancels what is open (reported as unfinished) and releases d. */
void discover_stop(struct discovery **d);

#endif
