// room: probe/net
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "probe/net/dns-anchor.h"
#include "probe/net/dns-record.h"
#include "probe/net/dns.h"
#include "probe/net/loop.h"
#include "profiles/base/err.h"
#include "tests/unit/nameserver.h"

#define LEN(s) (sizeof(s) - 1)

/* One row per shape of rdata. */
static const struct {
	enum dns_type type;
	const char *rdata;
	size_t len;
	int rc;
	const char *text; /* ip, host or text */
	int priority, weight, port;
} rdata_rows[] = {
	{ DNS_A, "\x7f\0\0\1", 4, .text = "127.0.0.1" },
	{ DNS_A, "\x7f\0\0", 3, .rc = -1 },
	{ DNS_AAAA, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16, .text = "::1" },
	{ DNS_AAAA, "\x7f\0\0\1", 4, .rc = -1 },
	{ DNS_MX, "\0\x0a\2MX\4Test\0", 11, .text = "mx.test", .priority = 10 },
	{ DNS_MX, "\0\0\0", 3, .text = "" },
	{ DNS_MX, "\0\x0a", 2, .rc = -1 },
	{ DNS_MX, "\0", 1, .rc = -1 },
	{ DNS_MX, "\0\x0a\xc0\x0c", 4, .rc = -1 },
	{ DNS_MX, "\0\x0a\2mx\0\0", 7, .rc = -1 },
	{ DNS_MX, "\0\x0a\3mx", 5, .rc = -1 },
	{ DNS_MX, "\0\x0a\2m \0", 6, .rc = -1 },
	{ DNS_MX, "\0\x0a\3m.x\0", 7, .rc = -1 },
	{ DNS_SRV, "\0\1\0\2\3\xe1\4imap\2de\0", 15, .text = "imap.de",
	    .priority = 1, .weight = 2, .port = 993 },
	{ DNS_SRV, "\0\0\0\0\0\0\0", 7, .text = "" },
	{ DNS_SRV, "\0\0\0\0\0\0", 6, .rc = -1 },
	{ DNS_TXT, "\3v=1\2;a", 7, .text = "v=1;a" },
	{ DNS_TXT, "\4v=1", 4, .rc = -1 },
	{ DNS_TXT, "\2a\0", 3, .rc = -1 },
};

static void
test_rdata(void **state)
{
	struct dns_record r;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < sizeof(rdata_rows) / sizeof(rdata_rows[0]); i++) {
		rc = dns_record_parse(rdata_rows[i].type, rdata_rows[i].rdata,
		    rdata_rows[i].len, &r);
		if (rc != rdata_rows[i].rc)
			fail_msg("row %zu: rc is %d", i, rc);
		if (rc == -1)
			continue;
		assert_string_equal(r.text != NULL ? r.text
			: r.ip[0] != '\0'	   ? r.ip
						   : r.host,
		    rdata_rows[i].text);
		assert_int_equal(r.priority, rdata_rows[i].priority);
		assert_int_equal(r.weight, rdata_rows[i].weight);
		assert_int_equal(r.port, rdata_rows[i].port);
		dns_record_clear(&r);
	}
}

static void
test_long_names(void **state)
{
	unsigned char rdata[2 + 256] = { 0, 1 };
	struct dns_record r;
	size_t i;

	(void)state;
	/* 126 labels of one letter: 252 octets and the root. */
	for (i = 2; i < 2 + 252; i += 2) {
		rdata[i] = 1;
		rdata[i + 1] = 'a';
	}
	assert_int_equal(dns_record_parse(DNS_MX, rdata, 255, &r), 0);
	assert_int_equal(strlen(r.host), 251);
	rdata[254] = 3;
	memcpy(rdata + 255, "abc", 3);
	assert_int_equal(dns_record_parse(DNS_MX, rdata, 258, &r), -1);
}

static void
test_sort(void **state)
{
	struct dns_record r[] = { { .priority = 20, .host = "c" },
		{ .priority = 10, .weight = 1, .host = "b" },
		{ .priority = 10, .weight = 9, .host = "a" } };

	(void)state;
	dns_records_sort(r, 3);
	assert_string_equal(r[0].host, "a");
	assert_string_equal(r[1].host, "b");
	assert_string_equal(r[2].host, "c");
}

