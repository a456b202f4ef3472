// room: profiles/read
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/base/buf.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"

#define IN(type, more) \
	"<incomingServer type='" type "'>" more "</incomingServer>"
#define HOST  "<hostname>imap.example.org</hostname>"
#define PORT  "<port>993</port>"
#define SSL   "<socketType>SSL</socketType>"
#define USER  "<username>%EMAILADDRESS%</username>"
#define CLEAR "<authentication>password-cleartext</authentication>"
#define IMAP  IN("imap", HOST PORT SSL USER CLEAR)
#define DOC(more)                                                 \
	"<clientConfig version='1.1'><emailProvider id='x'>" more \
	"</emailProvider></clientConfig>"
#define SAME "imap tls imap.example.org:993 anna@example.org password\n"

/* A document and what it says, a line per server; "!" and why, if nothing. */
static const struct {
	const char *document, *address, *said;
} rows[] = {
	/* the plain case, and what may stand around it */
	{ DOC(IMAP), "anna@example.org", SAME },
	{ "<?xml version='1.0' encoding='UTF-8'?><!-- a -->\r\n\t" DOC(
	      "<!-- b -->" IMAP) "<!-- c -->",
	    "anna@example.org", SAME },
	{ "\xef\xbb\xbf" DOC(IMAP), "anna@example.org", SAME },
	{ "<clientConfig version='9'>\n<emailProvider>" IMAP
	  "</emailProvider></clientConfig>",
	    "anna@example.org", SAME },
	{ "<clientConfig xmlns='urn:x'><emailProvider>" IMAP
	  "</emailProvider></clientConfig>",
	    "anna@example.org", SAME },
	{ DOC(IN("imap",
	      "<hostname>\n  IMAP.Example.ORG </hostname>"
	      "<port> 993\t</port>" SSL USER CLEAR)),
	    "anna@example.org", SAME },

	/* several servers, in the order of the document */
	{ DOC(IN("pop3",
	      "<hostname>p.example.org</hostname><port>110</port>"
	      "<socketType>starttls</socketType>" USER CLEAR
	      "<pop3><leaveMessagesOnServer>true"
	      "</leaveMessagesOnServer><daysToLeaveMessagesOnServer> 30 "
	      "</daysToLeaveMessagesOnServer><downloadOnBiff>1"
	      "</downloadOnBiff>"
	      "<checkInterval minutes='15'/></pop3>") IMAP
	      "<outgoingServer type='smtp'><hostname>s.example.org"
	      "</hostname><port>587</port><socketType>TLS</socketType>"
	      "<authentication>none</authentication></outgoingServer>"),
	    "anna@example.org",
	    "pop3 starttls p.example.org:110 anna@example.org password "
	    "15min leave 30days\n" SAME "smtp tls s.example.org:587 - none\n" },

	/* socketType */
	{ DOC(IN("IMAP", HOST PORT "<socketType>tls</socketType>")),
	    "anna@example.org", "imap tls imap.example.org:993 -\n" },
	{ DOC(IN("imap", HOST PORT "<socketType>Plain</socketType>")),
	    "anna@example.org", "imap none imap.example.org:993 -\n" },

	/* one wrong section does not spoil the others */
	{ DOC(IN("imap", HOST SSL "<port>abc</port>") IMAP), "anna@example.org",
	    SAME },
	{ DOC(IN("imap", HOST SSL "<port>0</port>") IMAP), "anna@example.org",
	    SAME },
	{ DOC(IN("imap", HOST SSL "<port>65536</port>") IMAP),
	    "anna@example.org", SAME },
	{ DOC(IN("imap", HOST PORT "<socketType>magic</socketType>") IMAP),
	    "anna@example.org", SAME },
	{ DOC(IN("imap", HOST PORT) IMAP), "anna@example.org", SAME },
	{ DOC(IN("imap", PORT SSL) IMAP), "anna@example.org", SAME },
	{ DOC(IN("imap", HOST PORT SSL "<username>%REALNAME%</username>") IMAP),
	    "anna@example.org", SAME },
	{ DOC(IN("imap", HOST PORT SSL "<username>a b</username>") IMAP),
	    "anna@example.org", SAME },
	{ DOC(IN("jmap", "<url>https://x</url>") IMAP), "anna@example.org",
	    SAME },
	{ DOC(IN("smtp", HOST PORT SSL) IMAP), "anna@example.org", SAME },
	{ DOC("<future><a/></future>" IN(
	      "imap", "<new/>" HOST PORT SSL USER CLEAR)),
	    "anna@example.org", SAME },

	/* host names of strangers */
	{ DOC(IN("imap", "<hostname>10.0.0.1</hostname>" PORT SSL)),
	    "anna@example.org", "!no usable server in it" },
	{ DOC(IN("imap", "<hostname>::1</hostname>" PORT SSL)),
	    "anna@example.org", "!no usable server in it" },
	{ DOC(IN("imap", "<hostname>a b</hostname>" PORT SSL)),
	    "anna@example.org", "!no usable server in it" },
	{ DOC(IN("imap", "<hostname>a/../b</hostname>" PORT SSL)),
	    "anna@example.org", "!no usable server in it" },
	{ DOC(IN("imap", "<hostname>m\xc3\xbcsli.de</hostname>" PORT SSL)),
	    "anna@example.org", "imap tls xn--msli-0ra.de:993 -\n" },

	{ DOC(IN("imap", "<hostname>192.0.2.7</hostname>" PORT SSL)),
	    "anna@example.org", "imap tls 192.0.2.7:993 -\n" },
	{ DOC(IN("imap", "<hostname>2001:DB8::7</hostname>" PORT SSL)),
	    "anna@example.org", "imap tls 2001:db8::7:993 -\n" },
	{ DOC(IN("imap", "<hostname>localhost</hostname>" PORT SSL)),
	    "anna@example.org", "!no usable server in it" },
	{ DOC(IN("imap", "<hostname>127.1</hostname>" PORT SSL)),
	    "anna@example.org", "!no usable server in it" },
	{ DOC(IN("imap", "<hostname>a%00.example.org</hostname>" PORT SSL)),
	    "anna@example.org", "!no usable server in it" },

	/* placeholders */
	{ DOC(IN("imap", HOST PORT SSL "<username>%EMAILADDRESS</username>")),
	    "anna@example.org",
	    "imap tls imap.example.org:993 anna@example.org\n" },
	{ DOC(IN("imap", HOST PORT SSL "<username>%EMAILADDRES</username>")),
	    "anna@example.org", "!no usable server in it" },
	{ DOC(IN("imap", "<hostname>mail.%EMAILDOMAIN%</hostname>" PORT SSL)),
	    "anna@m\xc3\xbcsli.de", "imap tls mail.xn--msli-0ra.de:993 -\n" },
	{ DOC(IN("imap",
	      "<hostname>mail.%EMAILDOMAIN%</hostname>" PORT SSL
	      "<username>%EMAILLOCALPART%.%EMAILDOMAIN%"
	      "</username>")),
	    "anna@example.org",
	    "imap tls mail.example.org:993 anna.example.org\n" },
	{ DOC(IMAP), "example.org",
	    "imap tls imap.example.org:993 - password\n" },
	{ DOC(IN("imap", "<hostname>%EMAILDOMAIN%</hostname>" PORT SSL)),
	    "example.org", "imap tls example.org:993 -\n" },

	/* authentication */
	{ DOC(IN("imap",
	      HOST PORT SSL
	      "<authentication>OAuth2</authentication>"
	      "<authentication>quantum</authentication>" CLEAR CLEAR
	      "<authentication>password-encrypted</authentication>")),
	    "anna@example.org",
	    "imap tls imap.example.org:993 - oauth2 password encrypted\n" },
	{ DOC(IN("imap",
	      HOST PORT SSL
	      "<authentication system='sasl'>SCRAM-SHA-256"
	      "</authentication><authentication system='http'>Basic"
	      "</authentication>")),
	    "anna@example.org", "imap tls imap.example.org:993 - scram\n" },
	{ DOC(IN("imap",
	      HOST PORT SSL "<authentication>quantum</authentication>")),
	    "anna@example.org", "!no usable server in it" },

	/* what is no such document */
	{ "", "a@b.c", "!not well-formed XML" },
	{ "<clientConfig>", "a@b.c", "!not well-formed XML" },
	{ "<other/>", "a@b.c", "!XML, but no clientConfig" },
	{ "<clientConfig/>", "a@b.c", "!no usable server in it" },
	{ DOC("&nbsp;" IMAP), "a@b.c", "!not well-formed XML" },
	{ "<!DOCTYPE clientConfig>" DOC(IMAP), "a@b.c",
	    "!a document type declaration is not allowed" },
	{ "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" DOC(
	      IN("imap", "<hostname>&a;</hostname>" PORT SSL)),
	    "a@b.c", "!a document type declaration is not allowed" },
};

