#ifndef PROBE_NET_LIMITS_H
#define PROBE_NET_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

struct limits;
struct limits_ticket;
struct loop;

/*
 * Politeness: how many connections all runs of an engine together make to one
 * address.  So many at once pass without any delay, more than one run needs;
 * beyond them they come one by one.  An address of this machine (127.0.0.0/8,
 * ::1) is not limited.
 */
enum {
	LIMITS_OPEN = 16,  /* connections at once */
	LIMITS_BURST = 16, /* begun at once, after a rest */
	LIMITS_GAP_MS = 500
};

/* granted is false when the deadline came first: then the ticket is gone. */
typedef void limits_fn(bool granted, void *arg);

struct limits *limits_new(struct loop *l);
/* Every ticket must have been released. */
void limits_free(struct limits **l);
/*
 * Asks for a connection to an IP literal.  Mostly the ticket is granted at
 * once, and fn is never called; otherwise it is called once, from the loop, at
 * the latest at the absolute deadline (loop_now milliseconds).  Tickets of one
 * address are granted in their order.
 */
struct limits_ticket *limits_ask(struct limits *l, const char *ip,
    int64_t deadline, limits_fn *fn, void *arg);
bool limits_granted(const struct limits_ticket *t);
/* The connection is closed, or not wanted any more; also from fn. */
void limits_release(struct limits_ticket **t);

#endif
