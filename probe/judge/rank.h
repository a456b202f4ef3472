#ifndef PROBE_JUDGE_RANK_H
#define PROBE_JUDGE_RANK_H

#include <stdbool.h>

#include "probe/report/report.h"

/*
 * Which of several candidates comes first.  Incoming and outgoing servers
 * are ranked apart.  Pure.
 */

/* What candidates are compared by, the strongest first. */
enum rank_part {
	RANK_TRUST,    /* how far the source may be believed */
	RANK_SOURCE,   /* the order of the sources */
	RANK_STATE,    /* how far it was proven: enum rank_state */
	RANK_SECURITY, /* TLS from the first byte (RFC 8314 section 3) */
	RANK_PROTOCOL, /* IMAP before POP3 */
	RANK_ORDER,    /* as its source lists it */
	RANK_PARTS     /* no difference */
};

enum rank_state {
	STATE_LOGIN, /* a login succeeded */
	STATE_READY, /* verified TLS and a mechanism */
	STATE_UNTRIED,
	STATE_FAILED
};

/* Each part: smaller is better. */
struct rank {
	int part[RANK_PARTS];
};

/* The rank of an endpoint that a source names at that place of its list. */
struct rank rank_of(const struct endpoint *e, enum trust trust, int source,
    int order, enum rank_state state);
/* The strongest part in which the two differ, RANK_PARTS when in none. */
enum rank_part rank_differs(const struct rank *a, const struct rank *b);
bool rank_is_better(const struct rank *a, const struct rank *b);
/* How far an endpoint was proven. */
enum rank_state rank_state(const struct endpoint_result *e);
/* "trust", "source", "state" ... of the JSON report. Static. */
const char *rank_part_name(enum rank_part p);

/*
 * Ranks what discovery found: sets rank, why, worse_by and both_ways of every
 * endpoint and sorts them, by protocol and rank.
 */
void rank_report(struct report *r);

#endif
