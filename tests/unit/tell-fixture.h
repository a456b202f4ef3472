#ifndef TESTS_UNIT_TELL_FIXTURE_H
#define TESTS_UNIT_TELL_FIXTURE_H

/* Reports made by hand, and what a teller writes of them. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "cmd/tell/teller.h"
#include "probe/report/report.h"

/* What a teller writes, owned by the caller. */
static inline char *
tell(const struct report *r, const char *name, struct tell_options o)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);

	teller_find(name)->tell(f, r, &o);
	fclose(f);
	return text;
}

static inline struct endpoint_result *
add(struct report *r, enum protocol p, const char *host)
{
	struct endpoint e = { .protocol = p, .host = host };
	struct endpoint_result *er;
	struct address_result *a;

	e.port = endpoint_port(p, SECURITY_TLS);
	er = report_add_endpoint(r, &e);
	a = report_add_address(r, er, "192.0.2.1", AF_INET);
	a->ready = true;
	return er;
}

static inline struct endpoint_result *
add_proven(struct report *r, enum protocol p, const char *host)
{
	struct endpoint_result *e = add(r, p, host);

	e->login.outcome = LOGIN_OK;
	e->login.mechanism = "PLAIN";
	e->login.username = "anna";
	r->settings[p] = e;
	return e;
}

#endif
