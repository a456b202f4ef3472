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
#include "profiles/format/pacc-digest.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"

#define WHO "anna@example.org"

/* A document and what it says, a line per server; "!" and why, if nothing. */
static const struct {
	const char *document, *address, *said;
} rows[] = {
	/* all services, in our order; ports and user name follow from them */
	{ "{\"protocols\":{\"submit\":{\"host\":\"s.example.org\"},"
	  "\"pop3\":{\"host\":\"p.example.org\"},"
	  "\"imap\":{\"host\":\"i.example.org\"}},"
	  "\"authentication\":{\"password\":true}}",
	    WHO,
	    "imap tls i.example.org:993 anna@example.org password\n"
	    "pop3 tls p.example.org:995 anna@example.org password\n"
	    "smtp tls s.example.org:465 anna@example.org password\n" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}}}",
	    "example.org", "imap tls i.example.org:993 -\n" },

	/* both spellings of submission */
	{ "{\"protocols\":{\"smtp\":{\"host\":\"s.example.org\"}}}", WHO,
	    "smtp tls s.example.org:465 anna@example.org\n" },
	{ "{\"protocols\":{\"smtp\":{\"host\":\"old.example.org\"},"
	  "\"submit\":{\"host\":\"new.example.org\"}}}",
	    WHO, "smtp tls new.example.org:465 anna@example.org\n" },
	{ "{\"protocols\":{\"smtp\":{\"host\":\"old.example.org\"},"
	  "\"submit\":{\"host\":\"10.0.0.1\"}}}",
	    WHO,
	    "smtp tls old.example.org:465 anna@example.org\nleft out 1\n" },

	/* a port or a user name is no part of it */
	{ "{\"protocols\":{\"imap\":{\"host\":\"I.Example.ORG\","
	  "\"port\":143,\"username\":\"root\",\"tls\":false}}}",
	    WHO, "imap tls i.example.org:993 anna@example.org\n" },

	/* authentication */
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}},"
	  "\"authentication\":{\"oauth-public\":{\"issuer\":"
	  "\"https://x\"},\"password\":true}}",
	    WHO,
	    "imap tls i.example.org:993 anna@example.org password oauth2\n"
	    "issuer https://x\n" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}},"
	  "\"authentication\":{\"oauth-public\":{},\"password\":false}}",
	    WHO, "imap tls i.example.org:993 anna@example.org oauth2\n" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}},"
	  "\"authentication\":{\"password\":\"true\"}}",
	    WHO, "imap tls i.example.org:993 anna@example.org\n" },

	/* one wrong service does not spoil the others; white space around */
	{ " \r\n{\"protocols\":{\"imap\":{\"host\":\"a b\"},\"pop3\":7,"
	  "\"jmap\":{\"url\":\"https://x\"},"
	  "\"smtp\":{\"host\":\"s.example.org\"}},\"new\":[{}]}\n",
	    WHO,
	    "smtp tls s.example.org:465 anna@example.org\n"
	    "jmap https://x 0\nleft out 2\n" },

	/* other services; a URL is of https, without a port, for DAV with a
	 * path */
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"},"
	  "\"caldav\":{\"url\":\"https://C.example.org/d\"},"
	  "\"carddav\":{\"url\":\"https://c.example.org\"},"
	  "\"webdav\":{\"url\":\"http://c.example.org/\"},"
	  "\"jmap\":{\"url\":\"https://j.example.org:8443/\"},"
	  "\"managesieve\":{\"host\":\"M.example.org\"}}}",
	    WHO,
	    "imap tls i.example.org:993 anna@example.org\n"
	    "caldav https://c.example.org/d 0\n"
	    "managesieve m.example.org 4190\nleft out 3\n" },
	{ "{\"protocols\":{\"jmap\":{\"url\":\"https://j.example.org/\"}}}",
	    WHO, "jmap https://j.example.org/ 0\n" },

	/* where tokens come from */
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}},"
	  "\"authentication\":{\"oauth-public\":{\"issuer\":"
	  "\"https://login.example.org/x\"}}}",
	    WHO,
	    "imap tls i.example.org:993 anna@example.org oauth2\n"
	    "issuer https://login.example.org/x\n" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}},"
	  "\"authentication\":{\"oauth-public\":{\"issuer\":"
	  "\"http://login.example.org/x\"}}}",
	    WHO,
	    "imap tls i.example.org:993 anna@example.org oauth2\n"
	    "left out 1\n" },

	/* host names of strangers */
	{ "{\"protocols\":{\"imap\":{\"host\":\"10.0.0.1\"}}}", WHO,
	    "!no usable server in it" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\\u0000.x\"}}}",
	    WHO, "!no usable server in it" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\\r\\nx\"}}}", WHO,
	    "!no usable server in it" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"\"}}}", WHO,
	    "!no usable server in it" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"m\xc3\xbcsli.de\"}}}", WHO,
	    "imap tls xn--msli-0ra.de:993 anna@example.org\n" },

	/* what is no such document */
	{ "{\"protocols\":{}}", WHO, "!no usable server in it" },
	{ "{}", WHO, "!no usable server in it" },
	{ "", WHO, "!not a JSON object" },
	{ "null", WHO, "!not a JSON object" },
	{ "[]", WHO, "!not a JSON object" },
	{ "\"protocols\"", WHO, "!not a JSON object" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}}", WHO,
	    "!not a JSON object" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}}}x", WHO,
	    "!not a JSON object" },
	{ "{'protocols':{'imap':{'host':'i.example.org'}}}", WHO,
	    "!not a JSON object" },
	{ "{\"protocols\":{\"imap\":{\"host\":\"\xff\"}}}", WHO,
	    "!not a JSON object" },
	{ "<html>", WHO, "!not a JSON object" },
};

