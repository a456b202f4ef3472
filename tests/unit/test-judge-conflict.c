// room: probe/judge
/* Trusted sources that contradict each other. */
#include "tests/unit/judge-fixture.h"

enum { SAYS = 5 };

/* What a source says: "-" is no user name. */
struct says {
	const char *source; /* NULL ends the list */
	int rank;
	enum trust trust;
	enum protocol protocol;
	enum security security;
	const char *host, *user;
	enum auth auth;
};

#define LOCAL	   "local-file", 0, TRUST_NAMED
#define DATABASE   "provider-database", 0, TRUST_PROVIDER
#define AUTOCONFIG "autoconfig", 11, TRUST_PROVIDER
#define ISPDB	   "ispdb", 21, TRUST_CURATED
#define SRV	   "srv", 50, TRUST_CURATED
#define MX	   "mx", 31, TRUST_DNS
#define FOREIGN	   "srv", 50, TRUST_DNS
#define TLS	   PROTO_IMAP, SECURITY_TLS
#define STARTTLS   PROTO_IMAP, SECURITY_STARTTLS
#define PASSWORD   AUTH_PASSWORD

static const struct {
	const char *name;
	struct says says[SAYS];
	bool fails; /* the first of them */
	const char *expected, *evidence;
} cases[] = {
	{ "agree",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ ISPDB, TLS, "a", "x", PASSWORD } },
	    false, "", NULL },
	{ "another host",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ ISPDB, TLS, "b", "x", PASSWORD } },
	    false, "discovery.conflict=info",
	    "autoconfig: a:993 (SSL/TLS); ispdb: b:993 (SSL/TLS)" },
	{ "both may be sure",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ DATABASE, TLS, "b", "x", PASSWORD } },
	    false, "discovery.conflict=warning",
	    "provider-database: b:993 (SSL/TLS); autoconfig: a:993 "
	    "(SSL/TLS)" },
	{ "a file of this machine means to differ",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ LOCAL, TLS, "b", "x", PASSWORD } },
	    false, "discovery.conflict=info",
	    "local-file: b:993 (SSL/TLS); autoconfig: a:993 (SSL/TLS)" },
	{ "the believed one fails",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ ISPDB, TLS, "b", "x", PASSWORD } },
	    true, "discovery.conflict=warning", NULL },
	{ "another security",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ ISPDB, STARTTLS, "a", "x", PASSWORD } },
	    false, "discovery.conflict=info",
	    "autoconfig: a:993 (SSL/TLS); ispdb: a:143 (STARTTLS)" },
	{ "one more from one of them",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ AUTOCONFIG, STARTTLS, "a", "x", PASSWORD },
		{ ISPDB, STARTTLS, "a", "x", PASSWORD } },
	    false, "", NULL },
	{ "SRV has an id of its own",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ SRV, TLS, "b", "y", PASSWORD } },
	    false, "dns.srv.conflict=info", NULL },
	{ "SRV states no user",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ SRV, TLS, "a", "y", PASSWORD } },
	    false, "", NULL },
	{ "who is not trusted does not count",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ MX, TLS, "b", "x", PASSWORD } },
	    false, "", NULL },
	{ "but a record that was forgotten does",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ FOREIGN, TLS, "b", "x", PASSWORD } },
	    false, "dns.srv.conflict=info",
	    "autoconfig: a:993 (SSL/TLS); srv: b:993 (SSL/TLS)" },
	{ "not beside a guess of the same trust",
	    { { MX, TLS, "a", "x", PASSWORD },
		{ FOREIGN, TLS, "b", "x", PASSWORD } },
	    false, "", NULL },
	{ "another user",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ ISPDB, TLS, "a", "y", PASSWORD } },
	    false, "discovery.conflict.username=info",
	    "autoconfig: x; ispdb: y" },
	{ "nothing said of the user",
	    { { AUTOCONFIG, TLS, "a", NULL, PASSWORD },
		{ ISPDB, TLS, "a", "y", PASSWORD } },
	    false, "", NULL },
	{ "another login",
	    { { AUTOCONFIG, TLS, "a", "x", AUTH_OAUTH2 },
		{ ISPDB, TLS, "a", "X", PASSWORD } },
	    false, "discovery.conflict.auth=info",
	    "autoconfig: oauth2; ispdb: password" },
	{ "other protocols",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ ISPDB, PROTO_SMTP, SECURITY_TLS, "b", "x", PASSWORD } },
	    false, "", NULL },
	{ "once per pair",
	    { { AUTOCONFIG, TLS, "a", "x", PASSWORD },
		{ ISPDB, TLS, "b", "x", PASSWORD },
		{ SRV, TLS, "c", "x", PASSWORD } },
	    false,
	    "discovery.conflict=info dns.srv.conflict=info "
	    "dns.srv.conflict=info",
	    NULL },
};

static struct endpoint_result *
place_of(struct report *r, const struct says *s)
{
	struct endpoint e = { .protocol = s->protocol,
		.security = s->security,
		.host = s->host,
		.port = endpoint_port(s->protocol, s->security) };
	struct endpoint_result *er;
	struct side good = FINE;

	STAILQ_FOREACH (er, &r->endpoints, entry)
		if (endpoint_equal(&er->endpoint, &e))
			return er;
	er = add(r, s->protocol, s->security, s->host);
	er->login.skip = SKIP_NO_PASSWORD;
	add_address(r, er, "192.0.2.1", AF_INET, &good);
	return er;
}

static void
say(struct report *r, const struct says *s)
{
	struct source_result *source = arena_alloc(&r->arena, sizeof(*source));
	struct statement *t = arena_alloc(&r->arena, sizeof(*t));
	struct endpoint_result *e = place_of(r, s);

	source->source = t->name = s->source;
	t->rank = s->rank;
	t->trust = s->trust;
	t->username = s->user;
	t->auths[0] = s->auth;
	t->nauths = 1;
	STAILQ_INSERT_TAIL(&e->sources, t, entry);
	STAILQ_INSERT_TAIL(&r->sources, source, entry);
}

/* The findings of the kind in question, and their first evidence. */
static void
select_conflicts(struct report *r, struct findings *out)
{
	struct finding *f;

	findings_init(out, &r->arena);
	while ((f = STAILQ_FIRST(&r->findings.list)) != NULL) {
		STAILQ_REMOVE_HEAD(&r->findings.list, entry);
		if (strstr(finding_name(f->id), "conflict") != NULL)
			STAILQ_INSERT_TAIL(&out->list, f, entry);
	}
}

static void
test_cases(void **state)
{
	struct side closed = STOP(F(TCP_REFUSED, ""));
	struct endpoint_result *e;
	struct findings found;
	struct report *r;
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		r = new_report();
		for (k = 0; k < SAYS && cases[i].says[k].source != NULL; k++)
			say(r, &cases[i].says[k]);
		e = STAILQ_FIRST(&r->endpoints);
		if (cases[i].fails) {
			STAILQ_INIT(&e->addresses);
			e->login.skip = SKIP_NOT_REACHED;
			add_address(r, e, "192.0.2.1", AF_INET, &closed);
		}
		judge_report(r);
		select_conflicts(r, &found);
		expect(cases[i].name, &found, cases[i].expected);
		if (cases[i].evidence != NULL)
			assert_string_equal(STAILQ_FIRST(&found.list)->evidence,
			    cases[i].evidence);
		report_free(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
	};

	return cmocka_run_group_tests_name("conflict", tests, NULL, NULL);
}