static void
describe(struct buf *out, const struct settings *s)
{
	const struct endpoint *e;
	size_t i;

	STAILQ_FOREACH (e, &s->endpoints, entry) {
		buf_printf(out, "%s %s %s:%d %s", protocol_name(e->protocol),
		    security_name(e->security), e->host, e->port,
		    e->username == NULL ? "-" : e->username);
		for (i = 0; i < e->nauths; i++)
			buf_printf(out, " %s", auth_name(e->auths[i]));
		if (e->min_interval > 0)
			buf_printf(out, " %dmin", e->min_interval);
		if (e->leave == LEAVE_YES)
			buf_add_str(out, " leave");
		if (e->leave_days > 0)
			buf_printf(out, " %ddays", e->leave_days);
		buf_add_str(out, "\n");
	}
}

static const char *
or_dash(const char *text)
{
	return text == NULL ? "-" : text;
}

/* What is beside the servers: services, then issuer, scopes and URLs. */
static void
describe_others(struct buf *out, const struct settings *s)
{
	const struct service *v;

	STAILQ_FOREACH (v, &s->services, entry) {
		buf_printf(
		    out, "%s %s", v->kind, v->url == NULL ? v->host : v->url);
		if (v->port > 0)
			buf_printf(out, " %d", v->port);
		buf_add_str(out, "\n");
	}
	if (s->oauth.issuer != NULL || s->oauth.auth_url != NULL)
		buf_printf(out, "oauth %s %s %s %s\n", or_dash(s->oauth.issuer),
		    or_dash(s->oauth.scopes), or_dash(s->oauth.auth_url),
		    or_dash(s->oauth.token_url));
	if (s->left_out > 0)
		buf_printf(out, "left out %d\n", s->left_out);
}

