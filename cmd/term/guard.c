#include "cmd/term/guard.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "profiles/base/buf.h"
#include "profiles/base/str.h"

/* A standard stream. */
struct guard {
	int fd;
	bool pass;    /* as it is */
	char rest[3]; /* a character that has not come whole */
	size_t nrest;
	FILE *stream;
};

static struct guard guards[] = { { .fd = STDOUT_FILENO },
	{ .fd = STDERR_FILENO } };
/* The one of the C library, which nothing was written to. */
static FILE *plain_stdout;

static int
write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n;

	while (len > 0) {
		n = write(fd, bytes, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return -1;
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

/* How many bytes at the end begin a character that goes on behind it. */
static size_t
tail_length(const char *bytes, size_t len)
{
	static const struct {
		unsigned char mask, mark;
	} leads[] = { { 0, 1 }, { 0xe0, 0xc0 }, { 0xf0, 0xe0 },
		{ 0xf8, 0xf0 } };
	size_t i, n;

	for (i = 1; i <= 3 && i <= len; i++)
		for (n = i; n < sizeof(leads) / sizeof(leads[0]); n++)
			if (((unsigned char)bytes[len - i] & leads[n].mask) ==
			    leads[n].mark)
				return i;
	return 0;
}

static ssize_t
guard_write(void *cookie, const char *bytes, size_t len)
{
	struct guard *g = cookie;
	struct buf in, out;
	size_t tail;
	int rc;

	if (g->pass)
		return write_all(g->fd, bytes, len) == -1 ? 0 : (ssize_t)len;
	buf_init(&in, SIZE_MAX / 2);
	buf_init(&out, SIZE_MAX / 2);
	buf_add(&in, g->rest, g->nrest);
	buf_add(&in, bytes, len);
	tail = tail_length(buf_text(&in), in.len);
	g->nrest = tail;
	memcpy(g->rest, buf_text(&in) + in.len - tail, tail);
	str_printable_lines(&out, buf_text(&in), in.len - tail);
	rc = write_all(g->fd, buf_text(&out), out.len);
	buf_clear(&in);
	buf_clear(&out);
	return rc == -1 ? 0 : (ssize_t)len;
}

static int
guard_close(void *cookie)
{
	struct guard *g = cookie;
	struct buf out;
	int rc;

	buf_init(&out, sizeof(g->rest) * 8);
	str_printable_lines(&out, g->rest, g->nrest);
	rc = write_all(g->fd, buf_text(&out), out.len);
	buf_clear(&out);
	return close(g->fd) == -1 ? -1 : rc;
}

static FILE *
guarded(struct guard *g, int mode, FILE *plain)
{
	const cookie_io_functions_t calls = { .write = guard_write,
		.close = guard_close };

	g->stream = fopencookie(g, "w", calls);
	if (g->stream == NULL)
		return plain;
	setvbuf(g->stream, NULL, mode, BUFSIZ);
	return g->stream;
}

void
guard_start(void)
{
	plain_stdout = stdout;
	stdout = guarded(
	    &guards[0], isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, stdout);
	stderr = guarded(&guards[1], _IONBF, stderr);
}

void
guard_pass(FILE *f, const void *bytes, size_t len)
{
	struct guard *g = NULL;
	size_t i;

	for (i = 0; i < sizeof(guards) / sizeof(guards[0]); i++)
		if (guards[i].stream != NULL && guards[i].stream == f)
			g = &guards[i];
	if (g == NULL) {
		fwrite(bytes, 1, len, f);
		return;
	}
	fflush(f);
	g->pass = true;
	fwrite(bytes, 1, len, f);
	fflush(f);
	g->pass = false;
}

int
guard_finish(void)
{
	bool failed = ferror(stdout);

	errno = 0;
	if (fclose(stdout) != 0)
		failed = true;
	guards[0].stream = NULL;
	stdout = plain_stdout;
	return failed ? -1 : 0;
}
