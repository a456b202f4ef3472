#ifndef PROBE_DISCOVER_SOURCE_H
#define PROBE_DISCOVER_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/discover/discover.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "probe/report/report.h"

/*
 * What the sources of discovery share.  Each is a file discover-*.c and a
 * row of the table in discover.c.
 */

struct dns_answer;
struct lookup;

enum { SOURCE_MS = 5000, SOURCES_MAX = 20 };

/* One row. */
struct source {
	const char *name; /* word of the report */
	int rank;	  /* smaller is stronger */
	enum trust trust; /* as a rule; an answer may differ */
	bool network;	  /* not with --offline */
	bool late;	  /* only when the others do not suffice */
	/* It waits for others: may it begin?  NULL: at once, or late. */
	bool (*ready)(const struct lookup *lk);
	/* Begins; ends in one of lookup_found, lookup_none, lookup_failed. */
	void (*start)(struct lookup *lk);
	/* Cancels what is open; called once after start, also at the end. */
	void (*stop)(struct lookup *lk);
};

/* One source at work; lives in the arena of the report. */
struct lookup {
	const struct source *source;
	struct discovery *d;
	struct source_result *result;
	int64_t began;
	bool started, done;
	/* Of an autoconfig place, once done; of autodiscover.DOMAIN. */
	enum http_trouble trouble;
	void *state; /* the source's own, in the arena of the report */
};

/* Readable by the sources. */
struct discovery {
	struct loop *loop;
	struct dns *dns;
	struct http *http;
	struct discover_options options;
	struct report *report;
	int64_t deadline;
	struct discovery_events events;
	const char *domain;  /* A-labels, lower case */
	const char *address; /* with that domain; NULL for a bare domain */
	const char *typed;   /* what user names are made of: account_login() */
	bool disabled[PROTO_COUNT]; /* SRV target "." */
	int phase;		    /* of the timer */
	bool stopped, finished;
	bool incoming, outgoing; /* found at T3 or better */
	/* The same without what SRV names at T3: autodiscover may be surer. */
	bool incoming_sure, outgoing_sure;
	bool closed;   /* no mail program gets in: nobody else is asked */
	bool exchange; /* the MX is one of Exchange Online */
	int name_rank; /* of the source that named the provider */
	struct task *timer;
	struct lookup lookups[SOURCES_MAX];
	int nlookups;
};

/* The lookup of the row with that start function, or NULL. */
const struct lookup *lookup_of(
    const struct discovery *d, void (*start)(struct lookup *lk));
/* The absolute deadline of one request of a source that begins now. */
int64_t lookup_deadline(const struct lookup *lk);
/* What the report keeps of an answer: the redirects before it; the digest of
 * a document; records, of that name and type. */
void provenance_answer(
    const struct lookup *lk, const struct http_answer *answer);
void provenance_chain(const struct lookup *lk, const struct words *urls);
void provenance_digest(const struct lookup *lk, const void *bytes, size_t n);
void provenance_records(const struct lookup *lk, const char *name,
    enum dns_type type, const struct dns_answer *answer);
/* The URL or record that is asked; copied and made printable. */
void lookup_url(struct lookup *lk, const char *url);

/*
 * The ends of a lookup; the lookup must not be touched afterwards.
 * detail is copied and made printable.  lookup_found takes the settings, and
 * borrows one trust per endpoint.
 */
void lookup_found(struct lookup *lk, struct settings *s,
    const enum trust *trusts, const char *detail);
/* The same trust for all endpoints. */
void lookup_found_all(struct lookup *lk, struct settings *s, enum trust trust,
    const char *detail);
/*
 * A document that names no mail server, only other services: true when it is
 * one; they have been kept for the report then, and s is freed.
 */
bool lookup_only_others(const struct lookup *lk, struct settings **s);
void lookup_none(struct lookup *lk, const char *detail);
void lookup_end(
    struct lookup *lk, enum source_outcome outcome, const char *detail);
void lookup_failed(struct lookup *lk, const char *detail);
/* The names could not be looked up: unfinished when nobody answered in time,
 * else failed. */
void lookup_dns_failed(struct lookup *lk, enum dns_status status);

/* For each answer of records that name servers: notes a wrong signature, so
 * that DNS_BOGUS becomes a finding of the domain. */
void lookup_note_bogus(struct lookup *lk, const struct dns_answer *answer);
/*
 * True when the answer is a document at all; else the lookup must end (none
 * or failed) with the words of why_out.
 */
bool web_has_document(const struct lookup *lk, const struct http_answer *answer,
    enum source_outcome *outcome_out, const char **why_out);
/*
 * What an autoconfig place answered: settings, owned by the caller, or NULL;
 * then the lookup must end (none or failed) with the words of why_out.
 */
struct settings *web_autoconfig(const struct lookup *lk,
    const struct http_answer *answer, enum source_outcome *outcome_out,
    const char **why_out);

/* The start and stop functions of the rows. */
void local_start(struct lookup *lk);
void database_start(struct lookup *lk);
void pacc_start(struct lookup *lk);
void pacc_stop(struct lookup *lk);
void mx_start(struct lookup *lk);
void mx_stop(struct lookup *lk);
void srv_start(struct lookup *lk);
void srv_stop(struct lookup *lk);
void mailconf_start(struct lookup *lk);
void mailconf_stop(struct lookup *lk);
void autoconfig_start(struct lookup *lk);
void autoconfig_well_known_start(struct lookup *lk);
void autoconfig_stop(struct lookup *lk);
bool plain_ready(const struct lookup *lk);
void plain_start(struct lookup *lk);
void plain_stop(struct lookup *lk);
void ispdb_start(struct lookup *lk);
void ispdb_stop(struct lookup *lk);
/* Where the public database keeps a domain; options.ispdb is not NULL. */
const char *ispdb_url(const struct discovery *d, const char *domain);
void ns_start(struct lookup *lk);
void ns_stop(struct lookup *lk);
bool autodiscover_ready(const struct lookup *lk);
void autodiscover_start(struct lookup *lk);
void autodiscover_stop(struct lookup *lk);
void microsoft_start(struct lookup *lk);
void microsoft_stop(struct lookup *lk);
/* Services beside mail; a check does not wait for them. */
void services_start(struct lookup *lk);
void services_stop(struct lookup *lk);
void guess_start(struct lookup *lk);
void guess_stop(struct lookup *lk);

#endif
