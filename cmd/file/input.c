#include "cmd/file/input.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cmd/file/timed.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"

static int
read_all(
    const char *path, int fd, int seconds, struct buf *out, struct err *err)
{
	struct timed t;
	char chunk[16 * 1024];
	ssize_t n;

	timed_start(&t, seconds);
	while ((n = timed_read(&t, fd, chunk, sizeof(chunk))) > 0)
		if (buf_add(out, chunk, (size_t)n) == -1)
			return err_set(err, "%s is too large", path);
	if (n == -1 && errno == ETIMEDOUT)
		return err_set(err,
		    "%s did not end within %d s "
		    "(--command-timeout)",
		    path, seconds);
	return n == -1 ? err_set(err, "%s: %s", path, strerror(errno)) : 0;
}

int
input_read(const char *path, int seconds, struct buf *out, struct err *err)
{
	int fd = timed_open(path), rc;

	if (fd == -1)
		return err_set(err, "%s: %s", path, strerror(errno));
	rc = file_check(path, fd, false, err);
	if (rc == 0)
		rc = read_all(path, fd, seconds, out, err);
	close(fd);
	return rc;
}
