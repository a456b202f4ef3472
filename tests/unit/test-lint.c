// room: probe/lint
/* The judges of the lint, from what was seen to rows: no network. */
#include "tests/unit/lint-fixture.h"

static struct lint_fetch *
autoconfig(struct lint *l, enum lint_ask ask)
{
	return &l->webs[PLACE_AUTOCONFIG].asks[ask];
}

/* --- situations --- */

static void
type_wrong(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xmlish", GOOD_XML);
}

static void
type_none(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "", GOOD_XML);
}

/* Settings for mail programs that judge by the bytes. */
static void
type_html(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/html; charset=utf-8", GOOD_XML);
}

static void
doctype(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    "<!DOCTYPE clientConfig>" GOOD_XML);
}

static void
mark(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml", "\xef\xbb\xbf" GOOD_XML);
}

static void
needs_address(struct lint *l)
{
	good(l);
	answer(autoconfig(l, ASK_BARE), 400, "text/html", "");
}

static void
refuses_unknown(struct lint *l)
{
	good(l);
	answer(autoconfig(l, ASK_UNKNOWN), 404, "text/html", "");
}

static void
other_domain(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG("example.net", IMAP("imap.example.org", "x")));
}

static void
wildcard_domain(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG("*.org", IMAP("imap.example.org", "x")));
}

static void
untrusted(struct lint *l)
{
	autoconfig(l, ASK_KNOWN)->trouble = HTTP_UNTRUSTED;
	autoconfig(l, ASK_KNOWN)->error = "wrong name";
}

static void
late(struct lint *l)
{
	autoconfig(l, ASK_KNOWN)->done = false;
}

static void
refused(struct lint *l)
{
	autoconfig(l, ASK_KNOWN)->trouble = HTTP_CONNECT;
	autoconfig(l, ASK_KNOWN)->error = "refused";
}

/* The same where every name has that address: nobody meant it. */
static void
refused_wild(struct lint *l)
{
	refused(l);
	l->wildcard = add_name(l, "no-such-name", "192.0.2.1", NULL);
	l->autoconfig = add_name(l, "autoconfig.x", "192.0.2.1", NULL);
}

static void
page_at_root(struct lint *l)
{
	good(l);
	serve(l, PLACE_WELL_KNOWN, "text/html", "<html>Hello</html>");
}

static void
http_only(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG_HTTP, "text/xml", GOOD_XML);
}

static void
pacc(struct lint *l)
{
	good(l);
	serve(l, PLACE_PACC, "application/json", GOOD_JSON);
	/* of GOOD_JSON */
	l->texts[l->ntexts++] =
	    "v=UAAC1; a=sha256; "
	    "d=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
	l->txt_status = DNS_OK;
}

static void
pacc_right(struct lint *l)
{
	static char text[128];
	char digest[PACC_DIGEST_TEXT];

	pacc(l);
	pacc_digest_write(GOOD_JSON, strlen(GOOD_JSON), digest);
	snprintf(text, sizeof(text), "v=UAAC1;a=sha256;d=%s", digest);
	l->texts[l->ntexts++] = text;
	l->txt_secure = true;
}

static void
pacc_old_tls(struct lint *l)
{
	pacc_right(l);
	l->webs[PLACE_PACC].asks[0].tls = "TLSv1.2";
}

static void
pacc_moved(struct lint *l)
{
	good(l);
	l->webs[PLACE_PACC].asks[0].trouble = HTTP_REDIRECT;
	l->webs[PLACE_PACC].asks[0].error = "redirected";
}

static void
pacc_record_alone(struct lint *l)
{
	pacc(l);
	l->webs[PLACE_PACC].asks[0].trouble = HTTP_NO_NAME;
}

static void
pacc_malformed(struct lint *l)
{
	pacc_right(l);
	l->texts[l->ntexts++] = "v=UAAC1; d=short";
}

static void
srv(struct lint *l)
{
	good(l);
	point(l, 0, "imap.example.org", 993,
	    add_name(l, "imap.example.org", "192.0.2.1", NULL));
}

