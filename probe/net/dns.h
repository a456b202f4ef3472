#ifndef PROBE_NET_DNS_H
#define PROBE_NET_DNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct dns;
struct dns_query;
struct err;
struct loop;

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
	DNS_SRV = 33
};

enum dns_status {
	DNS_OK,	      /* records are there */
	DNS_NODATA,   /* the name exists, without this type */
	DNS_NXDOMAIN, /* no such name (RFC 8020) */
	DNS_SERVFAIL,
	DNS_BOGUS,  /* DNSSEC validation failed */
	DNS_TIMEOUT /* no answer, or not before the deadline; no network */
};

struct dns_record {
	char ip[46]; /* A, AAAA: as text */
	char host
	    [256]; /* NS, MX, SRV: lower case, no final dot, "" is the root */
	uint16_t priority, weight, port; /* MX: priority; SRV: all */
	char *text; /* TXT: character-strings joined, NUL-terminated */
};

/* Borrowed by the callback, gone afterwards. MX and SRV are sorted by
 * priority (RFC 2782: lowest first), then weight (highest first). */
struct dns_answer {
	enum dns_status status;
	bool secure;	       /* DNSSEC-validated, from a trust anchor down */
	const char *why_bogus; /* or NULL */
	/* The name is an alias (CNAME), and this is where it ends; or NULL. */
	const char *canonical;
	struct dns_record *records;
	size_t n;
};

typedef void dns_fn(const struct dns_answer *answer, void *arg);

/*
 * Opens the resolver: the system's, or resolver ("IP[@PORT]") for every name
 * there is.  Returns -1 with err when it is malformed.
 */
int dns_open(
    struct loop *l, const char *resolver, struct dns **out, struct err *err);
/*
 * DNSSEC from the trust anchors in the file; before the first query.  Strict:
 * below such a name everything must be proven, and what is not is DNS_BOGUS,
 * also when it is the resolver that drops signatures.  Returns -1 with err
 * when the file cannot be read or holds no anchor.
 */
int dns_trust_file(struct dns *d, const char *path, struct err *err);
/*
 * DNSSEC from the keys of the root, as far as it costs nothing where nothing
 * is signed: an answer with signatures is asked for a second time and then
 * proven, and so is a SERVFAIL, which may be the verdict of a resolver.  All
 * other answers are as without DNSSEC, and also those of a resolver that does
 * not hand out the signed keys of the root.  Addresses are believed unproven:
 * the certificate speaks for the server.  Without a file this does nothing.
 */
void dns_trust_root(struct dns *d, const char *path);
/* Open queries are cancelled without a callback; not from a callback. */
void dns_close(struct dns **d);
/*
 * Asks; fn is called once, from the loop, at the latest at the absolute
 * deadline (loop_now milliseconds), unless cancelled before.  An answer from
 * the cache comes from the loop too: see dns-view.h.  What is being asked is
 * not asked again: several queries wait for the one question, each up to its
 * own deadline, and it ends with the last of them.
 */
struct dns_query *dns_ask(struct dns *d, const char *name, enum dns_type type,
    int64_t deadline, dns_fn *fn, void *arg);
void dns_cancel(struct dns_query **q);
/* Why nothing can be said of the records, in a few static words; NULL when
 * they are there or do not exist. */
const char *dns_trouble(enum dns_status status);

#endif
