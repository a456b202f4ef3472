// room: profiles/format
/* QR codes: what they hold, and how they are drawn. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/format/qr.h"

static void
test_limits(void **state)
{
	char *bytes = calloc(1, QR_BYTES_MAX + 1);
	struct qr code;
	struct err err;

	(void)state;
	assert_int_equal(qr_make("", 0, &code, &err), -1);
	assert_int_equal(qr_make(bytes, QR_BYTES_MAX + 1, &code, &err), -1);
	assert_non_null(strstr(err.text, "2953"));
	/* NULs count like any other byte. */
	assert_int_equal(qr_make(bytes, QR_BYTES_MAX, &code, &err), 0);
	assert_int_equal(code.width, 177);
	qr_clear(&code);
	assert_null(code.modules);
	free(bytes);
}

static size_t
lines_of(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

static void
test_text(void **state)
{
	struct buf out;
	struct err err;
	struct qr code;

	(void)state;
	assert_int_equal(qr_make("x", 1, &code, &err), 0);
	assert_int_equal(code.width, 21);
	buf_init(&out, 1 << 20);
	qr_text(&code, false, false, &out);
	assert_int_equal(lines_of(buf_text(&out)), 29);
	assert_int_equal(out.len, (size_t)29 * (29 * 2 + 1));
	buf_clear(&out);
	qr_text(&code, true, false, &out);
	assert_int_equal(lines_of(buf_text(&out)), 15);
	assert_null(strstr(buf_text(&out), "\033"));
	buf_clear(&out);
	qr_text(&code, true, true, &out);
	assert_int_equal(strncmp(buf_text(&out), "\033[0;30;47m ", 11), 0);
	buf_clear(&out);
	qr_clear(&code);
}

static void
test_pictures(void **state)
{
	struct buf out, small;
	struct err err;
	struct qr code;

	(void)state;
	assert_int_equal(qr_make("x", 1, &code, &err), 0);
	buf_init(&out, 1 << 20);
	assert_int_equal(qr_png(&code, &out, &err), 0);
	assert_memory_equal(buf_text(&out), "\x89PNG\r\n\x1a\n", 8);
	/* IHDR: 29 modules of eight pixels. */
	assert_int_equal(((unsigned char *)out.data)[19], 29 * 8);
	buf_clear(&out);
	buf_init(&small, 10);
	assert_int_equal(qr_png(&code, &small, &err), -1);
	buf_clear(&small);
	qr_svg(&code, "a &amp; b", &out);
	assert_non_null(strstr(buf_text(&out), "aria-label=\"a &amp; b\""));
	assert_non_null(strstr(buf_text(&out), "viewBox=\"0 0 29 29\""));
	/* The finder pattern: seven dark modules at the upper left. */
	assert_non_null(strstr(buf_text(&out), "d=\"M4 4h7M"));
	buf_clear(&out);
	qr_clear(&code);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_pictures),
	};

	return cmocka_run_group_tests_name("qr", tests, NULL, NULL);
}
