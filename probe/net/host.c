#include "probe/net/host.h"

#include <stdlib.h>
#include <sys/socket.h>

#include "profiles/base/mem.h"

static const struct {
	int family;
	enum dns_type type;
} families[HOST_FAMILIES] = {
	[HOST_IPV4] = { AF_INET, DNS_A },
	[HOST_IPV6] = { AF_INET6, DNS_AAAA },
};

struct host_query {
	struct host host;
	struct dns_query *queries[HOST_FAMILIES];
	host_fn *fn;
	void *arg;
};

bool
host_open(const struct host *host)
{
	return host->open[HOST_IPV4] || host->open[HOST_IPV6];
}

enum dns_status
host_status(const struct host *host)
{
	enum dns_status a = host->status[HOST_IPV4];
	enum dns_status b = host->status[HOST_IPV6];

	return a > b ? a : b;
}

/* fn may have cancelled, and freed the query, where a family is open. */
static void
take(struct host_query *q, int i, const struct dns_answer *answer)
{
	struct host *host = &q->host;
	bool last;

	q->queries[i] = NULL;
	host->open[i] = false;
	host->status[i] = answer->status;
	host->n[i] = answer->n;
	last = !host_open(host);
	q->fn(host, i, answer, q->arg);
	if (last)
		free(q);
}

static void
got_ipv4(const struct dns_answer *answer, void *arg)
{
	take(arg, HOST_IPV4, answer);
}

static void
got_ipv6(const struct dns_answer *answer, void *arg)
{
	take(arg, HOST_IPV6, answer);
}

struct host_query *
host_ask(struct dns *d, const char *name, int family, int64_t deadline,
    host_fn *fn, void *arg)
{
	static dns_fn *const fns[HOST_FAMILIES] = { got_ipv4, got_ipv6 };
	struct host_query *q = xcalloc(1, sizeof(*q));
	int i;

	q->fn = fn;
	q->arg = arg;
	for (i = 0; i < HOST_FAMILIES; i++) {
		if (family != AF_UNSPEC && family != families[i].family)
			continue;
		q->host.open[i] = true;
		q->queries[i] =
		    dns_ask(d, name, families[i].type, deadline, fns[i], q);
	}
	return q;
}

void
host_cancel(struct host_query **q)
{
	struct host_query *query = *q;
	int i;

	if (query == NULL)
		return;
	*q = NULL;
	for (i = 0; i < HOST_FAMILIES; i++)
		dns_cancel(&query->queries[i]);
	free(query);
}

const struct host *
host_seen(const struct host_query *q)
{
	return &q->host;
}
