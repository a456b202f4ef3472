// room: profiles/provider

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "profiles/base/err.h"
#include "profiles/provider/check.h"
#include "profiles/provider/provider.h"
#include "profiles/provider/table.h"
#include "profiles/settings/settings.h"

/* A folder of its own per test, also the home of the user's files. */
static char dir[64];

static void
path_in(char *out, size_t size, const char *name)
{
	assert_true((size_t)snprintf(out, size, "%s/%s", dir, name) < size);
}

static void
put_file(const char *name, const char *text)
{
	char path[256];
	FILE *f;

	path_in(path, sizeof(path), name);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static int
make_dir(void **state)
{
	(void)state;
	strcpy(dir, "/tmp/test-provider-XXXXXX");
	if (mkdtemp(dir) == NULL)
		return -1;
	return setenv("XDG_CONFIG_HOME", dir, 1);
}

static int
remove_dir(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -r '%s'", dir);
	return system(command);
}

static const struct row {
	const char *query, *id;
} domain_rows[] = {
	{ "gmx.de", "gmx" },
	{ "GMX.De", "gmx" },
	{ "gmx.de.", "gmx" },
	{ "gmx.com", "gmx-international" },
	{ "posteo.co.uk", "posteo" },
	{ "t-online.de", "t-online" },
	{ "mail.gmx.de", NULL }, /* exact names hold for themselves alone */
	{ "notgmx.de", NULL },
	{ "gmx", NULL },
	{ "", NULL },
	{ ".", NULL },
	{ "onmicrosoft.com", "microsoft-365" },
	{ "firma.onmicrosoft.com", "microsoft-365" },
	{ "a.b.onmicrosoft.com", "microsoft-365" },
	{ "notonmicrosoft.com", NULL },
}, mx_rows[] = {
	{ "google.com", "google-workspace" },
	{ "aspmx.l.google.com", "google-workspace" },
	{ "ASPMX.L.GOOGLE.COM.", "google-workspace" },
	{ "notgoogle.com", NULL },
	{ "google.com.example.org", NULL },
	{ "firma-de.mail.protection.outlook.com", "microsoft-365" },
	{ "x.olc.protection.outlook.com", "outlook-com" },
	{ "protection.outlook.com", NULL },
	{ "mta5.am0.yahoodns.net", "yahoo" },
	{ "mx-aol.mail.gm0.yahoodns.net", "aol" }, /* longest suffix */
	{ "mx00.kundenserver.de", "1und1" },
	{ "smtpin.rzone.de", "strato" },
	{ "", NULL },
	{ "com", NULL },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void
check_rows(const struct row *rows, size_t n,
    struct provider *(*look)(const struct provider_db *, const char *))
{
	struct provider_db *db;
	struct err err;
	size_t i;

	assert_int_equal(provider_db_open(NULL, &db, &err), 0);
	for (i = 0; i < n; i++) {
		struct provider *p = look(db, rows[i].query);

		if ((p == NULL) != (rows[i].id == NULL))
			fail_msg("%s: %s", rows[i].query,
			    p == NULL ? "nothing found" : p->id);
		if (p != NULL)
			assert_string_equal(p->id, rows[i].id);
		provider_free(&p);
	}
	provider_db_free(&db);
	assert_null(db);
}

static void
test_domains(void **state)
{
	(void)state;
	check_rows(domain_rows, COUNT(domain_rows), provider_db_domain);
}

static void
test_mail_exchangers(void **state)
{
	(void)state;
	check_rows(mx_rows, COUNT(mx_rows), provider_db_mx);
}

static void
test_names_out_of_bounds(void **state)
{
	struct provider_db *db;
	char name[2000];

	(void)state;
	memset(name, 'a', sizeof(name));
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(provider_db_open(NULL, &db, NULL), 0);
	assert_null(provider_db_domain(db, name));
	assert_null(provider_db_mx(db, name));
	memset(name, '.', sizeof(name) - 1);
	assert_null(provider_db_domain(db, name));
	name[255] = '\0';
	assert_null(provider_db_domain(db, name));
	assert_null(provider_db_mx(db, name));
	assert_null(provider_db_id(db, "no-such-provider"));
	provider_db_free(&db);
}

/* What is built in has no fault, unknown keys included. */
static void
test_embedded(void **state)
{
	const struct provider_problem *problem;
	struct provider_problems problems;
	struct provider_db *db;
	size_t i;

	(void)state;
	assert_true(provider_embedded.nfiles >= 45);
	assert_int_equal(provider_db_open(NULL, &db, NULL), 0);
	assert_int_equal(provider_db_count(db), provider_embedded.nfiles);
	provider_problems_init(&problems);
	provider_db_validate(db, NULL, &problems);
	STAILQ_FOREACH (problem, &problems.list, entry)
		print_error("%s: %s: %s\n", problem->file, problem->field,
		    problem->text);
	assert_int_equal(problems.n, 0);
	provider_problems_clear(&problems);
	for (i = 1; i < provider_db_count(db); i++)
		assert_true(strcmp(provider_db_nth(db, i - 1),
				provider_db_nth(db, i)) < 0);
	provider_db_free(&db);
}

static const struct endpoint *
nth_endpoint(const struct settings *s, size_t n)
{
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (n-- == 0)
			return e;
	return NULL;
}

static void
test_settings(void **state)
{
	const struct endpoint *e;
	struct provider_db *db;
	struct provider *p;
	struct settings *s;

	(void)state;
	assert_int_equal(provider_db_open(NULL, &db, NULL), 0);
	p = provider_db_domain(db, "web.de");
	s = provider_settings(p, "anna.a@web.de");
	assert_string_equal(s->provider, "WEB.DE");
	assert_non_null(s->documentation);
	assert_int_equal(s->nhints, p->nhints);
	e = nth_endpoint(s, 0);
	assert_int_equal(e->protocol, PROTO_IMAP);
	assert_int_equal(e->security, SECURITY_TLS);
	assert_int_equal(e->port, 993);
	assert_string_equal(e->host, "imap.web.de");
	assert_string_equal(e->username, "anna.a");
	assert_int_equal(e->nauths, 1);
	assert_int_equal(e->auths[0], AUTH_PASSWORD);
	assert_int_equal(settings_first(s, PROTO_POP3)->min_interval, 15);
	settings_free(&s);
	provider_free(&p);

	/* Two forms of the user name in one entry. */
	p = provider_db_id(db, "icloud");
	s = provider_settings(p, "anna@icloud.com");
	assert_string_equal(settings_first(s, PROTO_IMAP)->username, "anna");
	assert_string_equal(
	    settings_first(s, PROTO_SMTP)->username, "anna@icloud.com");
	settings_free(&s);
	provider_free(&p);

	/* A host that follows the domain, and no address at all. */
	p = provider_db_domain(db, "inbox.lt");
	s = provider_settings(p, "Inbox.LT");
	assert_string_equal(
	    settings_first(s, PROTO_IMAP)->host, "mail.inbox.lt");
	assert_null(settings_first(s, PROTO_IMAP)->username);
	settings_free(&s);
	s = provider_settings(p, "a@bad domain");
	assert_null(settings_first(s, PROTO_IMAP));
	settings_free(&s);
	provider_free(&p);

	/* No server at all: the hints say why. */
	p = provider_db_domain(db, "tuta.com");
	s = provider_settings(p, "anna@tuta.com");
	assert_true(STAILQ_EMPTY(&s->endpoints));
	assert_string_equal(s->hints[0], "no-standard-protocol");
	settings_free(&s);
	provider_free(&p);
	provider_db_free(&db);
}

#define EVIDENCE                                                       \
	"\"evidence\": [{ \"source\": \"own\", \"date\": \"2026-01\"," \
	" \"method\": \"publication\" }]"
#define ENTRY(id, domain, more)                                            \
	"{ \"id\": \"" id "\", \"name\": \"Own\", \"domains\": [\"" domain \
	"\"]," more " \"servers\": [{ \"protocol\": \"imap\","             \
	" \"host\": \"imap.example.org\", \"port\": 993,"                  \
	" \"security\": \"tls\" }], " EVIDENCE " }"

static void
make_folder(const char *name)
{
	char path[256];

	path_in(path, sizeof(path), name);
	assert_int_equal(mkdir(path, 0700), 0);
}

/* Files of the user's come before those built in; --providers before both. */
static void
test_override(void **state)
{
	struct provider_db *db;
	struct provider *p;
	char extra[256];
	struct err err;

	(void)state;
	make_folder("postlotse");
	make_folder("postlotse/providers");
	make_folder("extra");
	path_in(extra, sizeof(extra), "extra");
	put_file("postlotse/providers/gmx.json",
	    ENTRY("gmx", "gmx.de", " \"mx\": [\"mx.gmx.de\"],"));
	put_file("postlotse/providers/firma.json",
	    ENTRY("firma", "*.firma.example", " \"later\": 1,"));
	put_file("postlotse/providers/notes.txt", "no JSON");
	put_file("extra/firma.json", ENTRY("firma", "firma.test", ""));
	put_file("extra/rival.json", ENTRY("rival", "posteo.de", ""));

	assert_int_equal(provider_db_open(NULL, &db, &err), 0);
	assert_int_equal(provider_db_count(db), provider_embedded.nfiles + 1);
	p = provider_db_domain(db, "gmx.de");
	assert_string_equal(p->name, "Own");
	assert_non_null(strstr(p->origin, "/gmx.json"));
	provider_free(&p);
	p = provider_db_domain(db, "gmx.at");
	assert_null(p); /* the whole entry gives way */
	p = provider_db_mx(db, "a.mx.gmx.de");
	assert_string_equal(p->id, "gmx");
	provider_free(&p);
	p = provider_db_domain(db, "a.firma.example");
	assert_string_equal(p->id, "firma");
	provider_free(&p);
	provider_db_free(&db);

	assert_int_equal(provider_db_open(extra, &db, &err), 0);
	assert_null(provider_db_domain(db, "a.firma.example"));
	p = provider_db_domain(db, "posteo.de");
	assert_string_equal(p->id, "rival");
	provider_free(&p);
	p = provider_db_domain(db, "posteo.at");
	assert_string_equal(p->id, "posteo");
	assert_null(p->origin);
	provider_free(&p);
	provider_db_free(&db);
}

static void
open_fails(const char *name, const char *text, const char *says)
{
	struct provider_db *db = NULL;
	char path[256];
	struct err err;

	put_file(name, text);
	assert_int_equal(provider_db_open(dir, &db, &err), -1);
	assert_null(db);
	if (strstr(err.text, says) == NULL || strstr(err.text, name) == NULL)
		fail_msg("%s: \"%s\" lacks \"%s\"", name, err.text, says);
	path_in(path, sizeof(path), name);
	assert_int_equal(unlink(path), 0);
}

static void
test_broken_files(void **state)
{
	struct provider_db *db = NULL;
	char path[256], big[300 * 1024];
	struct err err;

	(void)state;
	open_fails("a.json", "", "too early");
	open_fails("a.json", "{\n\"id\": ]", "line 2");
	open_fails("a.json", ENTRY("b", "x.test", ""), "name of the file");
	open_fails("a.json", "{ \"id\": \"a\" }", "name: is missing");
	memset(big, ' ', sizeof(big));
	big[sizeof(big) - 1] = '\0';
	open_fails("a.json", big, "larger");
	put_file("a.json", ENTRY("a", "x.test", ""));
	open_fails("b.json", ENTRY("b", "x.test", ""), "already claimed");

	path_in(path, sizeof(path), "f.json");
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(provider_db_open(dir, &db, &err), -1);
	assert_non_null(strstr(err.text, "not a regular file"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(provider_db_open("/nonexistent", &db, &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent"));
}

/* A good entry, in which each row replaces one piece by a bad one. */
static const char good[] =
    "{ \"id\": \"good\", \"name\": \"Good\","
    " \"domains\": [\"good.test\", \"*.good.test\"],"
    " \"mx\": [\"mx.good.test\"],"
    " \"servers\": [{ \"protocol\": \"imap\", \"host\": \"imap.good.test\","
    " \"port\": 993, \"security\": \"tls\","
    " \"username\": \"%EMAILADDRESS%\", \"auth\": [\"oauth2\","
    " \"password\"] }, { \"protocol\": \"pop3\","
    " \"host\": \"pop.%EMAILDOMAIN%\", \"port\": 110,"
    " \"security\": \"starttls\", \"leave_on_server\": true,"
    " \"min_interval_minutes\": 15 }, { \"protocol\": \"smtp\","
    " \"host\": \"192.0.2.1\", \"port\": 465, \"security\": \"tls\","
    " \"max_recipients\": 20 }],"
    " \"hints\": [\"app-password\"],"
    " \"documentation\": \"https://good.test/help\","
    " \"evidence\": [{ \"source\": \"help\", \"date\": \"2026-08-01\","
    " \"method\": \"help-page\" }] }";

static const struct bad {
	const char *from, *to, *field;
} bads[] = {
	{ "\"good\"", "\"Good\"", "id" },
	{ "\"good\"", "\"a--b\"", "id" },
	{ "\"good\"", "7", "id" },
	{ "\"Good\"", "\"\"", "name" },
	{ "\"Good\"", "\"a\\u0007b\"", "name" },
	{ "\"Good\"", "\"a\\u0000b\"", "name" },
	{ "\"good.test\"", "\"GOOD.test\"", "domains[0]" },
	{ "\"good.test\"", "\"test\"", "domains[0]" },
	{ "\"good.test\"", "\"g\xc3\xb6od.test\"", "domains[0]" },
	{ "\"*.good.test\"", "\"a.*.good.test\"", "domains[1]" },
	{ "\"*.good.test\"", "\"good.test\"", "domains[1]" },
	{ "[\"mx.good.test\"]", "[\"*.good.test\"]", "mx[0]" },
	{ "[\"mx.good.test\"]", "[]", "mx" },
	{ "[\"mx.good.test\"]", "\"mx.good.test\"", "mx" },
	{ "\"imap\"", "\"imaps\"", "servers[0].protocol" },
	{ "\"imap.good.test\"", "\"imap good\"", "servers[0].host" },
	{ "\"imap.good.test\"", "\"IMAP.good.test\"", "servers[0].host" },
	{ "\"imap.good.test\"", "\"%EMAILADDRESS%\"", "servers[0].host" },
	{ "\"imap.good.test\"", "\"%X%.test\"", "servers[0].host" },
	{ "993", "70000", "servers[0].port" },
	{ "993", "0", "servers[0].port" },
	{ "993", "-1", "servers[0].port" },
	{ "993", "\"993\"", "servers[0].port" },
	{ "993", "993.5", "servers[0].port" },
	{ "993", "99999999999999999999", "servers[0].port" },
	{ "\"starttls\"", "\"ssl\"", "servers[1].security" },
	{ "\"%EMAILADDRESS%\"", "\"anna\"", "servers[0].username" },
	{ "\"%EMAILADDRESS%\"", "\"%EMAIL%\"", "servers[0].username" },
	{ "\"oauth2\"", "\"app-password\"", "servers[0].auth[0]" },
	{ "\"oauth2\"", "\"password\"", "servers[0].auth[1]" },
	{ "true", "1", "servers[1].leave_on_server" },
	{ ": 15", ": 0", "servers[1].min_interval_minutes" },
	{ "\"pop3\"", "\"imap\"", "servers[1]" },
	{ "\"smtp\"", "\"imap\"", "servers[2]" },
	{ "\"security\": \"tls\", \"user", "\"user", "servers[0].security" },
	{ "\"app-password\"", "\"app-pasword\"", "hints[0]" },
	{ "\"https://good", "\"http://good", "documentation" },
	{ "good.test/help", "good.test/ help", "documentation" },
	{ "\"2026-08-01\"", "\"2026-13\"", "evidence[0].date" },
	{ "\"2026-08-01\"", "\"08/2026\"", "evidence[0].date" },
	{ "\"2026-08-01\"", "\"2026-08-1\"", "evidence[0].date" },
	{ "\"help-page\"", "\"guess\"", "evidence[0].method" },
	{ "\"source\": \"help\", ", "", "evidence[0].source" },
	{ "\"evidence\": [{", "\"x\": [{", "evidence" },
};

static void
replace(char *out, size_t size, const char *from, const char *to)
{
	const char *at = strstr(good, from);

	assert_non_null(at);
	assert_true((size_t)snprintf(out, size, "%.*s%s%s", (int)(at - good),
			good, to, at + strlen(from)) < size);
}

static void
test_fields(void **state)
{
	const struct provider_problem *problem;
	struct provider_problems problems;
	struct provider *p = NULL;
	struct err err;
	char text[4096];
	size_t i;

	(void)state;
	assert_int_equal(
	    provider_parse("good.json", good, strlen(good), &p, &err), 0);
	assert_int_equal(p->nservers, 3);
	assert_int_equal(p->servers[1].endpoint.leave, LEAVE_YES);
	assert_int_equal(p->servers[2].max_recipients, 20);
	provider_free(&p);
	assert_null(p);
	for (i = 0; i < COUNT(bads); i++) {
		replace(text, sizeof(text), bads[i].from, bads[i].to);
		assert_int_equal(
		    provider_parse("t", text, strlen(text), &p, &err), -1);
		assert_null(p);
		provider_problems_init(&problems);
		p = provider_validate(&problems, "t", text, strlen(text));
		problem = STAILQ_FIRST(&problems.list);
		assert_non_null(problem);
		if (strcmp(problem->field, bads[i].field) != 0)
			fail_msg("%s: %s: %s", bads[i].to, problem->field,
			    problem->text);
		provider_free(&p);
		provider_problems_clear(&problems);
	}
}

/* All problems of a file come at once, and a typing mistake in a key too. */
static void
test_many_problems(void **state)
{
	static const char text[] =
	    "{ \"id\": \"a\", \"nmae\": \"A\", \"servers\": [{ \"port\":"
	    " 70000 }], \"evidence\": [] }";
	static const char *const fields[] = { "name", "servers[0].protocol",
		"servers[0].port", "servers[0].security", "servers[0].host",
		"evidence", "nmae", "domains" };
	const struct provider_problem *problem;
	struct provider_problems problems;
	struct provider *p;
	size_t i = 0;

	(void)state;
	provider_problems_init(&problems);
	p = provider_validate(&problems, "t", text, strlen(text));
	assert_non_null(p);
	assert_int_equal(problems.n, COUNT(fields));
	STAILQ_FOREACH (problem, &problems.list, entry)
		assert_string_equal(problem->field, fields[i++]);
	provider_free(&p);
	provider_problems_clear(&problems);
}

static void
test_hostile_bytes(void **state)
{
	static const struct {
		const char *text;
		size_t len;
	} rows[] = {
		{ "", 0 },
		{ "\0", 1 },
		{ "null", 4 },
		{ "[]", 2 },
		{ "7", 1 },
		{ "{} {}", 5 },
		{ "{}\0", 3 },
		{ "{\"id\":\"\xff\"}", 10 },
		{ "[[[[[[[[[[[[[[[[[[[[", 20 },
		{ "{\"servers\":[[],{},null,1]}", 26 },
		{ "{\"domains\":[null,{},[1]],\"hints\":{}}", 36 },
	};
	struct provider *p = NULL;
	char *text, cut[sizeof(good)];
	struct err err;
	size_t i, n;

	(void)state;
	for (i = 0; i < COUNT(rows); i++) {
		assert_int_equal(
		    provider_parse("t", rows[i].text, rows[i].len, &p, &err),
		    -1);
		assert_null(p);
	}
	/* Cut at each byte, in memory that ends there. */
	for (n = 0; n < sizeof(good) - 1; n++) {
		text = malloc(n == 0 ? 1 : n);
		assert_non_null(text);
		memcpy(text, good, n);
		assert_int_equal(provider_parse("t", text, n, &p, &err), -1);
		free(text);
	}
	/* Each byte turned round: no crash, whatever comes of it. */
	for (n = 0; n < sizeof(good) - 1; n++) {
		memcpy(cut, good, sizeof(good));
		cut[n] ^= 0x15;
		if (provider_parse("t", cut, sizeof(good) - 1, &p, &err) == 0)
			provider_free(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    test_domains, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
		    test_mail_exchangers, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
		    test_names_out_of_bounds, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
		    test_embedded, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
		    test_settings, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
		    test_override, make_dir, remove_dir),
		cmocka_unit_test_setup_teardown(
		    test_broken_files, make_dir, remove_dir),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_many_problems),
		cmocka_unit_test(test_hostile_bytes),
	};

	return cmocka_run_group_tests_name("provider", tests, NULL, NULL);
}
