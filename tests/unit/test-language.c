// room: cmd/tell
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <libgen.h>
#include <libintl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "cmd/tell/teller.h"
#include "cmd/term/catalogue.h"
#include "cmd/term/language.h"
#include "profiles/base/buf.h"

enum { REPORT_MAX = 64 * 1024 };

static struct endpoint_result *
add_server(struct report *r, enum protocol p, const char *host)
{
	struct endpoint e = { .protocol = p, .host = host };
	struct endpoint_result *er;
	struct address_result *a;

	e.port = endpoint_port(p, SECURITY_TLS);
	er = report_add_endpoint(r, &e);
	a = report_add_address(r, er, "192.0.2.1", AF_INET);
	a->ready = true;
	a->tls.have_certificate = true;
	a->tls.certificate.subject = host;
	a->tls.certificate.issuer = "Example CA";
	a->tls.certificate.days_left = 1;
	return er;
}

/* A report with something of everything that has words. */
static struct report *
make_report(void)
{
	struct report *r = report_new();
	const struct place places[] = { { "host", "i.example" },
		{ "port", "993" }, { "protocol", "IMAP" }, { NULL, NULL } };
	struct endpoint_result *e;

	r->address = "a@b.example";
	r->provider = "B";
	r->verdict = VERDICT_ERROR;
	r->unfinished = true;
	words_add(&r->arena, &r->hints, "app-password");
	e = add_server(r, PROTO_POP3, "p.example");
	e->login.outcome = LOGIN_OK;
	e->login.mechanism = "PLAIN";
	e->login.username = "anna";
	r->settings[PROTO_POP3] = e;
	e = add_server(r, PROTO_IMAP, "i.example");
	e->login.skip = SKIP_UNVERIFIED;
	finding_add(&e->findings, FINDING_TCP_REFUSED, places, "RST");
	return r;
}

static void
open_teller(FILE **f, char **text, size_t *len)
{
	*f = open_memstream(text, len);
	assert_non_null(*f);
}

static void
tell(FILE *f, const struct report *r, const char *format,
    const struct language *l)
{
	struct tell_options o = { .language = l, .verbose = true };

	o.needs.devices = 2;
	teller_find(format)->tell(f, r, &o);
}

