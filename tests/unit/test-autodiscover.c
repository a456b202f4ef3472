// room: profiles/read
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/format/autodiscover.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"

#define NS		"http://schemas.microsoft.com/exchange/autodiscover/"
#define ROOT(more)	"<Autodiscover>" more "</Autodiscover>"
#define REPLY(more)	ROOT("<Response>" more "</Response>")
#define DOC(more)	REPLY("<Account>" more "</Account>")
#define P(more)		"<Protocol>" more "</Protocol>"
#define IMAP		"<Type>IMAP</Type><Server>i.example.org</Server>"
#define SMTP		"<Type>SMTP</Type><Server>s.example.org</Server>"
#define POP3		"<Type>POP3</Type><Server>p.example.org</Server>"
#define ENC(port, word) "<Port>" port "</Port><Encryption>" word "</Encryption>"
#define SSL(port, word) "<Port>" port "</Port><SSL>" word "</SSL>"
#define PLAIN		DOC(P(IMAP))
#define SAID		"imap tls i.example.org:993 -\n"
#define NOTHING		"!autodiscover names no IMAP, POP3 or SMTP"

/*
 * A document and what it says: a line per server, "> " and where it leads,
 * or "!" and why not; "?" before it when it is no autodiscover at all.
 */
static const struct {
	const char *document, *said;
} rows[] = {
	/* as Exchange writes it */
	{ "<?xml version='1.0' encoding='utf-8'?>\n<Autodiscover xmlns='" NS
	  "responseschema/2006'>\n<Response xmlns='" NS
	  "outlook/responseschema/2006a'><User><DisplayName>Anna</DisplayName>"
	  "</User><Account><AccountType>email</AccountType><Action>settings"
	  "</Action>" P("<Type>EXCH</Type><Server>x</Server>")
		P(IMAP "<LoginName>anna</LoginName><DomainRequired>off"
		       "</DomainRequired><SPA>off</SPA>" SSL(
			   "993", "on") "<AuthRequired>on</AuthRequired>")
		    P(SMTP "<LoginName>anna@example.org</LoginName>" ENC(
			"587", "TLS")) "</Account></Response></Autodiscover>",
	    "imap tls i.example.org:993 anna\n"
	    "smtp starttls s.example.org:587 anna@example.org\n" },
	{ PLAIN, SAID },
	{ "\xef\xbb\xbf" PLAIN, SAID },
	{ DOC("<Action> SETTINGS </Action>" P(IMAP)), SAID },

	/* the type: in any case, as element or attribute */
	{ DOC("<Protocol Type='imap'><Server> I.Example.ORG\n</Server>"
	      "</Protocol>"),
	    SAID },
	{ DOC("<Protocol Type='EXHTTP'><Server>x</Server></Protocol>" P(IMAP)),
	    SAID },
	{ DOC(P("<Type>CalDAV</Type><Server>x</Server>")), "caldav x 0\n" },
	{ DOC(P("<Server>x.example.org</Server>")), NOTHING },

	/* other services, by URL and by host; two words for one of them */
	{ DOC(P("<Type>EXCH</Type><Server>x</Server><EwsUrl>https://x.example"
		".org/EWS/a.asmx</EwsUrl><ASUrl>https://x.example.org/EWS/"
		"a.asmx</ASUrl>") P(IMAP "<TTL>1</TTL>")
		  P("<Type>CalDAV</Type><Server>https://D.example.org/d/"
		    "</Server>")
		      P("<Type>CARDDAV</Type><Server>d.example.org</Server>"
			"<Port>443</Port>")
			  P("<Type>CardDAV</Type><Server>10.0.0.1</Server>")
			      P("<Type>EXPR</Type><EwsUrl>file:///x</EwsUrl>")),
	    SAID "ews https://x.example.org/EWS/a.asmx 0\n"
		 "caldav https://d.example.org/d/ 0\n"
		 "carddav d.example.org 443\n" },
	/* hosts of strangers */
	{ DOC(P("<Type>IMAP</Type><Server>127.0.0.1</Server>") P(IMAP)), SAID },

	/* encryption by the book */
	{ DOC(P(IMAP ENC("993", "SSL"))), SAID },
	{ DOC(P(IMAP ENC("143", "TLS"))),
	    "imap starttls i.example.org:143 -\n" },
	{ DOC(P(POP3 ENC("110", "tls"))),
	    "pop3 starttls p.example.org:110 -\n" },
	{ DOC(P(SMTP ENC("25", "TLS"))), "smtp starttls s.example.org:25 -\n" },
	{ DOC(P(IMAP ENC("143", "None"))), "imap none i.example.org:143 -\n" },
	{ DOC(P(IMAP ENC("993", "auto"))), SAID },
	{ DOC(P(IMAP ENC("143", "Auto"))),
	    "imap starttls i.example.org:143 -\n" },
	{ DOC(P(IMAP SSL("143", "off"))), "imap none i.example.org:143 -\n" },
	{ DOC(P(IMAP SSL("993", "ON"))), SAID },
	/* it overrules SSL */
	{ DOC(P(IMAP ENC("993", "SSL") "<SSL>off</SSL>")), SAID },
	{ DOC(P(IMAP ENC("143", "none") "<SSL>on</SSL>")),
	    "imap none i.example.org:143 -\n" },
	/* the port decides between words that contradict it */
	{ DOC(P(IMAP ENC("993", "TLS"))), SAID },
	{ DOC(P(POP3 ENC("995", "TLS"))), "pop3 tls p.example.org:995 -\n" },
	{ DOC(P(SMTP ENC("465", "TLS"))), "smtp tls s.example.org:465 -\n" },
	{ DOC(P(SMTP ENC("587", "SSL"))),
	    "smtp starttls s.example.org:587 -\n" },
	{ DOC(P(SMTP SSL("587", "on"))),
	    "smtp starttls s.example.org:587 -\n" },
	{ DOC(P(IMAP SSL("993", "off"))), SAID },
	{ DOC(P(IMAP ENC("995", "TLS"))),
	    "imap starttls i.example.org:995 -\n" },
	/* a port of one's own leaves it to the word */
	{ DOC(P(IMAP ENC("1993", "SSL"))), "imap tls i.example.org:1993 -\n" },
	{ DOC(P(IMAP ENC("1143", "TLS"))),
	    "imap starttls i.example.org:1143 -\n" },
	{ DOC(P(IMAP SSL("1993", "on"))), "imap tls i.example.org:1993 -\n" },
	/* no port is the usual one */
	{ DOC(P(SMTP "<Encryption>TLS</Encryption>")),
	    "smtp starttls s.example.org:587 -\n" },
	{ DOC(P(POP3 "<SSL>off</SSL>")), "pop3 none p.example.org:110 -\n" },

	/* who sends without a login */
	{ DOC(P(SMTP "<AuthRequired>off</AuthRequired>")),
	    "smtp tls s.example.org:465 - none\n" },
	{ DOC(P(IMAP "<AuthRequired>off</AuthRequired>")), SAID },

	/* one wrong section does not spoil the others */
	{ DOC(P(IMAP ENC("993", "magic")) P(IMAP)), SAID },
	{ DOC(P(IMAP ENC("0", "SSL")) P(IMAP)), SAID },
	{ DOC(P(IMAP ENC("65536", "SSL")) P(IMAP)), SAID },
	{ DOC(P(IMAP ENC("-1", "SSL")) P(IMAP)), SAID },
	{ DOC(P("<Type>IMAP</Type>") P(IMAP)), SAID },
	{ DOC(P("<Type>IMAP</Type><Server>10.1.2.3</Server>") P(IMAP)), SAID },
	{ DOC(P("<Type>IMAP</Type><Server>a b</Server>") P(IMAP)), SAID },
	{ DOC(P(IMAP "<LoginName>a b</LoginName>") P(IMAP)), SAID },

	/* elsewhere */
	{ DOC("<Action>redirectUrl</Action><RedirectUrl>https://x.test/a?b=1"
	      "&amp;c</RedirectUrl>"),
	    "> https://x.test/a?b=1&c" },
	{ DOC("<Action>REDIRECTADDR</Action><RedirectAddr> b@x.test "
	      "</RedirectAddr>"),
	    "> b@x.test" },
	{ DOC("<Action>redirectUrl</Action>"),
	    "!a redirect that leads nowhere" },
	{ DOC("<Action>redirectAddr</Action><RedirectAddr/>"),
	    "!a redirect that leads nowhere" },

	/* other answers of the service */
	{ REPLY("<Error Time='1' Id='2'><ErrorCode>600</ErrorCode><Message>"
		"Invalid Request</Message></Error>"),
	    "!autodiscover answers with error 600" },
	{ REPLY("<Error><ErrorCode>x</ErrorCode></Error>"),
	    "!autodiscover answers with an error" },
	{ ROOT("<Response xmlns='" NS "mobilesync/responseschema/2006'>"
	       "<Action><Settings/></Action></Response>"),
	    "!an answer for ActiveSync, not for IMAP or POP3" },
	{ ROOT(""), "!no usable server in it" },
	{ DOC(""), "!no usable server in it" },

	/* what is none */
	{ "", "?!not well-formed XML" },
	{ "<Autodiscover>", "?!not well-formed XML" },
	{ "<clientConfig/>", "?!XML, but no autodiscover" },
	{ "<!DOCTYPE Autodiscover>" PLAIN,
	    "?!a document type declaration is not allowed" },
	{ "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>" DOC(
	      P("<Type>IMAP</Type><Server>&b;</Server>")),
	    "?!a document type declaration is not allowed" },
};

