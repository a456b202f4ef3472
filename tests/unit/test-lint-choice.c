// room: probe/lint
/* What the lint chooses to publish, from what was seen: no network. */
#include "tests/unit/lint-fixture.h"

static void
port_wrong(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(DOMAIN, IMAP_PORT("99300", "SSL") SMTP("465", "SSL")));
}

static void
outlook_doubt(struct lint *l)
{
	good(l);
	serve(l, PLACE_AUTODISCOVER, "text/xml",
	    ANSWER("<Encryption>TLS</Encryption>"));
}

/* As reported: the record of IMAP has the port of POP3. */
static void
srv_wrong(struct lint *l)
{
	struct lint_name *n =
	    add_name(l, "imap.example.org", "192.0.2.1", NULL);

	point(l, 0, "imap.example.org", 995, n);
	point(l, 5, "smtp.example.org", 587, n);
}

/* The name is wrong, the server is right. */
static void
srv_name_wrong(struct lint *l)
{
	point(l, 5, "smtp.example.org", 465,
	    add_name(l, "smtp.example.org", "192.0.2.1", NULL));
}

static void
srv_name_wrong_beside(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(DOMAIN, IMAP_PORT("993", "SSL") SMTP("465", "SSL")));
	srv_name_wrong(l);
}

/* A weaker source that is right throughout is better. */
static void
srv_wrong_beside(struct lint *l)
{
	srv_wrong(l);
	serve(l, PLACE_AUTOCONFIG_HTTP, "text/xml",
	    CONFIG(DOMAIN, IMAP_PORT("993", "SSL") SMTP("587", "STARTTLS")));
}

static void
starttls_misspelt(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(DOMAIN, IMAP_PORT("143", "STARTSSL") SMTP("465", "SSL")));
}

/* The weaker source alone names POP3, and STARTTLS of IMAP. */
static void
srv_more(struct lint *l)
{
	good(l);
	point(l, 1, "imap.example.org", 143,
	    add_name(l, "imap.example.org", "192.0.2.1", NULL));
	point(l, 2, "imap.example.org", 995, &l->names[0]);
}

static void
srv_port_zero(struct lint *l)
{
	good(l);
	point(l, 3, "pop.example.org", 0, NULL);
}

static void
all_wrong(struct lint *l)
{
	point(l, 0, "imap.example.org", 993,
	    add_name(l, "imap.example.org", "", NULL));
}

static void
describe(struct buf *said, const struct lint_choice *c)
{
	const struct endpoint *e;
	size_t k;

	buf_add_str(said, c->from == NULL ? "-" : c->from);
	if (c->settings != NULL)
		STAILQ_FOREACH (e, &c->settings->endpoints, entry)
			buf_printf(said, " %s:%d", endpoint_scheme(e), e->port);
	for (k = 0; k < ENDPOINT_SRV_COUNT; k++)
		if (c->deny[k])
			buf_printf(said, " -%s", endpoint_srv[k].name);
	for (k = 0; k < c->wrong.n; k++)
		buf_printf(said, " !%s", c->wrong.list[k]);
}

/* From where, which servers, the SRV names that are denied, what is wrong. */
static void
test_choice(void **state)
{
	static const struct {
		void (*make)(struct lint *l);
		const char *expected;
	} choices[] = {
		{ good,
		    "autoconfig imaps:993 -_imap -_pop3s -_pop3 "
		    "-_submissions -_submission" },
		{ srv_wrong,
		    "srv submission:587 -_submissions "
		    "!imaps://imap.example.org:995 (lint.srv.port)" },
		{ srv_wrong_beside,
		    "autoconfig-http imaps:993 submission:587 -_submissions "
		    "!imaps://imap.example.org:995 (lint.srv.port)" },
		{ srv_name_wrong,
		    "srv submissions:465 -_imaps -_imap -_pop3s -_pop3" },
		{ srv_name_wrong_beside,
		    "autoconfig imaps:993 submissions:465 -_imap -_pop3s "
		    "-_pop3" },
		{ port_wrong,
		    "autoconfig submissions:465 -_pop3s -_pop3 "
		    "-_submission" },
		{ starttls_misspelt,
		    "autoconfig submissions:465 -_pop3s -_pop3 "
		    "-_submission" },
		{ srv_more,
		    "srv imap:143 pop3s:995 -_pop3 -_submissions "
		    "-_submission" },
		{ srv_port_zero,
		    "autoconfig imaps:993 -_imap -_submissions "
		    "-_submission" },
		{ outlook_doubt,
		    "autoconfig imaps:993 -_imap -_pop3s -_pop3 "
		    "-_submissions -_submission" },
		{ all_wrong,
		    "- !imaps://imap.example.org:993 (lint.srv.target)" },
	};
	struct buf said;
	struct lint *l;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		l = nothing();
		choices[i].make(l);
		lint_read(l);
		lint_judge(l);
		lint_choose(l);
		buf_init(&said, 4096);
		describe(&said, lint_choice(l));
		if (strcmp(buf_text(&said), choices[i].expected) != 0)
			fail_msg("%zu:\ngot  %s\nwant %s", i, buf_text(&said),
			    choices[i].expected);
		buf_clear(&said);
		lint_free(&l);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choice),
	};

	return cmocka_run_group_tests_name("choice", tests, NULL, NULL);
}