/* The same by a process of its own, which knows one language only. */
static void
tell_apart(const struct report *r, const char *format, const char *name,
    char out[REPORT_MAX])
{
	size_t len = 0;
	ssize_t n;
	int ends[2];
	FILE *f;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		f = fdopen(ends[1], "w");
		tell(f, r, format, language_find(name));
		fclose(f);
		_exit(0);
	}
	close(ends[1]);
	while ((n = read(ends[0], out + len, REPORT_MAX - 1 - len)) > 0)
		len += (size_t)n;
	out[len] = '\0';
	close(ends[0]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void
test_reports(void **state)
{
	static const char *const formats[] = { "text", "json" };
	static char german[REPORT_MAX], english[REPORT_MAX];
	const struct language *de;
	struct report *r = make_report();
	char *left, *right;
	size_t i, nleft, nright;
	FILE *a, *b;

	(void)state;
	for (i = 0; i < 2; i++) {
		tell_apart(r, formats[i], "de", german);
		tell_apart(r, formats[i], "en", english);
		assert_string_not_equal(german, english);
		de = language_find("de");
		open_teller(&a, &left, &nleft);
		open_teller(&b, &right, &nright);
		tell(a, r, formats[i], de);
		tell(b, r, formats[i], NULL);
		tell(a, r, formats[i], de);
		fclose(b);
		fclose(a);
		assert_string_equal(right, english);
		assert_int_equal(nleft, 2 * strlen(german));
		assert_memory_equal(left, german, strlen(german));
		assert_string_equal(left + nleft / 2, german);
		free(left);
		free(right);
	}
	report_free(&r);
}

/* One sentence in this language, the next in the other, into one text. */
static void
test_sentences(void **state)
{
	struct report *r = make_report();
	const struct endpoint_result *e;
	const struct finding *f;
	struct buf mixed;

	(void)state;
	e = STAILQ_NEXT(STAILQ_FIRST(&r->endpoints), entry);
	f = STAILQ_FIRST(&e->findings.list);
	buf_init(&mixed, 4096);
	tell_finding_text(&mixed, f, language_find("de"));
	buf_add_str(&mixed, "|");
	tell_finding_text(&mixed, f, NULL);
	buf_add_str(&mixed, "|");
	tell_finding_text(&mixed, f, language_find("de"));
	assert_string_equal(buf_text(&mixed),
	    "Der Server i.example lehnt Verbindungen auf Port 993 (IMAP) ab."
	    "|The server i.example refuses connections on port 993 (IMAP)."
	    "|Der Server i.example lehnt Verbindungen auf Port 993 (IMAP) ab.");
	buf_clear(&mixed);
	report_free(&r);
}

static void
test_plurals(void **state)
{
	const struct language *de = language_find("de");

	(void)state;
	assert_non_null(de);
	assert_ptr_equal(de, language_find("de"));
	assert_null(language_find("en"));
	assert_null(language_find("../de"));
	assert_null(language_find(""));
	assert_string_equal(language_text(de, ""), "");
	assert_string_equal(language_text(de, "not in it"), "not in it");
	assert_string_equal(
	    language_plural(de, "%d day", "%d days", 1), "%d Tag");
	assert_string_equal(
	    language_plural(de, "%d day", "%d days", 0), "%d Tage");
	assert_string_equal(
	    language_plural(NULL, "%d day", "%d days", 1), "%d day");
	assert_string_equal(
	    language_plural(NULL, "%d day", "%d days", 2), "%d days");
}

/* The folder of the catalogues that were built with this test. */
static int
find_catalogues(void **state)
{
	char exe[PATH_MAX] = "", dir[PATH_MAX + 16];

	(void)state;
	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) == -1)
		return -1;
	snprintf(dir, sizeof(dir), "%s/../locale", dirname(exe));
	return bindtextdomain("postlotse", dir) == NULL ? -1 : 0;
}

/* A catalogue that was cut or spoilt is refused, or lacks texts. */
static void
test_spoilt(void **state)
{
	char path[] = "/tmp/test-language-XXXXXX", from[PATH_MAX + 64];
	static char bytes[1024 * 1024];
	struct catalogue c;
	size_t len, i;
	FILE *f;
	int fd;

	(void)state;
	snprintf(from, sizeof(from), "%s/de/LC_MESSAGES/postlotse.mo",
	    bindtextdomain("postlotse", NULL));
	f = fopen(from, "rb");
	assert_non_null(f);
	len = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	assert_int_equal(catalogue_open(&c, from), 0);
	assert_string_equal(catalogue_find(&c, "%d day"), "%d Tag");
	catalogue_close(&c);
	assert_int_equal(catalogue_open(&c, "/nonexistent/x.mo"), -1);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	for (i = 1; i < len; i += 1 + len / 50) {
		assert_int_equal(ftruncate(fd, 0), 0);
		assert_int_equal(pwrite(fd, bytes, i, 0), i);
		if (catalogue_open(&c, path) == 0)
			catalogue_find(&c, "%d day");
		catalogue_close(&c);
	}
	for (i = 0; i < 28; i++) {
		bytes[i] ^= 0x55;
		assert_int_equal(pwrite(fd, bytes, len, 0), len);
		if (catalogue_open(&c, path) == 0)
			catalogue_find(&c, "%d day");
		catalogue_close(&c);
		bytes[i] ^= 0x55;
	}
	close(fd);
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_plurals),
		cmocka_unit_test(test_spoilt),
	};

	return cmocka_run_group_tests(tests, find_catalogues, NULL);
}
