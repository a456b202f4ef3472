#ifndef TESTS_UNIT_JUDGE_FIXTURE_H
#define TESTS_UNIT_JUDGE_FIXTURE_H

/* Reports made by hand, and findings as one line of text. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

#include "probe/judge/judge.h"
#include "probe/report/report.h"
#include "profiles/base/buf.h"

/* How far one address came, and the facts on the way; a side that a row does
 * not name is ABSENT. */
enum reached { ABSENT, ENDED, GOOD };

struct spec {
	enum fact_id id;
	const char *text; /* NULL ends the list */
	int64_t n;
};

struct side {
	enum reached reached;
	struct spec facts[5];
};

#define F(id, text)                \
	{                          \
		FACT_##id, text, 0 \
	}
#define N(id, text, n)             \
	{                          \
		FACT_##id, text, n \
	}
#define FINE                    \
	{                       \
		.reached = GOOD \
	}
#define GO(...)                     \
	{                           \
		GOOD,               \
		{                   \
			__VA_ARGS__ \
		}                   \
	}
#define STOP(...)                   \
	{                           \
		ENDED,              \
		{                   \
			__VA_ARGS__ \
		}                   \
	}

static inline void
check_filled(const struct finding *f, const char *template)
{
	struct buf out;

	buf_init(&out, 4000);
	finding_fill(&out, template, f);
	if (strchr(buf_text(&out), '{') != NULL)
		fail_msg(
		    "%s: place left: %s", finding_name(f->id), buf_text(&out));
	buf_clear(&out);
}

/* "tcp.refused=error probe.coverage=info", in the order of the report. */
static inline void
expect(const char *what, const struct findings *findings, const char *expected)
{
	const struct finding *f;
	struct buf out;

	buf_init(&out, 4000);
	STAILQ_FOREACH (f, &findings->list, entry) {
		check_filled(f, finding_text(f->id));
		check_filled(f, finding_remedy(f->id));
		buf_printf(&out, "%s%s=%s", out.len > 0 ? " " : "",
		    finding_name(f->id), finding_severity_name(f->severity));
	}
	if (strcmp(buf_text(&out), expected) != 0)
		fail_msg(
		    "%s: got '%s', not '%s'", what, buf_text(&out), expected);
	buf_clear(&out);
}

static inline struct address_result *
add_address(struct report *r, struct endpoint_result *e, const char *ip,
    int family, const struct side *side)
{
	struct address_result *a;
	const struct spec *s;

	if (side->reached == ABSENT)
		return NULL;
	a = report_add_address(r, e, ip, family);
	a->ready = a->tls.verified = side->reached == GOOD;
	for (s = side->facts; s->text != NULL; s++)
		fact_add_number(&a->facts, s->id, s->text, s->n);
	return a;
}

static inline struct report *
new_report(void)
{
	struct report *r = report_new();

	r->address = "anna@example.org";
	r->domain = "example.org";
	return r;
}

static inline struct endpoint_result *
add(struct report *r, enum protocol p, enum security s, const char *host)
{
	struct endpoint e = { .protocol = p,
		.security = s,
		.host = host,
		.port = endpoint_port(p, s) };

	return report_add_endpoint(r, &e);
}

/* An endpoint that works, login included. */
static inline struct endpoint_result *
add_good(struct report *r, enum protocol p, const char *host)
{
	struct endpoint_result *e = add(r, p, SECURITY_TLS, host);
	struct side good = FINE;

	e->used = add_address(r, e, "192.0.2.1", AF_INET, &good);
	e->login.outcome = LOGIN_OK;
	e->login.answered = true;
	return e;
}

#endif