static void
describe(struct buf *out, const struct autodiscover *found)
{
	const struct endpoint *e;
	const struct service *v;
	size_t i;

	if (!found->alive)
		buf_add_str(out, "?");
	if (found->why != NULL)
		buf_printf(out, "!%s", found->why);
	if (found->redirect_url != NULL)
		buf_printf(out, "> %s", found->redirect_url);
	if (found->redirect_address != NULL)
		buf_printf(out, "> %s", found->redirect_address);
	if (found->settings == NULL)
		return;
	STAILQ_FOREACH (e, &found->settings->endpoints, entry) {
		buf_printf(out, "%s %s %s:%d %s", protocol_name(e->protocol),
		    security_name(e->security), e->host, e->port,
		    e->username == NULL ? "-" : e->username);
		for (i = 0; i < e->nauths; i++)
			buf_printf(out, " %s", auth_name(e->auths[i]));
		buf_add_str(out, "\n");
	}
	STAILQ_FOREACH (v, &found->settings->services, entry)
		buf_printf(out, "%s %s %d\n", v->kind,
		    v->url == NULL ? v->host : v->url, v->port);
}

static void
test_documents(void **state)
{
	struct autodiscover found;
	struct arena a = { NULL };
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_init(&out, 4096);
		autodiscover_read(&a, rows[i].document,
		    strlen(rows[i].document), "anna@example.org", &found);
		describe(&out, &found);
		settings_free(&found.settings);
		if (strcmp(buf_text(&out), rows[i].said) != 0)
			fail_msg("%s\nsaid: %s\nwant: %s", rows[i].document,
			    buf_text(&out), rows[i].said);
		buf_clear(&out);
	}
	arena_clear(&a);
}

