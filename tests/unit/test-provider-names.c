// room: profiles/provider
/* Providers by the names that only hint at them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "profiles/provider/provider.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

struct row {
	const char *query, *id;
};

static void
check_rows(const struct row *rows, size_t n, enum provider_names kind)
{
	struct provider_db *db;
	size_t i;

	assert_int_equal(provider_db_open(NULL, &db, NULL), 0);
	for (i = 0; i < n; i++) {
		struct provider *p =
		    provider_db_suffix(db, kind, rows[i].query);

		if (rows[i].id == NULL)
			assert_null(p);
		else
			assert_non_null(p);
		if (p != NULL)
			assert_string_equal(p->id, rows[i].id);
		provider_free(&p);
	}
	provider_db_free(&db);
}

/* The host that each mail exchanger tells, of the first server. */
static void
test_hosts_of_accounts(void **state)
{
	static const struct {
		const char *mx, *host;
	} rows[] = {
		{ "w0123abc.kasserver.com", "w0123abc.kasserver.com" },
		{ "W0123ABC.KasServer.com.", "w0123abc.kasserver.com" },
		{ "w.kasserver.com", NULL },	 /* "*" is something */
		{ "w1.w2.kasserver.com", NULL }, /* of one label */
		{ "x0123abc.kasserver.com", NULL },
		{ "w0123abc.kasserver.com.example.org", NULL },
		{ "w0_1.kasserver.com", "w0_1.kasserver.com" },
		{ "w0/1.kasserver.com", NULL },
		{ "", NULL },
		{ NULL, NULL },
	};
	struct provider_db *db;
	struct provider *p;
	struct settings *s;
	size_t i;

	(void)state;
	assert_int_equal(provider_db_open(NULL, &db, NULL), 0);
	p = provider_db_id(db, "all-inkl");
	for (i = 0; i < COUNT(rows); i++) {
		s = provider_settings_mx(p, "anna@example.org", rows[i].mx);
		if (rows[i].host == NULL) {
			assert_true(STAILQ_EMPTY(&s->endpoints));
			assert_string_equal(s->hints[0], "per-account-host");
		} else {
			assert_string_equal(
			    settings_first(s, PROTO_SMTP)->host, rows[i].host);
			assert_string_not_equal(
			    s->hints[0], "per-account-host");
		}
		settings_free(&s);
	}
	provider_free(&p);
	provider_db_free(&db);
}

static void
test_hinting_names(void **state)
{
	static const struct row ns[] = {
		{ "ns5.kasserver.com", "all-inkl" },
		{ "kasserver.com", "all-inkl" },
		{ "notkasserver.com", NULL },
	}, spf[] = {
		{ "spf.protection.outlook.com", "microsoft-365" },
		{ "SPF.Protection.Outlook.com.", "microsoft-365" },
		{ "protection.outlook.com", NULL },
		{ "_spf.google.com", "google-workspace" },
	};

	(void)state;
	check_rows(ns, COUNT(ns), NAMES_NS);
	check_rows(spf, COUNT(spf), NAMES_SPF);
}

/* Everything an entry can say, read, and of when each part is. */
static void
test_evidence(void **state)
{
	static const char text[] =
	    "{ \"id\": \"a\", \"name\": \"A\", \"ns\": [\"a.test\"],"
	    " \"servers\": [], \"evidence\": ["
	    "{ \"source\": \"a\", \"date\": \"2024-05\","
	    " \"method\": \"probe\", \"fields\": [\"imap\"] },"
	    "{ \"source\": \"a\", \"date\": \"2024-05-03\","
	    " \"method\": \"probe\", \"fields\": [\"imap\", \"smtp\"] },"
	    "{ \"source\": \"a\", \"date\": \"2021-01\","
	    " \"method\": \"help-page\" }] }";
	struct provider *p;

	(void)state;
	assert_int_equal(
	    provider_parse("t", text, sizeof(text) - 1, &p, NULL), 0);
	assert_string_equal(provider_checked(p, NULL), "2024-05-03");
	assert_string_equal(provider_checked(p, "imap"), "2024-05-03");
	assert_string_equal(provider_checked(p, "smtp"), "2024-05-03");
	assert_string_equal(provider_checked(p, "hints"), "2021-01");
	provider_free(&p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts_of_accounts),
		cmocka_unit_test(test_hinting_names),
		cmocka_unit_test(test_evidence),
	};

	/* The user's own files must not take part. */
	setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
