#ifndef TESTS_UNIT_DISCOVER_FIXTURE_H
#define TESTS_UNIT_DISCOVER_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe/discover/discover.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "probe/report/report.h"
#include "profiles/base/buf.h"
#include "profiles/provider/provider.h"
#include "tests/unit/listed-provider.h"
#include "tests/unit/nameserver.h"

/* A discovery of its own, beside a name server that knows one zone. */

/* Answers that mean "the name exists". */
#define EXISTS(name)                      \
	{                                 \
		name, DNS_TXT, 0, NULL, 0 \
	}
#define END                             \
	{                               \
		NULL, DNS_A, 0, NULL, 0 \
	}

struct got {
	struct loop *loop;
	struct buf found;
	bool finished;
};

static void
on_found(void *arg, const char *source, int rank,
    const struct settings *settings, const enum trust *trusts)
{
	struct got *g = arg;
	const struct endpoint *e;

	(void)rank;
	STAILQ_FOREACH (e, &settings->endpoints, entry)
		buf_printf(&g->found, "%s %s %s %s %s:%d %s\n", source,
		    trust_name(*trusts++), protocol_name(e->protocol),
		    security_name(e->security), e->host, e->port,
		    e->username == NULL ? "-" : e->username);
}

static void
on_disabled(void *arg, enum protocol p)
{
	struct got *g = arg;

	buf_printf(&g->found, "no %s\n", protocol_name(p));
}

static void
on_finished(void *arg)
{
	struct got *g = arg;

	assert_false(g->finished);
	g->finished = true;
	loop_stop(g->loop);
}

struct bench {
	struct loop *loop;
	struct server server;
	struct dns *dns;
	struct http *http;
	struct provider_db *db;
	struct report *report;
	struct discovery *discovery;
	struct discover_options options;
	struct got got;
};

/* Without a zone the name server swallows everything. */
static void
begin_by(struct bench *b, const char *address, const struct zone_row *zone,
    bool offline, int family)
{
	struct discovery_events events = { on_found, on_disabled, NULL,
		on_finished, &b->got };

	memset(b, 0, sizeof(*b));
	b->loop = b->got.loop = loop_new();
	server_start(&b->server, zone == NULL ? NULL : b->loop, zone);
	assert_int_equal(
	    dns_open(b->loop, b->server.address, &b->dns, NULL), 0);
	b->http = http_new(b->loop, b->dns, NULL);
	open_database(&b->db);
	b->report = report_new();
	b->options.address = address;
	b->options.offline = offline;
	b->options.discover_only = true;
	b->options.family = family;
	b->options.providers = b->db;
	buf_init(&b->got.found, 65536);
	b->discovery = discover_start(
	    b->loop, b->dns, b->http, &b->options, b->report, 10000, &events);
	assert_false(b->got.finished);
}

static void
begin(struct bench *b, const char *address, const struct zone_row *zone,
    bool offline)
{
	begin_by(b, address, zone, offline, AF_UNSPEC);
}

static void
end(struct bench *b)
{
	discover_stop(&b->discovery);
	http_free(&b->http);
	dns_close(&b->dns);
	provider_db_free(&b->db);
	report_free(&b->report);
	server_stop(&b->server);
	loop_free(&b->loop);
	buf_clear(&b->got.found);
}

static const char *
found(const struct bench *b)
{
	return buf_text(&b->got.found);
}

static const char *
detail_of(const struct report *r, const char *source)
{
	const struct source_result *s;

	STAILQ_FOREACH (s, &r->sources, entry)
		if (strcmp(s->source, source) == 0)
			return s->detail;
	return "";
}

#endif