static const struct zone_row zone[] = {
	{ "\4mail\4test", DNS_A, 0, "\x0a\0\0\1", 4 },
	{ "\1x\7invalid", DNS_A, 0, "\x7f\0\0\5", 4 },
	{ "\1x\11localhost", DNS_A, 0, "\x7f\0\0\6", 4 },
	{ "\4mail\4test", DNS_MX, 0, "\0\5\2mx\4test\0", 11 },
	{ "\4mail\4test", DNS_AAAA, 0, NULL, 0 },
	{ "\4gone\4test", DNS_A, 3, NULL, 0 },
	{ "\4fail\4test", DNS_A, 2, NULL, 0 },
	{ NULL, DNS_A, 0, NULL, 0 },
};

struct got {
	struct loop *loop;
	enum dns_status status;
	bool secure;
	char text[320];
	int calls;
};

static void
got_answer(const struct dns_answer *answer, void *arg)
{
	struct got *g = arg;

	g->calls++;
	g->status = answer->status;
	g->secure = answer->secure;
	if (answer->n > 0)
		snprintf(g->text, sizeof(g->text), "%s%s%s",
		    answer->records[0].ip, answer->records[0].host,
		    answer->records[0].text == NULL ? ""
						    : answer->records[0].text);
	loop_stop(g->loop);
}

static const struct {
	const char *name;
	enum dns_type type;
	enum dns_status status;
	const char *text;
} ask_rows[] = {
	{ "mail.test", DNS_A, DNS_OK, "10.0.0.1" },
	{ "x.invalid", DNS_A, DNS_OK, "127.0.0.5" },
	{ "x.localhost", DNS_A, DNS_OK, "127.0.0.6" },
	{ "mail.test", DNS_MX, DNS_OK, "mx.test" },
	{ "mail.test", DNS_AAAA, DNS_NODATA, "" },
	{ "gone.test", DNS_A, DNS_NXDOMAIN, "" },
	{ "fail.test", DNS_A, DNS_SERVFAIL, "" },
	{ "no host", DNS_A, DNS_NXDOMAIN, "" },
	{ "a..test", DNS_A, DNS_NXDOMAIN, "" },
};

static void
test_answers(void **state)
{
	struct loop *l = loop_new();
	struct server s;
	struct dns *d;
	struct err err;
	size_t i;

	(void)state;
	server_start(&s, l, zone);
	assert_int_equal(dns_open(l, s.address, &d, &err), 0);
	for (i = 0; i < sizeof(ask_rows) / sizeof(ask_rows[0]); i++) {
		struct got g = { .loop = l };

		dns_ask(d, ask_rows[i].name, ask_rows[i].type,
		    loop_now(l) + 10000, got_answer, &g);
		assert_int_equal(g.calls, 0);
		loop_run(l);
		assert_int_equal(g.calls, 1);
		if (g.status != ask_rows[i].status)
			fail_msg("%s: status %d", ask_rows[i].name, g.status);
		assert_string_equal(g.text, ask_rows[i].text);
	}
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

/* A resolver that swallows everything ends at the deadline of the query. */
static void
test_silent(void **state)
{
	struct loop *l = loop_new();
	struct got g = { .loop = l };
	struct dns_query *open;
	struct server s;
	struct dns *d;
	int64_t began;

	(void)state;
	server_start(&s, NULL, NULL);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	began = loop_now(l);
	dns_ask(d, "mail.test", DNS_A, began + 300, got_answer, &g);
	open = dns_ask(d, "x.test", DNS_A, began + 60000, got_answer, &g);
	dns_ask(d, "y.test", DNS_MX, began + 60000, got_answer, &g);
	loop_run(l);
	assert_int_equal(g.calls, 1);
	assert_int_equal(g.status, DNS_TIMEOUT);
	assert_in_range(loop_now(l) - began, 290, 2000);
	dns_cancel(&open);
	assert_null(open);
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
	assert_int_equal(g.calls, 1);
}

/* Nothing listens: an answer comes all the same, and closing does not hang. */
static void
test_refused(void **state)
{
	struct loop *l = loop_new();
	struct got g = { .loop = l };
	struct server s;
	struct dns *d;

	(void)state;
	server_start(&s, NULL, NULL);
	server_stop(&s);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	dns_ask(d, "mail.test", DNS_A, loop_now(l) + 1000, got_answer, &g);
	loop_run(l);
	assert_int_equal(g.calls, 1);
	assert_true(g.status == DNS_TIMEOUT || g.status == DNS_SERVFAIL);
	dns_close(&d);
	loop_free(&l);
}

/* A signature of 20 octets that nobody can prove, with its record. */
#define RRSIG "\0\x10\x0d\2\0\0\0\x3c\x7f\0\0\0\1\0\0\0\0\1\4test\0sig"

static const struct zone_row half_signed[] = {
	{ "\4mail\4test", DNS_TXT, 0, "\2v1", 3 },
	{ "\6signed\4test", DNS_TXT, 0, "\2v2", 3 },
	{ "\6signed\4test", (enum dns_type)46, 0, RRSIG, LEN(RRSIG) },
	{ "\7signed2\4test", DNS_TXT, 0, "\2v3", 3 },
	{ "\7signed2\4test", (enum dns_type)46, 0, RRSIG, LEN(RRSIG) },
	{ "\4fail\4test", DNS_TXT, 2, NULL, 0 },
	{ NULL, DNS_A, 0, NULL, 0 },
};

static const char root_key[] =
    ". IN DS 20326 8 2 "
    "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D\n";

/* The path of a file with that text; the next call reuses it. */
static const char *
write_file(const char *text)
{
	static char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "/tmp/lotse-anchor-%d", (int)getpid());
	f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return path;
}