static void
srv_port(struct lint *l)
{
	good(l);
	point(l, 5, "smtp.example.org", 465,
	    add_name(l, "smtp.example.org", "192.0.2.1", NULL));
}

static void
srv_odd_port(struct lint *l)
{
	good(l);
	point(l, 5, "smtp.example.org", 2525,
	    add_name(l, "smtp.example.org", "192.0.2.1", NULL));
}

static void
srv_dead(struct lint *l)
{
	good(l);
	point(l, 0, "imap.example.org", 993,
	    add_name(l, "imap.example.org", "", NULL));
}

static void
srv_alias(struct lint *l)
{
	good(l);
	point(l, 0, "imap.example.org", 993,
	    add_name(l, "imap.example.org", "192.0.2.1", "mx.example.org"));
}

static void
srv_foreign(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(DOMAIN, IMAP("imap.example.net", "%EMAILADDRESS%")));
	point(l, 0, "imap.example.net", 993,
	    add_name(l, "imap.example.net", "192.0.2.1", NULL));
}

static void
srv_foreign_signed(struct lint *l)
{
	srv_foreign(l);
	l->srvs[0].secure = true;
}

static void
srv_not_alone(struct lint *l)
{
	srv(l);
	l->srvs[0].refused = true;
}

static void
srv_failed(struct lint *l)
{
	good(l);
	l->srvs[0].status = DNS_SERVFAIL;
}

static void
srv_denies(struct lint *l)
{
	good(l);
	l->srvs[0].refused = l->srvs[1].refused = true;
	l->srvs[0].status = l->srvs[1].status = DNS_OK;
}

/* Another host; another port of one host; STARTTLS beside TLS. */
static void
drift_host(struct lint *l)
{
	good(l);
	point(l, 0, "old.example.org", 993,
	    add_name(l, "old.example.org", "192.0.2.1", NULL));
}

static void
drift_starttls(struct lint *l)
{
	good(l);
	point(l, 1, "imap.example.org", 143,
	    add_name(l, "imap.example.org", "192.0.2.1", NULL));
}

static void
drift_user(struct lint *l)
{
	good(l);
	serve(l, PLACE_WELL_KNOWN, "text/xml",
	    CONFIG(DOMAIN, IMAP("imap.example.org", "%EMAILLOCALPART%")));
}

static void
outlook(struct lint *l)
{
	good(l);
	serve(l, PLACE_AUTODISCOVER, "text/xml", ANSWER("<SSL>on</SSL>"));
}

static void
outlook_doubt(struct lint *l)
{
	good(l);
	serve(l, PLACE_AUTODISCOVER, "text/xml",
	    ANSWER("<Encryption>TLS</Encryption>"));
}

static void
outlook_login(struct lint *l)
{
	good(l);
	answer(&l->webs[PLACE_AUTODISCOVER].asks[0], 401, "text/html", "");
}

static void
outlook_http(struct lint *l)
{
	outlook(l);
	serve(l, PLACE_AUTODISCOVER_HTTP, "text/xml", ANSWER("<SSL>on</SSL>"));
}

static void
outlook_error(struct lint *l)
{
	good(l);
	serve(l, PLACE_AUTODISCOVER, "text/xml",
	    "<Autodiscover><Response><Error><ErrorCode>600</ErrorCode>"
	    "</Error></Response></Autodiscover>");
}

static void
site_takes_no_post(struct lint *l)
{
	good(l);
	answer(&l->webs[PLACE_AUTODISCOVER_ROOT].asks[0], 405, "text/html", "");
}

static void
leftover(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(DOMAIN, IMAP("imap.old.example", "%EMAILADDRESS%")));
	l->mx[l->nmx++] = "mx.new.example";
	l->autoconfig = add_name(
	    l, "autoconfig.example.org", "192.0.2.9", "ac.old.example");
}

/* The alias of a service that is right. */
static void
alias(struct lint *l)
{
	leftover(l);
	l->mx[l->nmx++] = "mx.old.example";
}

/* The same hoster under another of his domains. */
static void
alias_country(struct lint *l)
{
	leftover(l);
	l->mx[0] = "mx.hoster.example";
	l->autoconfig->canonical = "redirect.hoster.invalid";
}

