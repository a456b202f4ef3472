// room: probe/run
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "probe/run/run-private.h"

/* One run with one service, as discovery finds it. */
struct fixture {
	struct run run;
	struct run_service *service;
};

static const struct endpoint nameless = { .protocol = PROTO_IMAP,
	.security = SECURITY_TLS,
	.host = "imap.example.org",
	.port = 993 };

static void
begin(struct fixture *f)
{
	memset(f, 0, sizeof(*f));
	f->run.report = report_new();
	STAILQ_INIT(&f->run.services);
	f->service = services_add(&f->run, PROTO_IMAP);
}

static void
end(struct fixture *f)
{
	struct candidate *p;

	while ((p = STAILQ_FIRST(&f->service->candidates)) != NULL) {
		STAILQ_REMOVE_HEAD(&f->service->candidates, entry);
		candidate_free(p);
	}
	report_free(&f->run.report);
}

static struct candidate *
add(struct fixture *f, const char *user, int rank, enum trust trust)
{
	struct endpoint e = nameless;

	e.username = user;
	return services_add_candidate(
	    &f->run, f->service, &e, "srv", rank, 0, trust);
}

static const char *
user_of(const struct candidate *p)
{
	const char *user = p->er->endpoint.username;

	return user == NULL ? "-" : user;
}

/* Whom the servers are told to be trusted by also says who logs in there. */
static void
the_strongest_source_names_the_user(void **state)
{
	static const struct {
		const char *first, *second, *user;
		enum trust trusts[2];
		int ranks[2];
	} rows[] = {
		{ .first = "eve",
		    .second = "anna",
		    .user = "anna",
		    .trusts = { TRUST_DNS, TRUST_PROVIDER },
		    .ranks = { 31, 11 } },
		{ .first = "anna",
		    .second = "eve",
		    .user = "anna",
		    .trusts = { TRUST_PROVIDER, TRUST_DNS },
		    .ranks = { 11, 31 } },
		/* nothing said means the address, and not what another said */
		{ .first = "eve",
		    .user = "-",
		    .trusts = { TRUST_DNS, TRUST_PROVIDER },
		    .ranks = { 31, 11 } },
		{ .second = "eve",
		    .user = "-",
		    .trusts = { TRUST_PROVIDER, TRUST_DNS },
		    .ranks = { 11, 31 } },
		{ .second = "anna",
		    .user = "anna",
		    .trusts = { TRUST_PROVIDER, TRUST_CURATED },
		    .ranks = { 11, 50 } },
		{ .first = "anna",
		    .user = "anna",
		    .trusts = { TRUST_PROVIDER, TRUST_PROVIDER },
		    .ranks = { 12, 11 } },
	};
	struct fixture f;
	struct candidate *p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(&f);
		add(&f, rows[i].first, rows[i].ranks[0], rows[i].trusts[0]);
		p = add(
		    &f, rows[i].second, rows[i].ranks[1], rows[i].trusts[1]);
		assert_string_equal(user_of(p), rows[i].user);
		assert_int_equal(p->er->trust,
		    rows[i].trusts[0] < rows[i].trusts[1] ? rows[i].trusts[0]
							  : rows[i].trusts[1]);
		end(&f);
	}
}

/* The report says who was proven to log in. */
static void
a_proven_user_stays(void **state)
{
	struct fixture f;
	struct candidate *p;

	(void)state;
	begin(&f);
	p = add(&f, "anna", 50, TRUST_CURATED);
	p->er->login.outcome = LOGIN_OK;
	add(&f, "a.nna", 11, TRUST_PROVIDER);
	assert_string_equal(user_of(p), "anna");
	p->er->login.outcome = LOGIN_SKIPPED;
	p->login_running = true;
	add(&f, "a.nna", 10, TRUST_PROVIDER);
	assert_string_equal(user_of(p), "anna");
	end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_strongest_source_names_the_user),
		cmocka_unit_test(a_proven_user_stays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