/* What cannot be used is named with its place. */
static void
test_misread(void **state)
{
	static const struct {
		const char *document, *said;
		bool lost; /* the server of IMAP */
	} misread[] = {
		{ PLAIN, "", false },
		{ DOC(P(IMAP ENC("99300", "STARTSSL"))),
		    "imap Port \"99300\", imap Encryption \"STARTSSL\"", true },
		{ DOC(P(IMAP ENC("0", "SSL")) P(SMTP)), "imap Port \"0\"",
		    true },
		{ DOC(P("<Type>IMAP</Type><Server>a b</Server>")
			  P("<Type>POP3</Type>")),
		    "imap Server \"a b\", pop3 Server \"\"", true },
		{ DOC(P(IMAP "<LoginName>a b</LoginName>")),
		    "imap LoginName \"a b\"", true },
		{ DOC(P(IMAP SSL("993", "yes"))), "imap SSL \"yes\"", false },
		{ DOC(P(IMAP) P("<Type>CalDAV</Type><Server>a b</Server>"
				"<Port>x</Port>")
			  P("<Type>EXPR</Type><EwsUrl>ftp://x</EwsUrl>")),
		    "caldav Port \"x\", caldav Server \"a b\", "
		    "ews url \"ftp://x\"",
		    false },
	};
	struct arena a = { NULL };
	struct autodiscover found;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(misread) / sizeof(misread[0]); i++) {
		autodiscover_read(&a, misread[i].document,
		    strlen(misread[i].document), "anna@example.org", &found);
		assert_non_null(found.settings);
		assert_string_equal(
		    misread_all(&a, &found.settings->misread), misread[i].said);
		assert_int_equal(
		    found.settings->misread.lost[PROTO_IMAP], misread[i].lost);
		assert_int_equal(
		    settings_is_empty(found.settings), found.why != NULL);
		settings_free(&found.settings);
	}
	arena_clear(&a);
}

