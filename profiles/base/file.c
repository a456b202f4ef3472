#include "profiles/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"

/* Who else may change what this says; a sticky folder keeps the files of one
 * user from the others. */
static int
check_one(const char *path, const struct stat *st, bool found, struct err *err)
{
	if (found && st->st_uid != 0 && st->st_uid != geteuid())
		return err_set(err,
		    "%s: is not believed, because it belongs to another user "
		    "(number %lld)",
		    path, (long long)st->st_uid);
	if ((st->st_mode & S_IWOTH) != 0 &&
	    !(S_ISDIR(st->st_mode) && (st->st_mode & S_ISVTX) != 0))
		return err_set(err,
		    "%s: is not believed, because any user may change it "
		    "(chmod "
		    "o-w helps)",
		    path);
	return 0;
}

int
file_check(const char *path, int fd, bool found, struct err *err)
{
	struct stat st;
	char *real, *slash;
	int rc;

	if (fstat(fd, &st) == -1)
		return err_set(err, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return 0;
	rc = check_one(path, &st, found, err);
	real = realpath(path, NULL);
	while (
	    rc == 0 && real != NULL && (slash = strrchr(real, '/')) != NULL) {
		*slash = '\0';
		if (stat(slash == real ? "/" : real, &st) == 0)
			rc = check_one(
			    slash == real ? "/" : real, &st, found, err);
	}
	free(real);
	return rc;
}

/* A pipe or device is refused: reading it might never end. */
static int
read_all(const char *path, int fd, struct buf *out, struct err *err)
{
	struct stat st;
	char chunk[16384];
	ssize_t n;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))
		return err_set(err, "%s: is not a regular file", path);
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		if (buf_add(out, chunk, (size_t)n) == -1)
			return err_set(err,
			    "%s: the file is larger than %d bytes", path,
			    (int)out->ceiling);
	return n == -1 ? err_set(err, "%s: %s", path, strerror(errno)) : 0;
}

static int
open_file(const char *path, struct err *err)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	if (fd == -1)
		err_set(err, "%s: %s", path, strerror(errno));
	return fd;
}

int
file_read(const char *path, struct buf *out, struct err *err)
{
	int fd = open_file(path, err), rc;

	if (fd == -1)
		return -1;
	rc = read_all(path, fd, out, err);
	close(fd);
	return rc;
}

int
file_read_checked(
    const char *path, bool found, struct buf *out, struct err *err)
{
	int fd = open_file(path, err), rc;

	if (fd == -1)
		return -1;
	rc = file_check(path, fd, found, err);
	if (rc == 0)
		rc = read_all(path, fd, out, err);
	close(fd);
	return rc;
}
