// room: probe/report
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/report/report.h"

/* Whoever names a service twice, it stands there once, from the best. */
static void
test_services_merge(void **state)
{
	struct service a = { .kind = "jmap", .url = "https://a.example/" };
	struct service b = { .kind = "caldav", .host = "b.example" };
	struct report *r = report_new();
	const struct service_result *s;
	int i, n = 0;

	(void)state;
	report_add_service(r, &a, "srv-services", 90);
	report_add_service(r, &b, "pacc", 10);
	report_add_service(r, &a, "pacc", 10);
	report_add_service(r, &a, "mx", 31);
	s = STAILQ_FIRST(&r->services);
	assert_string_equal(s->kind, "caldav");
	s = STAILQ_NEXT(s, entry);
	assert_string_equal(s->kind, "jmap");
	assert_string_equal(s->source, "pacc");
	assert_null(STAILQ_NEXT(s, entry));
	for (i = 0; i < 2 * REPORT_SERVICES; i++) {
		b.port = (uint16_t)i;
		report_add_service(r, &b, "pacc", 10);
	}
	STAILQ_FOREACH (s, &r->services, entry)
		n++;
	assert_int_equal(n, REPORT_SERVICES);
	report_free(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_services_merge),
	};

	return cmocka_run_group_tests_name("report", tests, NULL, NULL);
}