/* More than the ceilings: bytes, servers, depth. */
static void
test_ceilings(void **state)
{
	struct autodiscover found;
	struct arena a = { NULL };
	const struct endpoint *e;
	struct buf b;
	int i, n = 0;

	(void)state;
	buf_init(&b, 4 * READER_BYTES_MAX);
	buf_add_str(&b, "<Autodiscover><Response><Account>");
	for (i = 0; i < 1000; i++)
		buf_add_str(&b, P(IMAP));
	buf_add_str(&b, "</Account></Response></Autodiscover>");
	autodiscover_read(&a, b.data, b.len, "anna@example.org", &found);
	assert_non_null(found.settings);
	STAILQ_FOREACH (e, &found.settings->endpoints, entry)
		n++;
	assert_int_equal(n, 32);
	settings_free(&found.settings);
	while (b.len <= READER_BYTES_MAX)
		buf_add_str(&b, " ");
	autodiscover_read(&a, b.data, b.len, "a@b.c", &found);
	assert_null(found.settings);
	assert_string_equal(found.why, "too long");
	buf_consume(&b, b.len);
	for (i = 0; i < 30000; i++)
		buf_add_str(&b, "<a>");
	autodiscover_read(&a, b.data, b.len, "a@b.c", &found);
	assert_null(found.settings);
	assert_false(found.alive);
	buf_clear(&b);
	arena_clear(&a);
}

/* The address cannot leave its element, and nothing else is in there. */
static void
test_question(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 4096);
	assert_int_equal(autodiscover_ask(&b, "a&<b>\"'@example.org"), 0);
	assert_non_null(strstr(buf_text(&b),
	    "<EMailAddress>a&#38;&#60;b&#62;&#34;&#39;@example.org"
	    "</EMailAddress>"));
	assert_non_null(strstr(buf_text(&b),
	    "<AcceptableResponseSchema>" NS "outlook/responseschema/2006a"
	    "</AcceptableResponseSchema>"));
	buf_clear(&b);
	assert_int_equal(autodiscover_ask(&b, "a\nb@example.org"), -1);
	buf_clear(&b);
}

/* Version 2: where the service lies, and what is no answer. */
static void
test_json(void **state)
{
	static const struct {
		const char *document, *url, *why;
	} json_rows[] = {
		{ "{\"Protocol\":\"Autodiscoverv1\",\"Url\":\"https://o/a\"}",
		    "https://o/a", NULL },
		{ " {\"url\": \"http://o\", \"x\": [1]} ", "http://o", NULL },
		{ "{\"ErrorCode\":\"ProtocolNotSupported\",\"ErrorMessage\":"
		  "\"no\"}",
		    NULL,
		    "autodiscover answers with error ProtocolNotSupported" },
		{ "{\"ErrorCode\":\"\\u001b[1m\"}", NULL,
		    "autodiscover answers with error \\x1b[1m" },
		{ "{\"Url\": 7}", NULL, "autodiscover names no URL" },
		{ "{\"Url\": \"\"}", NULL, "autodiscover names no URL" },
		{ "{\"Url\": \"a\\u0000b\"}", NULL,
		    "autodiscover names no URL" },
		{ "{\"Url\": \"https://o\"", NULL, "not a JSON object" },
		{ "[\"Url\"]", NULL, "not a JSON object" },
		{ "[[[[[[[[[[[[[[[[[[", NULL, "not a JSON object" },
		{ "<html>", NULL, "not a JSON object" },
		{ "", NULL, "not a JSON object" },
	};
	struct arena a = { NULL };
	const char *url, *why;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(json_rows) / sizeof(json_rows[0]); i++) {
		url = autodiscover_url(&a, json_rows[i].document,
		    strlen(json_rows[i].document), &why);
		if (url == NULL || json_rows[i].url == NULL)
			assert_ptr_equal(url, json_rows[i].url);
		else
			assert_string_equal(url, json_rows[i].url);
		if (why == NULL || json_rows[i].why == NULL)
			assert_ptr_equal(why, json_rows[i].why);
		else
			assert_string_equal(why, json_rows[i].why);
	}
	arena_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_misread),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_question),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests_name("autodiscover", tests, NULL, NULL);
}
