// room: probe/judge
/* Which candidate comes first, and what the report says of it. */
#include "probe/judge/rank.h"
#include "tests/unit/judge-fixture.h"

/* One server: what it is compared by. */
struct row {
	enum trust trust;
	int source;
	enum rank_state state;
	enum security security;
	enum protocol protocol;
	int order;
};

/* The first of each pair is better, for the reason named. */
static const struct {
	struct row better, worse;
	enum rank_part reason;
} pairs[] = {
	{ { TRUST_PROVIDER, 80, STATE_FAILED, SECURITY_NONE, PROTO_POP3, 9 },
	    { TRUST_CURATED, 0, STATE_LOGIN, SECURITY_TLS, PROTO_IMAP, 0 },
	    RANK_TRUST },
	{ { TRUST_DNS, 50, STATE_FAILED, SECURITY_NONE, PROTO_POP3, 9 },
	    { TRUST_DNS, 70, STATE_LOGIN, SECURITY_TLS, PROTO_IMAP, 0 },
	    RANK_SOURCE },
	{ { TRUST_DNS, 50, STATE_LOGIN, SECURITY_NONE, PROTO_POP3, 9 },
	    { TRUST_DNS, 50, STATE_READY, SECURITY_TLS, PROTO_IMAP, 0 },
	    RANK_STATE },
	{ { TRUST_DNS, 50, STATE_READY, SECURITY_NONE, PROTO_POP3, 9 },
	    { TRUST_DNS, 50, STATE_UNTRIED, SECURITY_TLS, PROTO_IMAP, 0 },
	    RANK_STATE },
	{ { TRUST_DNS, 50, STATE_UNTRIED, SECURITY_NONE, PROTO_POP3, 9 },
	    { TRUST_DNS, 50, STATE_FAILED, SECURITY_TLS, PROTO_IMAP, 0 },
	    RANK_STATE },
	{ { TRUST_DNS, 50, STATE_READY, SECURITY_TLS, PROTO_POP3, 9 },
	    { TRUST_DNS, 50, STATE_READY, SECURITY_STARTTLS, PROTO_IMAP, 0 },
	    RANK_SECURITY },
	{ { TRUST_DNS, 50, STATE_READY, SECURITY_STARTTLS, PROTO_POP3, 9 },
	    { TRUST_DNS, 50, STATE_READY, SECURITY_NONE, PROTO_IMAP, 0 },
	    RANK_SECURITY },
	{ { TRUST_DNS, 50, STATE_READY, SECURITY_TLS, PROTO_IMAP, 9 },
	    { TRUST_DNS, 50, STATE_READY, SECURITY_TLS, PROTO_POP3, 0 },
	    RANK_PROTOCOL },
	{ { TRUST_DNS, 50, STATE_READY, SECURITY_TLS, PROTO_SMTP, 0 },
	    { TRUST_DNS, 50, STATE_READY, SECURITY_TLS, PROTO_SMTP, 1 },
	    RANK_ORDER },
};

static struct rank
rank_of_row(const struct row *r)
{
	struct endpoint e = { .protocol = r->protocol,
		.security = r->security };

	return rank_of(&e, r->trust, r->source, r->order, r->state);
}

static void
test_pairs(void **state)
{
	struct rank better, worse;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		better = rank_of_row(&pairs[i].better);
		worse = rank_of_row(&pairs[i].worse);
		assert_true(rank_is_better(&better, &worse));
		assert_false(rank_is_better(&worse, &better));
		assert_false(rank_is_better(&better, &better));
		assert_int_equal(
		    rank_differs(&better, &worse), pairs[i].reason);
		assert_int_equal(
		    rank_differs(&worse, &better), pairs[i].reason);
	}
	assert_int_equal(rank_differs(&better, &better), RANK_PARTS);
}

static void
say(struct report *r, struct endpoint_result *e, const char *source, int rank,
    int order, enum trust trust)
{
	struct statement *s = arena_alloc(&r->arena, sizeof(*s));

	s->name = source;
	s->rank = rank;
	s->order = order;
	s->trust = trust;
	STAILQ_INSERT_TAIL(&e->sources, s, entry);
	if (STAILQ_FIRST(&e->sources) == s || trust < e->trust)
		e->trust = trust;
}

/* "1 trust:T1 ... -" per endpoint, in the order of the report. */
static void
list(struct report *r, struct buf *out)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		buf_printf(out, "%d %s %s%s %s\n", e->rank,
		    words_join(&r->arena, &e->why, " "), e->endpoint.host,
		    e->both_ways ? " paired" : "",
		    e->worse_by == NULL ? "-" : e->worse_by);
}

/* IMAP and POP3 share one order; the outgoing servers have their own. */
static void
test_report(void **state)
{
	static const char expected[] =
	    "1 trust:T1 source:autoconfig state:login security:tls"
	    " protocol:imap order:1 imap.example.org paired -\n"
	    "3 trust:T1 source:autoconfig state:untried security:starttls"
	    " protocol:imap order:2 imap.example.org paired state\n"
	    "4 trust:T2 source:srv state:untried security:tls"
	    " protocol:imap order:1 srv.example.org trust\n"
	    "2 trust:T1 source:autoconfig state:login security:tls"
	    " protocol:pop3 order:3 pop.example.org paired protocol\n"
	    "1 trust:T1 source:autoconfig state:failed security:tls"
	    " protocol:smtp order:4 smtp.example.org paired -\n"
	    "2 trust:T3 source:guess state:untried security:tls"
	    " protocol:smtp order:1 mail.example.org trust\n";
	struct report *r = new_report();
	struct endpoint_result *e;
	struct buf out;

	(void)state;
	e = add(r, PROTO_SMTP, SECURITY_TLS, "mail.example.org");
	say(r, e, "guess", 70, 0, TRUST_DNS);
	e = add(r, PROTO_IMAP, SECURITY_TLS, "srv.example.org");
	say(r, e, "srv", 50, 0, TRUST_CURATED);
	e = add(r, PROTO_IMAP, SECURITY_STARTTLS, "imap.example.org");
	say(r, e, "autoconfig", 11, 1, TRUST_PROVIDER);
	e = add_good(r, PROTO_IMAP, "imap.example.org");
	say(r, e, "srv", 50, 1, TRUST_CURATED);
	say(r, e, "autoconfig", 11, 0, TRUST_PROVIDER);
	e = add_good(r, PROTO_POP3, "pop.example.org");
	say(r, e, "autoconfig", 11, 2, TRUST_PROVIDER);
	e = add(r, PROTO_SMTP, SECURITY_TLS, "smtp.example.org");
	say(r, e, "autoconfig", 11, 3, TRUST_PROVIDER);
	e->login.outcome = LOGIN_FAILED;
	rank_report(r);
	buf_init(&out, 4096);
	list(r, &out);
	assert_string_equal(buf_text(&out), expected);
	buf_clear(&out);
	report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_report),
	};

	return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