/* An exchanger of one's own tells nothing of the hoster. */
static void
alias_own_mx(struct lint *l)
{
	leftover(l);
	l->mx[0] = "mx.example.org";
}

/* It wants a login, and the other places name the same hoster. */
static void
alias_login(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(DOMAIN, IMAP("imap.hoster.example", "%EMAILADDRESS%")));
	answer(&l->webs[PLACE_AUTODISCOVER].asks[0], 401, "text/html", "");
	l->mx[l->nmx++] = "mx.filter.example";
	l->autodiscover = add_name(
	    l, "autodiscover.example.org", "192.0.2.9", "ad.hoster.example");
}

/* Two aliases do not vouch for each other. */
static void
alias_both_old(struct lint *l)
{
	leftover(l);
	answer(&l->webs[PLACE_AUTODISCOVER].asks[0], 401, "text/html", "");
	l->autodiscover = add_name(
	    l, "autodiscover.example.org", "192.0.2.9", "ad.old.example");
}

static void
port_wrong(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(DOMAIN, IMAP_PORT("99300", "SSL") SMTP("465", "SSL")));
}

static void
word_unknown(struct lint *l)
{
	serve(l, PLACE_AUTOCONFIG, "text/xml",
	    CONFIG(
		DOMAIN, IMAP("imap.example.org", "x") "<domain>a b</domain>"));
}

static void
pacc_host(struct lint *l)
{
	good(l);
	serve(l, PLACE_PACC, "application/json",
	    "{\"protocols\":{\"imap\":{\"host\":5}}}");
}

static void
outlook_value(struct lint *l)
{
	good(l);
	serve(l, PLACE_AUTODISCOVER, "text/html",
	    ANSWER("<Encryption>STARTSSL</Encryption>"));
}

static void
outlook_type(struct lint *l)
{
	good(l);
	serve(l, PLACE_AUTODISCOVER, "text/html", ANSWER("<SSL>on</SSL>"));
}

