#ifndef PROBE_REPORT_REPORT_H
#define PROBE_REPORT_REPORT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "probe/report/fact.h"
#include "probe/report/finding.h"
#include "probe/report/result.h"
#include "probe/report/trust.h"
#include "profiles/base/arena.h"
#include "profiles/base/words.h"
#include "profiles/settings/account.h"
#include "profiles/settings/settings.h"

/*
 * Everything one run learnt.  The run and its sessions write it, the judges
 * add findings, cmd tells it.  All memory belongs to report.arena; all text
 * from the network in it has been made printable.  Times are milliseconds of
 * the monotonic clock since the run began, or durations.
 */

enum { REPORT_SERVICES = 32 };

/* One service at one place, as the run found it. */
struct endpoint_result {
	STAILQ_ENTRY(endpoint_result) entry;
	struct endpoint endpoint;
	STAILQ_HEAD(, statement) sources; /* the strongest first */
	enum trust trust;
	/* Its place among the incoming or the outgoing servers that discovery
	 * found, from 1, and the reasons; 0 after a probe of URLs. */
	int rank;
	struct words why;
	const char *worse_by; /* than the one before: a part, or NULL */
	bool both_ways;	      /* its source names the other direction, too */
	bool guessed;	      /* only a guess names it: failing is no finding */
	bool fallback;	      /* tried only because a better one failed */
	enum verdict verdict;
	struct facts facts; /* of the name: DNS */
	STAILQ_HEAD(, address_result) addresses;
	const struct address_result *used; /* where the login ran, or NULL */
	struct login_result login;
	struct findings findings;
};

enum source_outcome {
	SOURCE_FOUND,
	SOURCE_NONE,
	SOURCE_FAILED,
	SOURCE_UNFINISHED
};

/* A service beside mail that a source named: told, not examined. */
struct service_result {
	STAILQ_ENTRY(service_result) entry;
	const char
	    *kind; /* "caldav", "jmap", see profiles/settings/settings.h */
	const char *url, *host; /* one of them, or NULL */
	uint16_t port;		/* 0: unstated */
	const char *source;	/* the strongest that names it */
	int rank;		/* of that source */
};

/* What one source of settings said. */
struct source_result {
	STAILQ_ENTRY(source_result) entry;
	const char *source; /* "provider-database", "srv", "autoconfig" ... */
	const char *url;    /* URL or record asked, "" when none */
	int rank;	    /* in the order of belief: smaller is stronger */
	enum source_outcome outcome;
	enum trust trust;
	int64_t asked; /* Unix time, seconds; 0: never */
	int64_t ms;
	struct words redirects; /* every URL of the chain; none: not sent on */
	struct words records;	/* of the DNS, as in a zone file */
	const char *sha256;	/* of the document as it came, hex; or NULL */
	const char *detail;	/* a few words of evidence, "" when none */
	/* The values for which its server of the protocol is not used: there
	 * is one, as far as it goes; or NULL. */
	const char *misread[PROTO_COUNT];
};

struct report {
	struct arena arena;
	const char *address;	   /* as typed; NULL for probe of URLs */
	const char *domain;	   /* A-labels; NULL for probe of URLs */
	const char *provider;	   /* display name, or NULL */
	const char *checked;	   /* date of the database's entry, or NULL */
	const char *documentation; /* provider's help page, or NULL */
	struct words hints;	   /* coded classes of the provider database */
	struct oauth oauth; /* where tokens come from; all NULL: unknown */
	const char *oauth_source; /* the strongest that says so, or NULL */
	int oauth_rank;		  /* of that source */
	int64_t started;	  /* Unix time, seconds */
	int64_t elapsed_ms;
	bool unfinished;    /* the whole-run deadline came first */
	bool discover_only; /* no login was meant */
	bool login_asked;   /* a password or token was given for it */
	enum verdict verdict;
	/* proven settings, or NULL; indexed by enum protocol */
	const struct endpoint_result *settings[PROTO_COUNT];
	struct facts facts; /* of the mail domain: DNS */
	STAILQ_HEAD(, source_result) sources;
	STAILQ_HEAD(, endpoint_result) endpoints;
	/* In alphabetical order of kinds, the strongest source first. */
	STAILQ_HEAD(, service_result) services;
	struct findings findings; /* of the account as a whole */
};

struct report *report_new(void);
void report_free(struct report **r);
struct endpoint_result *report_add_endpoint(
    struct report *r, const struct endpoint *e);
struct address_result *report_add_address(
    struct report *r, struct endpoint_result *e, const char *ip, int family);
/*
 * Adds what a source of that rank (smaller is stronger) says of a service,
 * copied and made printable; what is there already is not added twice, nor
 * is more than REPORT_SERVICES.
 */
void report_add_service(
    struct report *r, const struct service *s, const char *source, int rank);
/* The strongest source that names e, or NULL. */
const struct statement *report_believed(const struct endpoint_result *e);
/* What that source says of e, or NULL. */
const struct statement *report_statement(
    const struct endpoint_result *e, const char *source);
/* A login succeeded there, and where there is a mailbox, it was seen. */
bool report_proven(const struct endpoint_result *e);
/* The worst of all findings, SEV_INFO when there is none. */
enum severity report_worst(const struct report *r);

/* Words of the JSON report. Static. */
const char *report_verdict_name(enum verdict v);
const char *report_source_outcome_name(enum source_outcome o);
const char *report_outcome_name(enum login_outcome o);
const char *report_skip_name(enum login_skip s);
const char *report_send_outcome_name(enum send_outcome o);
/* NULL when it was asked. */
const char *report_send_skip_name(enum send_skip s);

#endif