static void
describe(struct buf *out, const struct settings *s)
{
	const struct endpoint *e;
	const struct service *v;
	size_t i;

	STAILQ_FOREACH (e, &s->endpoints, entry) {
		buf_printf(out, "%s %s %s:%d %s", protocol_name(e->protocol),
		    security_name(e->security), e->host, e->port,
		    e->username == NULL ? "-" : e->username);
		for (i = 0; i < e->nauths; i++)
			buf_printf(out, " %s", auth_name(e->auths[i]));
		buf_add_str(out, "\n");
	}
	STAILQ_FOREACH (v, &s->services, entry)
		buf_printf(out, "%s %s %d\n", v->kind,
		    v->url == NULL ? v->host : v->url, v->port);
	if (s->oauth.issuer != NULL)
		buf_printf(out, "issuer %s\n", s->oauth.issuer);
	if (s->left_out > 0)
		buf_printf(out, "left out %d\n", s->left_out);
}

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
		s = reader_find("pacc")->read(rows[i].document,
		    strlen(rows[i].document), rows[i].address, &why);
		if (why != NULL)
			buf_printf(&out, "!%s", why);
		else
			describe(&out, s);
		settings_free(&s);
		if (strcmp(buf_text(&out), rows[i].said) != 0)
			fail_msg("%s\nsaid: %s\nwant: %s", rows[i].document,
			    buf_text(&out), rows[i].said);
		buf_clear(&out);
	}
}

#define IMAP(host) "\"imap\":{\"host\":" host "}"

/* What cannot be used is named with its place. */
static void
test_misread(void **state)
{
	static const struct {
		const char *document, *said;
		bool lost; /* the server of IMAP */
	} misread[] = {
		{ "{\"protocols\":{" IMAP("\"i.x\"") "}}", "", false },
		{ "{\"protocols\":{" IMAP("\"a b\"") "}}", "imap host \"a b\"",
		    true },
		{ "{\"protocols\":{" IMAP("5") "}}", "imap host \"5\"", true },
		{ "{\"protocols\":{\"imap\":\"i.x\",\"pop3\":{}}}",
		    "imap host \"i.x\", pop3 host \"\"", true },
		{ "{\"protocols\":{" IMAP(
		      "\"i.x\"") ",\"jmap\":{\"url\":"
				 "\"http://"
				 "j\"},\"managesieve\":{\"host\":\"%\"}}}",
		    "jmap url \"http://j\", managesieve host \"%\"", false },
		{ "{\"protocols\":{" IMAP(
		      "\"i.x\"") "},\"authentication\":"
				 "{\"password\":\"yes\",\"oauth-public\":"
				 "{\"issuer\":\"ftp://x\"}}}",
		    "authentication password \"yes\", "
		    "oauth-public issuer \"ftp://x\"",
		    false },
	};
	const char *why;
	struct settings *s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(misread) / sizeof(misread[0]); i++) {
		s = read_pacc(misread[i].document, strlen(misread[i].document),
		    WHO, &why);
		assert_non_null(s);
		assert_string_equal(
		    misread_all(&s->arena, &s->misread), misread[i].said);
		assert_int_equal(s->misread.lost[PROTO_IMAP], misread[i].lost);
		settings_free(&s);
	}
}

