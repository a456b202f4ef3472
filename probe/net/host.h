#ifndef PROBE_NET_HOST_H
#define PROBE_NET_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe/net/dns.h"

struct host_query;

enum { HOST_IPV4, HOST_IPV6, HOST_FAMILIES };

/* The addresses of a host, as far as they are known. */
struct host {
	bool open[HOST_FAMILIES]; /* is being asked for */
	/* DNS_OK when it was not asked for: that says nothing. */
	enum dns_status status[HOST_FAMILIES];
	size_t n[HOST_FAMILIES]; /* addresses */
};

/*
 * One family has answered: everything known by now, the family, and its
 * answer, borrowed.  When none is open any more the query is gone after this
 * call, and is not cancelled by it.
 */
typedef void host_fn(const struct host *host, int family,
    const struct dns_answer *answer, void *arg);

/*
 * Asks for the addresses of a name: A, then AAAA, or one of them when family
 * is AF_INET or AF_INET6 instead of AF_UNSPEC.  fn is called from the loop,
 * once for each, at the latest at the absolute deadline.
 */
struct host_query *host_ask(struct dns *d, const char *name, int family,
    int64_t deadline, host_fn *fn, void *arg);
/* Also from fn, while a family is open. */
void host_cancel(struct host_query **q);
const struct host *host_seen(const struct host_query *q);

/* A family is still being asked for. */
bool host_open(const struct host *host);
/* The graver status of the two. */
enum dns_status host_status(const struct host *host);

#endif
