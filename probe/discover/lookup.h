#ifndef PROBE_DISCOVER_LOOKUP_H
#define PROBE_DISCOVER_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/discover/discover.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "probe/report/report.h"
#include "probe/report/source.h"

/*
 * What the sources of discovery share.  Each is a line of
 * probe/report/source.def, a file here and a row in sources.c.
 */

struct dns_answer;
struct lookup;
struct task;

enum { SOURCE_MS = 5000 };

/* How a source is asked. */
struct source {
	/* It waits for others: may it begin?  NULL: at once, or late. */
	bool (*ready)(const struct lookup *lk);
	/* Begins; ends in one of lookup_found, lookup_none, lookup_failed. */
	void (*start)(struct lookup *lk);
	/* Cancels what is open; called once after start, also at the end. */
	void (*stop)(struct lookup *lk);
};

/* One source at work; lives in the arena of the report. */
struct lookup {
	enum source_id id;
	const struct source *source;
	struct discovery *d;
	struct source_result *result;
	int64_t began;
	bool started, done;
	bool spared; /* done without being asked: see lookup_spare */
	/* Of an autoconfig place, once done; of autodiscover.DOMAIN. */
	enum http_trouble trouble;
	const char *misread; /* what is not understood, or NULL */
	void *state;	     /* the source's own, in the arena of the report */
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
	/* Starts what a lookup that has ended makes possible. */
	void (*advance)(struct discovery *d);
	const char *domain;  /* A-labels, lower case */
	const char *address; /* with that domain; NULL for a bare domain */
	const char *typed;   /* what user names are made of: account_login() */
	bool disabled[PROTO_COUNT]; /* SRV target "." */
	int phase;		    /* of the timer */
	bool stopped, finished;
	bool incoming, outgoing; /* found at T3 or better */
	/* The same without what SRV names at T3: autodiscover may be surer. */
	bool incoming_sure, outgoing_sure;
	/* Servers of it are named, and none can be reached. */
	bool dead[PROTO_COUNT];
	bool guessed[PROTO_COUNT]; /* the usual names of it were asked for */
	/* Where autodiscover wants a login that it may get, and its host. */
	const char *login_url, *login_host;
	bool closed;   /* a provider without servers: none are searched for */
	bool exchange; /* the MX is one of Exchange Online */
	int name_rank; /* of the source that named the provider */
	struct task *timer;
	struct lookup lookups[SOURCE_COUNT];
	int nlookups;
};

/* The lookup of that source, or NULL when it is not asked. */
const struct lookup *lookup_of(const struct discovery *d, enum source_id id);
/* All sources before this one have ended. */
bool lookup_is_next(const struct lookup *lk);
/* The absolute deadline of one request of a source that begins now. */
int64_t lookup_deadline(const struct lookup *lk);
/* GETs url by these rules (probe/net/http.h) until the lookup's deadline; the
 * lookup is the argument of fn. */
struct http_fetch *lookup_get(
    struct lookup *lk, const char *url, int rules, http_fn *fn);
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
 * True when a document names mail servers.  Else what it says beside them is
 * kept for the report, s is freed, and why may become a better reason.
 */
bool lookup_has_servers(
    struct lookup *lk, struct settings **s, const char **why);
/* Keeps for the report what is not understood; lookup_found and
 * lookup_has_servers do it for their settings. */
void lookup_misread(struct lookup *lk, const struct misreads *m);
void lookup_none(struct lookup *lk, const char *detail);
/* What is known suffices; discover_search may ask it all the same. */
void lookup_spare(struct lookup *lk);
/* Ends it, and nothing follows from that. */
void lookup_close(
    struct lookup *lk, enum source_outcome outcome, const char *detail);
void lookup_end(
    struct lookup *lk, enum source_outcome outcome, const char *detail);
void lookup_failed(struct lookup *lk, const char *detail);
/* The names could not be looked up: unfinished when no answer came in time,
 * else failed. */
void lookup_dns_failed(struct lookup *lk, enum dns_status status);

/* For each answer of records that name servers: notes a wrong signature, so
 * that DNS_BOGUS becomes a finding of the domain. */
void lookup_note_bogus(struct lookup *lk, const struct dns_answer *answer);
#endif