static struct got
ask_text(struct loop *l, struct dns *d, const char *name)
{
	struct got g = { .loop = l };

	dns_ask(d, name, DNS_TXT, loop_now(l) + 10000, got_answer, &g);
	loop_run(l);
	assert_int_equal(g.calls, 1);
	return g;
}

/*
 * A resolver without DNSSEC, asked with the keys of the root at hand: what is
 * unsigned costs one question, and nothing that it said becomes bogus.
 */
static void
test_root_stripped(void **state)
{
	struct loop *l = loop_new();
	struct server s;
	struct dns *d;
	struct got g;
	int before;

	(void)state;
	server_start(&s, l, half_signed);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	dns_trust_root(d, write_file(root_key));
	assert_int_equal(ask_text(l, d, "mail.test").status, DNS_OK);
	assert_int_equal(s.asked, 1);
	assert_int_equal(ask_text(l, d, "gone.test").status, DNS_NXDOMAIN);
	assert_int_equal(s.asked, 2);
	assert_int_equal(ask_text(l, d, "fail.test").status, DNS_SERVFAIL);
	/* Signed, but the root is not, so the resolver cannot prove it. */
	before = s.asked;
	g = ask_text(l, d, "signed.test");
	assert_int_equal(g.status, DNS_OK);
	assert_string_equal(g.text, "v2");
	assert_false(g.secure);
	assert_true(s.asked > before + 1);
	/* It is not asked for proof again. */
	before = s.asked;
	assert_int_equal(ask_text(l, d, "signed2.test").status, DNS_OK);
	assert_int_equal(s.asked, before + 1);
	before = s.asked;
	assert_int_equal(ask_text(l, d, "mail.test").status, DNS_OK);
	assert_int_equal(s.asked, before);
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

/* Keys that are none prove nothing, and stand in nobody's way. */
static void
test_root_malformed(void **state)
{
	struct loop *l = loop_new();
	struct server s;
	struct dns *d;
	struct got g;

	(void)state;
	server_start(&s, l, half_signed);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	dns_trust_root(d, write_file(". IN DS 1 13 2 zz\n"));
	g = ask_text(l, d, "signed.test");
	assert_int_equal(g.status, DNS_OK);
	assert_string_equal(g.text, "v2");
	assert_false(g.secure);
	assert_int_equal(s.asked, 1);
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

/* Strictly, the same resolver has nothing to say below the anchor. */
static void
test_strict_stripped(void **state)
{
	struct loop *l = loop_new();
	struct server s;
	struct dns *d;
	struct err err;

	(void)state;
	server_start(&s, l, half_signed);
	assert_int_equal(dns_open(l, s.address, &d, NULL), 0);
	assert_int_equal(dns_trust_file(d, write_file(root_key), &err), 0);
	assert_int_equal(ask_text(l, d, "mail.test").status, DNS_BOGUS);
	dns_close(&d);
	server_stop(&s);
	loop_free(&l);
}

#define DS20 "E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D"

static const struct {
	const char *text;
	size_t line; /* that is wrong; 0: none */
	size_t n;
	const char *first;
} anchor_rows[] = {
	{ "a.test. IN DS 1 13 2 " DS20 "\n", 0, 1,
	    "a.test. IN DS 1 13 2 " DS20 },
	{ "; x\n\n$TTL 60\n. 3600 in dnskey 257 3 8 Aw== ; y\n", 0, 1,
	    ". IN dnskey 257 3 8 Aw==" },
	{ "a.test IN 60 DS (1 13\n 2 ; z\n AB\n CD )\nb.test DS 1 2 3 4", 0, 2,
	    "a.test. IN DS 1 13 2 AB CD" },
	{ "", 1, 0, NULL },
	{ "; nothing\n", 2, 0, NULL },
	{ "a.test. IN A 192.0.2.1\n", 1, 0, NULL },
	{ "a.test. IN DS 1 13 2 AB\njunk\n", 2, 0, NULL },
	{ "a.test. IN DS 1 13 2\n", 1, 0, NULL },
	{ "a.test. IN DS (1 13 2 AB\n", 2, 0, NULL },
	{ "a.test. IN DS 1 13 2 AB )\n", 1, 0, NULL },
	{ "a b.test. IN DS 1 13 2 AB\n", 1, 0, NULL },
	{ "$INCLUDE /etc/passwd\n", 1, 0, NULL },
	{ "a..test. IN DS 1 13 2 AB\n", 1, 0, NULL },
};

static void
test_anchor_rows(void **state)
{
	struct dns_anchors a = { NULL, 0 };
	char text[512];
	size_t i, line;

	(void)state;
	for (i = 0; i < sizeof(anchor_rows) / sizeof(anchor_rows[0]); i++) {
		snprintf(text, sizeof(text), "%s", anchor_rows[i].text);
		line = dns_anchors_parse(text, &a);
		if (line != anchor_rows[i].line || a.n != anchor_rows[i].n)
			fail_msg("row %zu: line %zu, %zu", i, line, a.n);
		if (a.n > 0)
			assert_string_equal(a.lines[0], anchor_rows[i].first);
		dns_anchors_clear(&a);
	}
}

static void
test_anchor_files(void **state)
{
	struct loop *l = loop_new();
	struct dns *d;
	struct err err;

	(void)state;
	assert_int_equal(dns_open(l, NULL, &d, NULL), 0);
	assert_int_equal(dns_trust_file(d, "/nonexistent/x", &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/x"));
	assert_int_equal(dns_trust_file(d, "/tmp", &err), -1);
	assert_int_equal(
	    dns_trust_file(d, write_file(". IN DS 1 13 2 zz\n"), &err), -1);
	assert_non_null(strstr(err.text, "malformed"));
	dns_trust_root(d, "/nonexistent/x");
	dns_trust_root(d, write_file(root_key));
	unlink(write_file(""));
	dns_close(&d);
	loop_free(&l);
}

static void
test_message(void **state)
{
	static const char head[] = "\0\0\0\0\0\1\0\1\0\0\0\0"
				   "\1a\0\0\x10\0\1\xc0\x0c\0";
	char m[64];
	size_t n = LEN(head), i;

	(void)state;
	memset(m, 0, sizeof(m));
	memcpy(m, head, n);
	m[n] = 46;
	assert_true(dns_message_signed(m, n + 9));
	for (i = 0; i < n + 9; i++)
		assert_false(dns_message_signed(m, i));
	m[n] = 16;
	assert_false(dns_message_signed(m, n + 9));
	/* A second record, behind the length of the first one. */
	m[7] = 2;
	m[n + 8] = 1;
	m[n + 10] = 0;
	m[n + 12] = 46;
	assert_true(dns_message_signed(m, n + 21));
	assert_false(dns_message_signed(NULL, 0));
}

static void
test_unused(void **state)
{
	struct loop *l = loop_new();
	struct dns *d;

	(void)state;
	assert_int_equal(dns_open(l, NULL, &d, NULL), 0);
	loop_run(l);
	dns_close(&d);
	dns_close(&d);
	loop_free(&l);
}

static void
test_resolver_words(void **state)
{
	static const char *const bad[] = { "", "dns", "127.0.0.1@", "1.2.3",
		"127.0.0.1@0", "127.0.0.1@65536", "127.0.0.1:53", "::1@x" };
	struct loop *l = loop_new();
	struct dns *d = NULL;
	struct err err;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(dns_open(l, bad[i], &d, &err), -1);
	assert_null(d);
	assert_int_equal(dns_open(l, "::1", &d, &err), 0);
	dns_close(&d);
	assert_int_equal(dns_open(l, "::1@5353", &d, &err), 0);
	dns_close(&d);
	loop_free(&l);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rdata),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_root_stripped),
		cmocka_unit_test(test_root_malformed),
		cmocka_unit_test(test_strict_stripped),
		cmocka_unit_test(test_anchor_rows),
		cmocka_unit_test(test_anchor_files),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_unused),
		cmocka_unit_test(test_resolver_words),
	};

	return cmocka_run_group_tests_name("dns", tests, NULL, NULL);
}
