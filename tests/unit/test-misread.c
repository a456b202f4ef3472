// room: profiles/read
/* What a document states and nobody can use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

/* What cannot be used is named with its place; behind "=" why there is no
 * server, behind "-" the protocols whose server is lost. */
static const struct {
	const char *servers, *said;
} misread[] = {
	{ IMAP, "" },
	{ IN("imap", HOST "<port>99300</port>" SSL USER CLEAR),
	    "imap port \"99300\" -imap =no usable server in it" },
	{ IMAP IN("imap", HOST "<port> -1 </port>" SSL),
	    "imap port \"-1\" -imap" },
	{ IN("imap", HOST PORT "<socketType>STARTSSL</socketType>")
		IN("pop3", HOST "<port>0</port><socketType/>"),
	    "imap socketType \"STARTSSL\", pop3 port \"0\", "
	    "pop3 socketType \"\" -imap -pop3 =no usable server in it" },
	{ IMAP IN("imap", PORT SSL) IN("pop3", HOST SSL) IN("pop3", HOST PORT),
	    "imap hostname \"\", pop3 port \"\", pop3 socketType \"\" "
	    "-imap -pop3" },
	{ IN("imap", "<hostname>a b</hostname>" PORT SSL) IMAP,
	    "imap hostname \"a b\" -imap" },
	{ IN("imap", HOST PORT SSL "<username>%REALNAME%</username>") IMAP,
	    "imap username \"%REALNAME%\" -imap" },
	{ "<outgoingServer type='imap'/>" IN("SMTP", ""),
	    "outgoingServer type \"imap\", incomingServer type \"smtp\" "
	    "-imap -smtp =no usable server in it" },
	{ IMAP IN("imaps", HOST PORT SSL), "incomingServer type \"imaps\"" },
	{ IMAP IN("caldav", "<url>ftp://c.example.org</url>"),
	    "caldav url \"ftp://c.example.org\"" },
	{ IMAP IN("managesieve", HOST "<port>x</port>"),
	    "managesieve port \"x\"" },
	{ IMAP "<oAuth2><issuer>a b</issuer></oAuth2>",
	    "oAuth2 issuer \"a b\"" },

	/* a value that is passed over, and the server stays */
	{ IN("imap",
	      HOST PORT SSL CLEAR
	      "<authentication>password-clartext</authentication>"),
	    "imap authentication \"password-clartext\"" },
	{ IN("imap", HOST PORT SSL "<authentication>secret</authentication>"),
	    "imap authentication \"secret\" -imap "
	    "=no usable server in it" },
	{ IN("pop3",
	      HOST PORT SSL "<pop3><leaveMessagesOnServer>yes"
			    "</leaveMessagesOnServer>"
			    "<daysToLeaveMessagesOnServer>0"
			    "</daysToLeaveMessagesOnServer>"
			    "<checkInterval minutes='often'/></pop3>"),
	    "pop3 leaveMessagesOnServer \"yes\", "
	    "pop3 daysToLeaveMessagesOnServer \"0\", "
	    "pop3 checkInterval \"often\"" },
	{ "<domain>*.b c</domain><domain>example.org</domain>" IMAP,
	    "domain \"*.b c\"" },

	/* nothing of it reaches a terminal raw, and only its beginning */
	{ IN("imap",
	      HOST SSL "<port>\xc2\x9b"
		       "2J</port>") IMAP,
	    "imap port \"\\u{009b}2J\" -imap" },
	{ IN("imap",
	      HOST SSL "<port>0123456789012345678901234567890123456789"
		       "0123456789012345678901234567890123456789</port>") IMAP,
	    "imap port \"012345678901234567890123456789012345678901234567890"
	    "123456789...\" -imap" },
};

static void
test_misread(void **state)
{
	char document[4096];
	const char *why;
	struct settings *s;
	struct buf out;
	size_t i;
	int p;

	(void)state;
	for (i = 0; i < sizeof(misread) / sizeof(misread[0]); i++) {
		snprintf(
		    document, sizeof(document), DOC("%s"), misread[i].servers);
		s = read_autoconfig(
		    document, strlen(document), "anna@example.org", &why);
		assert_non_null(s);
		assert_int_equal(settings_is_empty(s), why != NULL);
		buf_init(&out, 4096);
		buf_add_str(&out, misread_all(&s->arena, &s->misread));
		for (p = 0; p < PROTO_COUNT; p++)
			if (s->misread.lost[p])
				buf_printf(&out, " -%s",
				    protocol_name((enum protocol)p));
		if (why != NULL)
			buf_printf(&out, " =%s", why);
		if (strcmp(buf_text(&out), misread[i].said) != 0)
			fail_msg("%s\nsaid: %s\nwant: %s", document,
			    buf_text(&out), misread[i].said);
		buf_clear(&out);
		settings_free(&s);
	}
}

/* A place in it is that of the domain asked for. */
static void
test_domain(void **state)
{
	static const char document[] =
	    DOC("<domain>%EMAILDOMAIN%</domain><domain>*.%EMAILDOMAIN%"
		"</domain><domain>%NAME%</domain>" IMAP);
	const struct served *first, *second;
	const char *why;
	struct settings *s;

	(void)state;
	s = read_autoconfig(
	    document, strlen(document), "anna@M\xc3\xbcsli.de", &why);
	first = STAILQ_FIRST(&s->served);
	second = STAILQ_NEXT(first, entry);
	assert_string_equal(first->name, "xn--msli-0ra.de");
	assert_string_equal(second->name, "*.xn--msli-0ra.de");
	assert_null(STAILQ_NEXT(second, entry));
	assert_string_equal(
	    misread_all(&s->arena, &s->misread), "domain \"%NAME%\"");
	settings_free(&s);
	s = read_autoconfig(document, strlen(document), NULL, &why);
	assert_true(STAILQ_EMPTY(&s->served));
	settings_free(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_misread),
		cmocka_unit_test(test_domain),
	};

	return cmocka_run_group_tests_name("misread", tests, NULL, NULL);
}
