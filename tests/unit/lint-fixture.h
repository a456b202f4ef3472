#ifndef TESTS_UNIT_LINT_FIXTURE_H
#define TESTS_UNIT_LINT_FIXTURE_H

/* What a lint saw, made by hand: no network. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe/lint/row.h"
#include "probe/lint/seen.h"
#include "probe/report/report.h"
#include "profiles/base/buf.h"
#include "profiles/base/mem.h"
#include "profiles/settings/settings.h"

#define DOMAIN "example.org"
#define URL    "https://autoconfig.example.org/mail/config-v1.1.xml"

#define SERVER(way, type, host, port, socket, user)           \
	"<" way "Server type=\"" type "\"><hostname>" host    \
	"</hostname><port>" port "</port><socketType>" socket \
	"</socketType><authentication>password-cleartext"     \
	"</authentication><username>" user "</username></" way "Server>"
#define CONFIG(domain, servers)                                  \
	"<clientConfig version=\"1.1\"><emailProvider id=\"x\">" \
	"<domain>" domain "</domain>" servers                    \
	"</emailProvider></clientConfig>"
#define IMAP(host, user) SERVER("incoming", "imap", host, "993", "SSL", user)
#define GOOD_XML	 CONFIG(DOMAIN, IMAP("imap.example.org", "%EMAILADDRESS%"))
#define GOOD_JSON	 "{\"protocols\":{\"imap\":{\"host\":\"imap.example.org\"}}}"

#define IMAP_PORT(port, socket) \
	SERVER("incoming", "imap", "imap.example.org", port, socket, "x")
#define SMTP(port, socket) \
	SERVER("outgoing", "smtp", "smtp.example.org", port, socket, "x")

#define ANSWER(encryption)                                             \
	"<Autodiscover><Response><Account><Action>settings</Action>"   \
	"<Protocol><Type>IMAP</Type><Server>imap.example.org</Server>" \
	"<Port>993</Port>" encryption                                  \
	"</Protocol></Account></Response></Autodiscover>"

static const struct lint_options options = { .domain = DOMAIN };

/* A domain at which every name is missing. */
static inline struct lint *
nothing(void)
{
	static const char *const urls[] = { "https://ua-auto-config/", URL,
		"https://example.org/well-known", "http://autoconfig",
		"https://autodiscover", "https://example.org/autodiscover",
		"http://autodiscover" };
	static const char *const srv[] = { "_imaps", "_imap", "_pop3s", "_pop3",
		"_submissions", "_submission", "_autodiscover" };
	struct lint *l = xcalloc(1, sizeof(*l));
	int i, k;

	l->o = &options;
	l->domain = DOMAIN;
	l->address = "postmaster@" DOMAIN;
	for (i = 0; i < PLACE_COUNT; i++)
		for (k = 0; k < LINT_ASKS; k++)
			l->webs[i].asks[k] = (struct lint_fetch){ .lint = l,
				.url = k == 0 || i == 1 ? urls[i] : NULL,
				.done = true,
				.trouble = HTTP_NO_NAME,
				.error = "no such name",
				.final_url = urls[i],
				.type = "" };
	for (i = 0; i < LINT_SRVS; i++) {
		l->srvs[i].name = l->srvs[i].record = srv[i];
		l->srvs[i].done = true;
		l->srvs[i].status = DNS_NXDOMAIN;
		l->srvs[i].mail = i < 6;
		l->srvs[i].protocol = (enum protocol)(i / 2);
		l->srvs[i].security = (enum security)(i % 2);
	}
	l->txt_done = true;
	l->txt_status = DNS_NXDOMAIN;
	return l;
}

static inline struct lint_name *
add_name(struct lint *l, const char *name, const char *ip, const char *alias)
{
	struct lint_name *n = &l->names[l->nnames++];

	n->name = name;
	n->host.status[HOST_IPV4] = n->host.status[HOST_IPV6] =
	    *ip == '\0' ? DNS_NXDOMAIN : DNS_OK;
	snprintf(n->ip, sizeof(n->ip), "%s", ip);
	n->canonical = alias;
	return n;
}

static inline void
answer(struct lint_fetch *f, int status, const char *type, const char *body)
{
	f->trouble = HTTP_ANSWERED;
	f->status = status;
	f->type = type;
	f->body = body;
	f->len = strlen(body);
	f->tls = "TLSv1.3";
}

static inline void
serve(struct lint *l, enum web_place place, const char *type, const char *body)
{
	int k;

	for (k = 0; k < LINT_ASKS; k++)
		answer(&l->webs[place].asks[k], 200, type, body);
}

static inline void
point(struct lint *l, int i, const char *host, uint16_t port,
    struct lint_name *where)
{
	struct lint_srv *s = &l->srvs[i];

	s->status = DNS_OK;
	s->targets[s->n++] = (struct lint_target){ host, port, where };
}

static inline void
good(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml; charset=utf-8", GOOD_XML);
}

#endif