#define ROOT(inner, outer)                                              \
	"<clientConfig version='1.2'><emailProvider id='x'>" IMAP inner \
	"</emailProvider>" outer "</clientConfig>"
#define AT(type, url)	  "<x type='" type "'><url>" url "</url></x>"
#define SERVER(type, url) IN(type, "<url>" url "</url>")
#define ISSUER(text)	  "<issuer>" text "</issuer>"

/* What stands beside the mail server, and what is made of it. */
static const struct {
	const char *document, *said;
} others[] = {
	{ ROOT("", ""), "" },
	{ "<clientConfig><x type='caldav'><url>https://c.example.org/</url></x>"
	  "</clientConfig>",
	    "caldav https://c.example.org/\n" },
	{ ROOT(SERVER("JMAP", "https://JMAP.example.org/x"), ""),
	    "jmap https://jmap.example.org/x\n" },
	{ ROOT("<outgoingServer type='graph'><url>https://g.example.org/"
	       "</url></outgoingServer>",
	      ""),
	    "graph https://g.example.org/\n" },

	/* of any element, at either level; older files say serverURL */
	{ ROOT(AT("caldav", "https://c.example.org/"),
	      AT("CardDAV", "https://a.example.org/d%20v/")
		  AT("webdav", "https://w.example.org/") AT(
		      "xmpp", "https://x.example.org") AT("activesync",
		      "https://e.example.org/") "<addressBook "
						"type='carddav'><username>x</"
						"username>"
						"<authentication>http-basic</"
						"authentication><serverURL>"
						"https://b.example.org/</"
						"serverURL></addressBook>"
						"<setupServer "
						"type='managesieve'><hostname>"
						"S.example.org"
						"</hostname><port>4190</"
						"port><socketType>STARTTLS</"
						"socketType>"
						"</setupServer>"),
	    "caldav https://c.example.org/\n"
	    "carddav https://a.example.org/d%20v/\n"
	    "webdav https://w.example.org/\n"
	    "xmpp https://x.example.org\n"
	    "activesync https://e.example.org/\n"
	    "carddav https://b.example.org/\n"
	    "managesieve s.example.org 4190\n" },

	/* as it was before there was a type of its own; no service twice */
	{ ROOT(IN("exchange",
		   "<hostname>o.example.org</hostname>"
		   "<ewsURL>https://o.example.org/ews</ewsURL>")
		   SERVER("ews", "https://o.example.org/ews"),
	      ""),
	    "ews https://o.example.org/ews\n" },

	/* places, letters beyond ASCII, a port */
	{ ROOT(AT("caldav",
		   "https://dav.%EMAILDOMAIN%:84/m\xc3\xbc/%EMAILADDRESS%"),
	      ""),
	    "caldav https://dav.example.org:84/m%C3%BC/anna@example.org\n" },
	{ ROOT(AT("caldav", "https://m\xc3\xbcsli.de"), ""),
	    "caldav https://xn--msli-0ra.de\n" },
	{ ROOT(AT("caldav", "http://[2001:db8::1]:80/"), ""),
	    "caldav http://[2001:db8::1]:80/\n" },

	/* one wrong value drops one section */
	{ ROOT(AT("caldav", "ftp://c.example.org/")
		   AT("caldav", "https://anna@c.example.org/") AT("caldav",
		       "https://10.1.2.3/") AT("caldav", "https://[::1]/")
		       AT("caldav", "https://[2001:db8::1/")
			   AT("caldav", "https://c.example.org:0/"),
	      AT("caldav", "https://c.example.org/%zz") AT(
		  "caldav", "https://c.example.org/%NAME%/") AT("caldav",
		  "https://c.example.org/a b") AT("caldav",
		  "") "<x type='caldav'/>"
		      "<x type='managesieve'><hostname>s.example.org</hostname>"
		      "<port>x</port></x>" AT(
			  "caldav", "https://c.example.org/")),
	    "caldav https://c.example.org/\nleft out 12\n" },

	/* what we do not know, counted where it is a server */
	{ ROOT(IN("uucp", "") AT("abacus", "https://c.example.org/"),
	      "<clientConfigUpdate url='https://example.org/'/><x/>"
	      "<webMail><loginPage url='https://example.org/'/></webMail>"),
	    "left out 1\n" },

	/* tokens: in older files a mere host; at either level; the first */
	{ ROOT("",
	      "<oAuth2>" ISSUER(
		  "login.example.org") "<scope>\n https://m/\n"
				       "\tmail  "
				       "openid</scope><authURL>https://"
				       "l.example.org/a?b=c"
				       "</authURL><tokenURL>https://"
				       "l.example.org/t</tokenURL>"
				       "<clientID>secret-id</"
				       "clientID><clientSecret>s</clientSecret>"
				       "</oAuth2>"),
	    "oauth login.example.org https://m/ mail openid "
	    "https://l.example.org/a?b=c https://l.example.org/t\n" },
	{ ROOT("<oAuth2>" ISSUER("https://%EMAILDOMAIN%/x") "</oAuth2>",
	      "<oAuth2>" ISSUER("late.example.org") "</oAuth2>"),
	    "oauth https://example.org/x - - -\n" },
	{ ROOT("",
	      "<oAuth2><authURL>http://l.example.org/</authURL></oAuth2>"
	      "<oAuth2>" ISSUER("a b") "</oAuth2>"
				       "<oAuth2>" ISSUER(
					   "second.example.org") "</oAuth2>"),
	    "oauth second.example.org - - -\nleft out 2\n" },
};

