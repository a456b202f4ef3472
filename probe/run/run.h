#ifndef PROBE_RUN_RUN_H
#define PROBE_RUN_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "probe/report/report.h"

struct err;
struct provider_db;
struct secret;

/* What the caller wants; everything is borrowed for the length of the run. */
struct run_options {
	const char *address; /* check and discover; a bare domain for discover*/
	const struct endpoint *const *endpoints; /* probe: as named, or NULL */
	size_t nendpoints;
	const char *username;	       /* --user, or NULL: as the source says */
	const struct secret *password; /* NULL: no login */
	bool discover_only;	       /* no connections to mail servers */
	bool offline;		       /* files of this machine only */
	bool no_address;	       /* no web server hears the address */
	const char *ispdb;	  /* https URL of a public database, or NULL */
	const char *resolver;	  /* IP[@PORT], or NULL */
	const char *ca_file;	  /* added trust, or NULL */
	const char *trust_anchor; /* DNSSEC, strictly; NULL: the root's keys */
	const char *const *trusted;    /* --trust, NULL-terminated, or NULL */
	const char *const *mechanisms; /* --auth, NULL-terminated, or NULL */
	int64_t timeout_ms;	       /* whole run */
	bool ipv4_only, ipv6_only;
	int max_logins; /* tries that may fail in all, 1 by default */
	const struct provider_db *providers;
	FILE *transcript; /* NULL: none; secrets never reach it */

	/* Asked once per registrable domain below T2; may block. NULL: no. */
	bool (*ask_trust)(void *arg, const char *domain, const char *host);
	/* Called on every step of every endpoint, for live progress. May be
	 * NULL. The report is readable, its findings are not there yet. */
	void (*progress)(void *arg, const struct report *report,
	    const struct endpoint_result *e, const struct address_result *a,
	    const struct step_result *step);
	void *arg;
};

/*
 * Does the whole job within timeout_ms and returns a report that the caller
 * owns, judged and with a verdict.  Returns -1 with err only for trouble of
 * this machine (CA file unreadable, resolver address malformed).
 */
int run(
    const struct run_options *o, struct report **report_out, struct err *err);

#endif