/* The name is cut after 60 characters, not in the middle of one. */
static void
test_about(void **state)
{
	static const char plain[] =
	    "{\"protocols\":{\"imap\":{\"host\":\"i.x\"}},\"info\":"
	    "{\"help\":{\"documentation\":\"http://h.x/\"}}}";
	const char *why = NULL;
	struct settings *s;
	struct buf b;
	int i;

	(void)state;
	buf_init(&b, 4096);
	buf_add_str(&b,
	    "{\"protocols\":{\"imap\":{\"host\":\"i.example.org\"}},"
	    "\"info\":{\"help\":{\"documentation\":\"https://h.example.org/\"}"
	    ",\"provider\":{\"name\":\"");
	for (i = 0; i < 70; i++)
		buf_add_str(&b, "\xc3\xbc");
	buf_add_str(&b,
	    "\",\"shortName\":\"Twenty-one characters\","
	    "\"logo\":[{\"url\":\"https://l.example.org/\"}]}}}");
	s = read_pacc(b.data, b.len, WHO, &why);
	assert_non_null(s);
	assert_int_equal(strlen(s->provider), 120);
	assert_string_equal(s->short_name, "Twenty-one character");
	assert_string_equal(s->documentation, "https://h.example.org/");
	assert_string_equal(
	    STAILQ_FIRST(&s->help)->url, "https://h.example.org/");
	settings_free(&s);
	buf_clear(&b);
	s = read_pacc(plain, strlen(plain), WHO, &why);
	assert_non_null(s);
	assert_null(s->provider);
	assert_null(s->documentation);
	assert_string_equal(STAILQ_FIRST(&s->help)->url, "http://h.x/");
	settings_free(&s);
}

/* More than the ceilings: bytes, depth. */
static void
test_ceilings(void **state)
{
	const char *why = NULL;
	struct buf b;
	int i;

	(void)state;
	buf_init(&b, 2 * READER_BYTES_MAX);
	buf_add_str(&b, "{\"protocols\":{\"imap\":{\"host\":\"i.x\"}}}");
	while (b.len <= READER_BYTES_MAX)
		buf_add_str(&b, " ");
	assert_null(read_pacc(b.data, b.len, WHO, &why));
	assert_string_equal(why, "too long");
	buf_consume(&b, b.len);
	for (i = 0; i < 20000; i++)
		buf_add_str(&b, "{\"a\":");
	assert_null(read_pacc(b.data, b.len, WHO, &why));
	assert_string_equal(why, "not a JSON object");
	buf_clear(&b);
}

/* Records: the digest of nothing, in all the ways to write it. */
#define NOTHING "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="

static void
test_records(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} records[] = {
		{ "v=UAAC1; a=sha256; d=" NOTHING, true },
		{ "v=UAAC1;a=sha256;d=" NOTHING ";", true },
		{ "d=" NOTHING ";a=SHA256;v=UAAC1", true },
		{ "\tv = UAAC1 ; d = 47DEQpj8HBSa+/TImW+5 JCeuQeRkm5NMpJWZ"
		  "G3hSuFU= ; a = sha256 ; ;",
		    true },
		{ "v=UAAC1; n=1; vv=2; a=sha256; d=" NOTHING "; x", true },
		{ "v=UAAC2; a=sha256; d=" NOTHING, false },
		{ "v=UAAC1; a=sha512; d=" NOTHING, false },
		{ "v=UAAC1; d=" NOTHING, false },
		{ "a=sha256; d=" NOTHING, false },
		{ "v=UAAC1; a=sha256", false },
		{ "v=UAAC1; v=UAAC1; a=sha256; d=" NOTHING, false },
		{ "v=UAAC1; a=sha256; d=" NOTHING "; d=" NOTHING, false },
		{ "v=UAAC1; a=sha256; d=47DEQpj8", false },
		{ "v=UAAC1; a=sha256; d=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM"
		  "pJWZG3hSuF==",
		    false },
		{ "v=UAAC1; a=sha256; d=" NOTHING "=", false },
		{ "v=UAAC1; a=sha256; d=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NM"
		  "pJWZG3hSuFU=",
		    false },
		{ "v=spf1 -all", false },
		{ "", false },
	};
	unsigned char digest[PACC_DIGEST_BYTES];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		memset(digest, 0, sizeof(digest));
		if (pacc_digest_read(records[i].text, digest) !=
		    records[i].good)
			fail_msg("%s", records[i].text);
		if (!records[i].good)
			continue;
		assert_int_equal(digest[0], 0xe3);
		assert_int_equal(digest[PACC_DIGEST_BYTES - 1], 0x55);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_misread),
		cmocka_unit_test(test_about),
		cmocka_unit_test(test_ceilings),
		cmocka_unit_test(test_records),
	};

	return cmocka_run_group_tests_name("pacc", tests, NULL, NULL);
}
