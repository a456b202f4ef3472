#ifndef TESTS_UNIT_WRITER_FIXTURE_H
#define TESTS_UNIT_WRITER_FIXTURE_H

/* One account for the writers. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/writer.h"

#define TEN   "0123456789"
#define FIFTY TEN TEN TEN TEN TEN
#define LONG  FIFTY FIFTY FIFTY FIFTY

struct fixture {
	struct arena arena;
	struct endpoint imap, pop3, smtp;
	struct account_wish wish;
	struct account account;
	struct buf out;
	struct err err;
};

static inline const char *
identity(const void *arg, const char *text)
{
	(void)arg;
	return text;
}

static const struct writer_options options = { .tool = "Postlotse test",
	.translate = identity };

static inline struct endpoint
endpoint_of(enum protocol p, enum security s, const char *host)
{
	struct endpoint e = { .protocol = p,
		.security = s,
		.host = host,
		.port = endpoint_port(p, s),
		.username = "anna@example.org" };

	return e;
}

static inline void
make(struct fixture *f)
{
	const struct endpoint *found[PROTO_COUNT] = { &f->imap, &f->pop3,
		&f->smtp };
	int rc;

	rc = account_make(&f->account, &f->arena, &f->wish, found, &f->err);
	assert_int_equal(rc, 0);
	f->account.provider = "Example";
}

static inline void
start(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->imap = endpoint_of(PROTO_IMAP, SECURITY_TLS, "imap.example.org");
	f->pop3 = endpoint_of(PROTO_POP3, SECURITY_TLS, "pop.example.org");
	f->smtp =
	    endpoint_of(PROTO_SMTP, SECURITY_STARTTLS, "smtp.example.org");
	account_wish_init(&f->wish, "anna@example.org");
	f->wish.name = "Anna Example";
	buf_init(&f->out, 1 << 20);
}

static inline void
stop(struct fixture *f)
{
	buf_clear(&f->out);
	arena_clear(&f->arena);
}

static inline int
write_as(struct fixture *f, const char *format)
{
	const struct writer *w = writer_find(format);

	assert_non_null(w);
	buf_clear(&f->out);
	f->err.text[0] = '\0';
	make(f);
	return writer_write(w, &f->account, &options, &f->out, &f->err);
}

static inline void
assert_holds(const struct fixture *f, const char *text)
{
	if (strstr(buf_text(&f->out), text) == NULL)
		fail_msg("no '%s' in: %s", text, buf_text(&f->out));
}

static inline void
assert_lacks(const struct fixture *f, const char *text)
{
	if (strstr(buf_text(&f->out), text) != NULL)
		fail_msg("'%s' in: %s", text, buf_text(&f->out));
}

static inline void
assert_refused(struct fixture *f, const char *format, const char *reason)
{
	assert_int_equal(write_as(f, format), -1);
	assert_int_equal(f->out.len, 0);
	if (strstr(f->err.text, reason) == NULL)
		fail_msg("%s: '%s' lacks '%s'", format, f->err.text, reason);
}

#endif
