#ifndef PROBE_LINT_SEEN_H
#define PROBE_LINT_SEEN_H

#include "probe/discover/place.h"
#include "probe/lint/lint.h"
#include "probe/net/dns.h"
#include "probe/net/host.h"
#include "probe/net/http.h"
#include "profiles/base/arena.h"
#include "profiles/format/autodiscover.h"
#include "profiles/format/pacc-digest.h"
#include "profiles/settings/endpoint.h"

/*
 * What the parts of the lint share: what was seen.  observe.c fills it, read.c
 * understands the documents, the others judge and touch no network.
 * Everything lives in the arena unless it says otherwise.
 */

struct engine;
struct loop;
struct report;

enum {
	LINT_TARGETS = 4,		    /* of one SRV name */
	LINT_SRVS = ENDPOINT_SRV_COUNT + 1, /* and _autodiscover */
	LINT_NAMES = 4 + LINT_SRVS * LINT_TARGETS,
	LINT_HOSTS = 8,
	LINT_TEXTS = 16,
	LINT_SOURCES = 10
};

/* How a place is asked: without an address, with one, with one that the
 * domain does not have. */
enum lint_ask { ASK_BARE, ASK_KNOWN, ASK_UNKNOWN, LINT_ASKS };

struct lint_fetch {
	struct lint *lint;
	struct http_fetch *fetch; /* under way */
	const char *url;	  /* NULL: not asked */
	bool done;		  /* else the time was up */
	enum http_trouble trouble;
	int status;
	const char *error, *final_url, *type, *tls, *body;
	size_t len;
	int redirects;
};

struct lint_web {
	enum web_place place;
	struct lint_fetch asks[LINT_ASKS];
	/* After lint_read: */
	struct settings *document; /* all that was read: owned, or NULL */
	struct settings *settings; /* the same when it names mail servers */
	const char *why; /* there are none; NULL: not even a document */
	bool page;	 /* a page for people */
	struct autodiscover answer; /* autodiscover: the rest of it */
};

/* A name that has to lead somewhere. */
struct lint_name {
	struct lint *lint;
	const char *name;
	struct host_query *query; /* under way */
	struct host host;
	char ip[46];	       /* the first, "" when none */
	const char *canonical; /* it is an alias for that, or NULL */
};

struct lint_srv {
	struct lint *lint;
	struct dns_query *query;
	const char *name;   /* "_imaps" */
	const char *record; /* the whole name */
	bool mail;	    /* one of the six */
	enum protocol protocol;
	enum security security;
	bool done, secure, refused; /* refused: target "." */
	enum dns_status status;
	struct lint_target {
		const char *host;
		uint16_t port;
		struct lint_name *where;
	} targets[LINT_TARGETS];
	size_t n;
};

struct lint {
	struct arena arena;
	const struct lint_options *o;
	const char *domain, *address, *unknown;
	int64_t started, elapsed_ms, deadline;
	/* Under way: */
	struct loop *loop;
	struct dns *dns;
	struct http *http;
	int open;
	struct dns_query *mx_query, *txt_query;
	/* Seen: */
	struct lint_web webs[PLACE_COUNT];
	struct lint_srv srvs[LINT_SRVS];
	struct lint_name names[LINT_NAMES];
	size_t nnames;
	struct lint_name *wildcard, *autoconfig, *autodiscover, *pacc;
	const char *mx[LINT_HOSTS];
	size_t nmx;
	bool txt_done, txt_secure;
	enum dns_status txt_status;
	const char *texts[LINT_TEXTS];
	size_t ntexts;
	/* After lint_read: */
	struct settings *srv_settings; /* owned, or NULL */
	struct lint_source sources[LINT_SOURCES];
	size_t nsources;
	size_t ndigests;	/* records that are understood */
	bool digest_fits;	/* one of them is that of the document */
	char digest[64];	/* of the document, base64 */
	struct report *servers; /* owned, or NULL */
	/* Judged: */
	struct lint_rows rows;
	size_t counts[LINT_CLASSES];
	bool bad;
	struct lint_choice choice;
};

/* observe.c: asks everything, turning the engine. */
void lint_observe(struct lint *l, struct engine *e);
/* read.c: from bytes and records to settings.  Pure. */
void lint_read(struct lint *l);
/* The answer that counts: with the address, without, else the first. */
const struct lint_fetch *lint_main(const struct lint_web *w);
bool lint_answered(const struct lint_fetch *f); /* HTTP 200 */
/* The servers of all sources, each once; NULL-terminated, in the arena. */
const struct endpoint **lint_endpoints(struct lint *l, size_t *n_out);

#endif