/* Everything that does not pass, beside what is just not there. */
static const struct {
	const char *name;
	void (*make)(struct lint *l);
	const char *expected;
} cases[] = {
	{ "nothing", NULL,
	    "lint.published=MISS! lint.autoconfig.published=MISS!" },
	{ "good", good, "" },
	{ "type", type_wrong, "lint.autoconfig.content-type=ERROR" },
	{ "no type", type_none, "lint.autoconfig.content-type=ERROR" },
	{ "type of a page", type_html, "lint.autoconfig.content-type=ERROR" },
	{ "doctype", doctype,
	    "lint.published=MISS! lint.autoconfig.document=ERROR" },
	{ "byte order mark", mark, "lint.autoconfig.bom=ERROR" },
	{ "needs an address", needs_address,
	    "lint.autoconfig.without-address=ERROR" },
	{ "refuses the unknown", refuses_unknown,
	    "lint.autoconfig.unknown-address=ERROR" },
	{ "other domain", other_domain, "lint.autoconfig.domain=DRIFT" },
	{ "wildcard domain", wildcard_domain, "" },
	{ "certificate", untrusted,
	    "lint.published=MISS! lint.autoconfig.certificate=ERROR" },
	{ "late", late,
	    "lint.published=MISS! lint.autoconfig.reachable=ERROR" },
	{ "refused", refused,
	    "lint.published=MISS! lint.autoconfig.reachable=ERROR" },
	{ "refused by a wildcard", refused_wild,
	    "lint.published=MISS! lint.dns.wildcard=MISS "
	    "lint.autoconfig.published=MISS!" },
	{ "page at the root", page_at_root, "" },
	{ "http only", http_only, "lint.autoconfig.published=MISS!" },
	{ "pacc", pacc_right, "" },
	{ "pacc stale", pacc, "lint.pacc.digest=ERROR lint.pacc.dnssec=MISS" },
	{ "pacc TLS", pacc_old_tls, "lint.pacc.tls=ERROR" },
	{ "pacc moved", pacc_moved,
	    "lint.pacc.redirect=ERROR lint.pacc.record=ERROR" },
	{ "pacc record alone", pacc_record_alone,
	    "lint.pacc.record=DRIFT lint.pacc.dnssec=MISS" },
	{ "pacc malformed", pacc_malformed, "lint.pacc.record=ERROR" },
	{ "srv", srv, "" },
	{ "srv port", srv_port, "lint.srv.port=ERROR" },
	{ "srv port of no one", srv_odd_port, "" },
	{ "srv without address", srv_dead, "lint.srv.target=ERROR" },
	{ "srv alias", srv_alias, "lint.srv.cname=ERROR" },
	{ "srv foreign", srv_foreign, "lint.srv.dnssec=MISS" },
	{ "srv foreign, signed", srv_foreign_signed, "" },
	{ "srv not alone", srv_not_alone, "lint.srv.alone=ERROR" },
	{ "srv failed", srv_failed, "lint.srv.published=ERROR" },
	{ "srv denies", srv_denies, "lint.agree.offered=DRIFT" },
	{ "other host", drift_host, "lint.agree.server=DRIFT" },
	{ "STARTTLS beside TLS", drift_starttls, "" },
	{ "other user name", drift_user, "lint.agree.username=DRIFT" },
	{ "autodiscover", outlook, "" },
	{ "autodiscover in doubt", outlook_doubt,
	    "lint.autodiscover.encryption=ERROR" },
	{ "autodiscover wants a login", outlook_login,
	    "lint.autodiscover.login=MISS" },
	{ "autodiscover over http", outlook_http,
	    "lint.autodiscover.http=ERROR" },
	{ "autodiscover error", outlook_error,
	    "lint.autodiscover.document=MISS" },
	{ "a site that takes no POST", site_takes_no_post, "" },
	{ "leftover", leftover, "lint.leftover.cname=DRIFT" },
	{ "alias", alias, "" },
	{ "alias of another domain of the hoster", alias_country, "" },
	{ "alias, own exchanger", alias_own_mx, "" },
	{ "alias, wants a login", alias_login, "lint.autodiscover.login=MISS" },
	{ "two old aliases", alias_both_old,
	    "lint.autodiscover.login=MISS lint.leftover.cname=DRIFT "
	    "lint.leftover.cname=DRIFT" },
	{ "value", port_wrong, "lint.autoconfig.values=ERROR" },
	{ "value passed over", word_unknown, "lint.autoconfig.values=MISS" },
	{ "pacc value", pacc_host,
	    "lint.pacc.document=ERROR lint.pacc.values=ERROR "
	    "lint.pacc.record=ERROR" },
	{ "autodiscover value", outlook_value,
	    "lint.autodiscover.document=MISS "
	    "lint.autodiscover.values=ERROR" },
	{ "autodiscover type", outlook_type,
	    "lint.autodiscover.content-type=ERROR" },
};

/* What is only absent would be in every line. */
static bool
is_plain_absence(const struct lint_row *row)
{
	return row->class == LINT_MISS && !row->required &&
	    strstr(lint_name(row->id), ".published") != NULL;
}

static void
test_judges(void **state)
{
	const struct lint_row *row;
	struct buf said;
	struct lint *l;
	bool bad;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		l = nothing();
		if (cases[i].make != NULL)
			cases[i].make(l);
		lint_read(l);
		lint_judge(l);
		buf_init(&said, 4096);
		bad = false;
		STAILQ_FOREACH (row, lint_rows(l), entry) {
			if (row->class == LINT_PASS || is_plain_absence(row))
				continue;
			bad = bad || row->class > LINT_MISS || row->required;
			buf_printf(&said, "%s%s=%s%s", said.len > 0 ? " " : "",
			    lint_name(row->id), lint_class_name(row->class),
			    row->required ? "!" : "");
		}
		if (strcmp(buf_text(&said), cases[i].expected) != 0)
			fail_msg("%s:\ngot  %s\nwant %s", cases[i].name,
			    buf_text(&said), cases[i].expected);
		assert_int_equal(lint_is_bad(l), bad);
		buf_clear(&said);
		lint_free(&l);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judges),
	};

	return cmocka_run_group_tests_name("lint", tests, NULL, NULL);
}