static void
test_documents(void **state)
{
	struct settings *s;
	const char *why;
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		why = NULL;
		buf_init(&out, 4096);
		s = reader_find("autoconfig")
			->read(rows[i].document, strlen(rows[i].document),
			    rows[i].address, &why);
		if (why != NULL)
			buf_printf(&out, "!%s", why);
		else
			describe(&out, s);
		settings_free(&s);
		if (strcmp(buf_text(&out), rows[i].said) != 0)
			fail_msg("%s\nsaid: %swant: %s", rows[i].document,
			    buf_text(&out), rows[i].said);
		buf_clear(&out);
	}
}

static void
test_others(void **state)
{
	struct settings *s;
	const char *why;
	struct buf out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		s = read_autoconfig(others[i].document,
		    strlen(others[i].document), "anna@example.org", &why);
		if (s == NULL)
			fail_msg("%s: %s", others[i].document, why);
		buf_init(&out, 4096);
		describe_others(&out, s);
		settings_free(&s);
		if (strcmp(buf_text(&out), others[i].said) != 0)
			fail_msg("%s\nsaid: %swant: %s", others[i].document,
			    buf_text(&out), others[i].said);
		buf_clear(&out);
	}
}

static void
test_about(void **state)
{
	static const char document[] =
	    "<clientConfig><emailProvider>"
	    "<displayName> M\xc3\xbcller &amp; S\xc3\xb6hne </displayName>"
	    "<documentation url='http://old.example.org/'/>"
	    "<documentation url='https://help.example.org/'/>"
	    "<documentation url='https://late.example.org/'/>"
	    "<displayNameShort>M&amp;S</displayNameShort>"
	    "<instruction url='https://i.example.org/'><descr lang='en'>A\n B"
	    "</descr></instruction>" IMAP
	    "</emailProvider><enable visiturl='https://x.example.org'>"
	    "<instruction>Do</instruction></enable></clientConfig>";
	const char *why = NULL;
	struct settings *s;

	(void)state;
	s = read_autoconfig(
	    document, strlen(document), "anna@example.org", &why);
	assert_non_null(s);
	assert_string_equal(s->provider, "M\xc3\xbcller & S\xc3\xb6hne");
	assert_string_equal(s->documentation, "https://help.example.org/");
	assert_string_equal(s->short_name, "M&S");
	assert_int_equal(s->nhelp, 5);
	assert_string_equal(
	    STAILQ_FIRST(&s->help)->url, "http://old.example.org/");
	assert_int_equal(s->nhints, 1);
	assert_string_equal(s->hints[0], "enable-imap-pop");
	settings_free(&s);
}

