#ifndef TESTS_UNIT_HOSTILE_FIXTURE_H
#define TESTS_UNIT_HOSTILE_FIXTURE_H

/* Rows of hostile values for the writers. */

#include "profiles/base/secret.h"
#include "tests/unit/writer-fixture.h"

enum field { NAME, USER, PASSWORD, COMMAND };

struct hostile {
	const char *format;
	enum field field;
	const char *value;
	const char *expected; /* NULL: refused */
};

static inline void
write_hostile(const struct hostile *h, struct fixture *f)
{
	struct secret *secret = NULL;
	int rc;

	switch (h->field) {
	case NAME:
		f->wish.name = h->value;
		break;
	case USER:
		f->wish.username = h->value;
		break;
	case COMMAND:
		f->wish.password_command = h->value;
		break;
	case PASSWORD:
		secret = secret_new(h->value, strlen(h->value));
		f->wish.password = secret;
		break;
	}
	rc = write_as(f, h->format);
	secret_free(&secret);
	if (h->expected == NULL && rc == 0)
		fail_msg("%s was written: %s", h->value, buf_text(&f->out));
	if (h->expected != NULL && rc == -1)
		fail_msg("%s, %s: %s", h->format, h->value, f->err.text);
	if (h->expected != NULL)
		assert_holds(f, h->expected);
}

static inline void
run_hostile(const struct hostile *rows, size_t n)
{
	struct fixture f;
	size_t i;

	for (i = 0; i < n; i++) {
		start(&f);
		write_hostile(&rows[i], &f);
		stop(&f);
	}
}

#endif
