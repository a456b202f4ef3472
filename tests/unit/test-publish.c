// room: profiles/read
/* The records and documents that a domain publishes, made from settings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/format/autodiscover.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"
#include "profiles/write/publish.h"

#define DOMAIN "example.org"

#define SERVER(way, type, host, port, socket, user)           \
	"<" way "Server type=\"" type "\"><hostname>" host    \
	"</hostname><port>" port "</port><socketType>" socket \
	"</socketType><authentication>password-cleartext"     \
	"</authentication><username>" user "</username></" way "Server>"
#define IMAP(host, user) SERVER("incoming", "imap", host, "993", "SSL", user)

static struct settings *
settings(const char *servers)
{
	const char *why = NULL;
	struct settings *s;
	struct buf text;

	buf_init(&text, 8192);
	buf_printf(&text, "%s%s%s",
	    "<clientConfig><emailProvider><domain>x</domain>", servers,
	    "</emailProvider></clientConfig>");
	s = read_autoconfig(
	    buf_text(&text), text.len, "postmaster@" DOMAIN, &why);
	buf_clear(&text);
	assert_non_null(s);
	return s;
}

#define SMTP(port, socket)                                           \
	SERVER("outgoing", "smtp", "smtp.example.org", port, socket, \
	    "%EMAILADDRESS%")

static void
test_zone(void **state)
{
	static const bool deny[ENDPOINT_SRV_COUNT] = { true, true, true, false,
		true, true };
	struct settings *s = settings(
	    IMAP("imap.example.org", "%EMAILADDRESS%") SMTP("587", "STARTTLS"));
	struct buf zone;

	(void)state;
	buf_init(&zone, 4096);
	publish_zone(&zone, DOMAIN, s, deny, "abc=");
	assert_string_equal(buf_text(&zone),
	    "_imaps._tcp.example.org. 3600 IN SRV 0 1 993 imap.example.org.\n"
	    "_imap._tcp.example.org. 3600 IN SRV 0 0 0 .\n"
	    "_pop3s._tcp.example.org. 3600 IN SRV 0 0 0 .\n"
	    "_submissions._tcp.example.org. 3600 IN SRV 0 0 0 .\n"
	    "_submission._tcp.example.org. 3600 IN SRV 0 1 587 "
	    "smtp.example.org.\n"
	    "_ua-auto-config.example.org. 3600 IN TXT "
	    "\"v=UAAC1; a=sha256; d=abc=\"\n");
	buf_clear(&zone);
	settings_free(&s);
}

/* SRV and PACC know servers by name only. */
static void
test_address(void **state)
{
	static const bool nothing[ENDPOINT_SRV_COUNT] = { false };
	struct settings *s = settings(
	    IMAP("192.0.2.1", "%EMAILADDRESS%") SMTP("587", "STARTTLS"));
	struct buf text;

	(void)state;
	buf_init(&text, 4096);
	publish_zone(&text, DOMAIN, s, nothing, NULL);
	assert_null(strstr(buf_text(&text), "_imaps."));
	assert_null(strstr(buf_text(&text), "_imap._tcp."));
	assert_non_null(strstr(buf_text(&text), " 587 smtp.example.org.\n"));
	buf_clear(&text);
	assert_int_equal(publish_pacc(&text, s, "postmaster@" DOMAIN), -1);
	assert_int_equal(text.len, 0);
	settings_free(&s);
}

/* No password where the servers take tokens only. */
static void
test_oauth(void **state)
{
	struct settings *s =
	    settings(IMAP("imap.example.org", "%EMAILADDRESS%"));
	struct buf text;

	(void)state;
	buf_init(&text, 4096);
	STAILQ_FIRST(&s->endpoints)->auths[0] = AUTH_OAUTH2;
	assert_int_equal(publish_pacc(&text, s, "postmaster@" DOMAIN), -1);
	assert_int_equal(text.len, 0);
	s->oauth.issuer = "https://login.example.org/";
	assert_int_equal(publish_pacc(&text, s, "postmaster@" DOMAIN), 0);
	assert_null(strstr(buf_text(&text), "\"password\""));
	assert_non_null(strstr(buf_text(&text), "\"oauth-public\""));
	buf_clear(&text);
	settings_free(&s);
}

/* What is published is read again as what it was made from. */
static void
test_documents(void **state)
{
	const char *who = "postmaster@" DOMAIN, *why = NULL;
	struct settings *s = settings(IMAP("imap.example.org", "%EMAILADDRESS%")
				SMTP("465", "SSL")),
			*again;
	struct autodiscover found;
	struct arena arena = { NULL };
	struct buf text;

	(void)state;
	buf_init(&text, 65536);
	assert_int_equal(publish_pacc(&text, s, who), 0);
	again = read_pacc(buf_text(&text), text.len, who, &why);
	assert_non_null(again);
	assert_true(endpoint_equal(
	    STAILQ_FIRST(&s->endpoints), STAILQ_FIRST(&again->endpoints)));
	settings_free(&again);
	buf_clear(&text);
	assert_int_equal(publish_autodiscover(&text, s, who), 0);
	autodiscover_read(&arena, buf_text(&text), text.len, who, &found);
	assert_non_null(found.settings);
	assert_null(found.doubt);
	assert_string_equal(settings_first(found.settings, PROTO_SMTP)->host,
	    "smtp.example.org");
	settings_free(&found.settings);
	buf_clear(&text);
	settings_free(&s);
	/* A user name that is not the address has no place in either. */
	s = settings(IMAP("imap.example.org", "%EMAILLOCALPART%"));
	assert_int_equal(publish_pacc(&text, s, who), -1);
	assert_int_equal(publish_autodiscover(&text, s, who), -1);
	assert_int_equal(text.len, 0);
	settings_free(&s);
	/* PACC knows TLS from the start only. */
	s = settings(SMTP("587", "STARTTLS"));
	assert_int_equal(publish_pacc(&text, s, who), -1);
	assert_int_equal(publish_autodiscover(&text, s, who), 0);
	autodiscover_read(&arena, buf_text(&text), text.len, who, &found);
	assert_int_equal(settings_first(found.settings, PROTO_SMTP)->security,
	    SECURITY_STARTTLS);
	settings_free(&found.settings);
	settings_free(&s);
	buf_clear(&text);
	arena_clear(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zone),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_oauth),
		cmocka_unit_test(test_documents),
	};

	return cmocka_run_group_tests_name("publish", tests, NULL, NULL);
}