/* More than the ceilings: bytes, servers, depth. */
static void
test_ceilings(void **state)
{
	const struct endpoint *e;
	const char *why = NULL;
	struct settings *s;
	struct buf b;
	int i, n = 0;

	(void)state;
	buf_init(&b, 4 * READER_BYTES_MAX);
	buf_add_str(&b, "<clientConfig><emailProvider>");
	for (i = 0; i < 1000; i++)
		buf_add_str(&b, IMAP);
	buf_add_str(&b, "</emailProvider></clientConfig>");
	s = read_autoconfig(b.data, b.len, "anna@example.org", &why);
	assert_non_null(s);
	STAILQ_FOREACH (e, &s->endpoints, entry)
		n++;
	assert_int_equal(n, 32);
	settings_free(&s);
	while (b.len <= READER_BYTES_MAX)
		buf_add_str(&b, " ");
	assert_null(read_autoconfig(b.data, b.len, "a@b.c", &why));
	assert_string_equal(why, "too long");
	buf_consume(&b, b.len);
	for (i = 0; i < 30000; i++)
		buf_add_str(&b, "<a>");
	assert_null(read_autoconfig(b.data, b.len, "a@b.c", &why));
	buf_clear(&b);
}

static void
test_web_page(void **state)
{
	static const struct {
		const char *type, *body;
		bool page;
	} pages[] = {
		{ "text/xml", "<!DOCTYPE html><title>Hi</title>", true },
		{ "text/xml", "\n\n<HTML lang=de>", true },
		{ "text/xml",
		    "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC 'x'>", true },
		{ "text/xml", DOC(IMAP), false },
		{ "text/xml", "", false },
		{ "text/plain", "Not found", false },
		/* the type decides where the bytes say nothing */
		{ "text/html", "Not found", true },
		{ "text/html; charset=utf-8", "<p>Hello", true },
		{ "Text/HTML", "", true },
		{ "text/html", "<!-- <clientConfig> --><p>", true },
		{ "text/html", "<clientConfigs>", true },
		{ "text/html", "<?xml version='1.0'", true },
		/* and else the bytes do */
		{ "text/html", DOC(IMAP), false },
		{ "text/html; charset=utf-8",
		    "\xef\xbb\xbf<?xml version='1.0'?>\n"
		    "<!-- for <html> readers -->\n" DOC(IMAP),
		    false },
		{ "text/html", "<a:Autodiscover xmlns:a='x'/>", false },
		{ "text/html", " {\"protocols\":{}}", false },
		{ "text/xml", "<clientConfig><descr>see <html></descr>",
		    false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (reader_is_web_page(pages[i].type, pages[i].body,
			strlen(pages[i].body)) != pages[i].page)
			fail_msg("%s: %s", pages[i].type, pages[i].body);
	assert_null(reader_find("nonsense"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_about),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_web_page),
	};

	return cmocka_run_group_tests_name("reader", tests, NULL, NULL);
}
