#include "cmd/file/output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/term/cmd.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"

enum { NAP_MS = 50, READER_NAPS = 100 };

struct output {
	char *path;
	char *beside; /* its name before the rename, or NULL */
	bool unnamed; /* no name at all so far */
	bool replace;
	FILE *file;
};

static int
failed(struct err *err, const char *path)
{
	return err_set(err, "cannot write %s: %s", path, strerror(errno));
}

static void
output_free(struct output **o)
{
	if (*o == NULL)
		return;
	if ((*o)->file != NULL)
		fclose((*o)->file);
	if ((*o)->beside != NULL)
		unlink((*o)->beside);
	free((*o)->beside);
	free((*o)->path);
	free(*o);
	*o = NULL;
}

/* A file without a name vanishes by itself however the program ends; it is
 * given one by /proc (open(2)). */
static int
open_unnamed(struct output *o, const char *dir)
{
	if (access("/proc/self/fd", X_OK) == -1)
		return -1;
	o->unnamed = true;
	return open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
}

/* Where the file system knows no such files: a hidden name. */
static int
open_hidden(struct output *o, const char *dir)
{
	int fd;

	o->unnamed = false;
	o->beside = xasprintf("%s/.postlotse-XXXXXX", dir);
	fd = mkostemp(o->beside, O_CLOEXEC); /* mode 0600 */
	if (fd == -1) {
		free(o->beside);
		o->beside = NULL;
	}
	return fd;
}

/* In the same folder, so that the rename stays on one disk. */
static int
open_beside(struct output *o, struct err *err)
{
	char *copy = xstrdup(o->path);
	const char *dir = dirname(copy);
	int fd;

	fd = open_unnamed(o, dir);
	if (fd == -1)
		fd = open_hidden(o, dir);
	free(copy);
	if (fd == -1)
		return failed(err, o->path);
	o->file = fdopen(fd, "w");
	if (o->file == NULL) {
		close(fd);
		return failed(err, o->path);
	}
	return 0;
}

/* A FIFO that nobody reads would hold us up for ever. */
static int
open_patiently(const char *path)
{
	int fd, i;

	for (i = 0; i < READER_NAPS; i++) {
		fd = open(path,
		    O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY |
			O_CLOEXEC,
		    0600);
		if (fd != -1 || errno != ENXIO)
			break;
		poll(NULL, 0, NAP_MS);
	}
	if (fd != -1)
		(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
	return fd;
}

static int
open_directly(struct output *o, struct err *err)
{
	int fd = open_patiently(o->path);

	o->file = fd == -1 ? NULL : fdopen(fd, "w");
	if (o->file != NULL)
		return 0;
	if (fd == -1 && errno == ENXIO)
		return err_set(
		    err, "cannot write %s: nobody reads from it", o->path);
	if (fd != -1)
		close(fd);
	return failed(err, o->path);
}

int
output_open(
    struct output **out, const char *path, bool replace, struct err *err)
{
	struct output *o;
	struct stat st;
	bool there = stat(path, &st) == 0;
	/* A symbolic link that leads nowhere is in the way as well. */
	bool taken = there ? S_ISREG(st.st_mode) : lstat(path, &st) == 0;
	int rc;

	if (there && S_ISDIR(st.st_mode))
		return err_set(err, "cannot write %s: it is a folder", path);
	if (taken && !replace)
		return err_set(err,
		    "%s exists already: remove it, or name another file", path);
	o = xcalloc(1, sizeof(*o));
	o->path = xstrdup(path);
	o->replace = replace;
	if (there && !S_ISREG(st.st_mode))
		rc = open_directly(o, err);
	else
		rc = open_beside(o, err);
	if (rc == -1)
		output_free(&o);
	else
		*out = o;
	return rc;
}

FILE *
output_file(struct output *o)
{
	return o->file;
}

static int
name_as(const struct output *o, const char *path)
{
	char self[64];

	if (!o->unnamed)
		return link(o->beside, path);
	snprintf(self, sizeof(self), "/proc/self/fd/%d", fileno(o->file));
	return linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW);
}

/* link fails where rename would silently replace. */
static int
put_in_place(struct output *o)
{
	char *copy;

	if (!o->unnamed && o->beside == NULL)
		return 0;
	if (!o->replace)
		return name_as(o, o->path);
	if (o->unnamed) {
		copy = xstrdup(o->path);
		o->beside = xasprintf(
		    "%s/.postlotse-%ld", dirname(copy), (long)getpid());
		free(copy);
		(void)unlink(o->beside); /* of a killed run with our number */
		if (name_as(o, o->beside) == -1)
			return -1;
	}
	if (rename(o->beside, o->path) == -1)
		return -1;
	free(o->beside);
	o->beside = NULL;
	return 0;
}

static int
write_out(struct output *o)
{
	FILE *f = o->file;
	bool direct = !o->unnamed && o->beside == NULL;

	errno = 0;
	if (fflush(f) != 0 || ferror(f))
		return -1;
	if (!direct && fsync(fileno(f)) == -1)
		return -1;
	if (put_in_place(o) == -1)
		return -1;
	o->file = NULL;
	return fclose(f) == 0 ? 0 : -1;
}

int
output_commit(struct output **o, struct err *err)
{
	int rc = write_out(*o);

	if (rc == -1) {
		if (errno == 0)
			errno = EIO;
		failed(err, (*o)->path);
	}
	output_free(o);
	return rc;
}

void
output_discard(struct output **o)
{
	output_free(o);
}

int
output_write(const char *path, const void *bytes, size_t len, bool replace,
    struct err *err)
{
	struct output *o = NULL;

	if (output_open(&o, path, replace, err) == -1)
		return -1;
	fwrite(bytes, 1, len, o->file);
	return output_commit(&o, err);
}

/* Does the file at path hold just these bytes? */
static bool
is_same(const char *path, const void *bytes, size_t len)
{
	char *found = xmalloc(len + 1);
	FILE *f = fopen(path, "re");
	bool same;

	same = f != NULL && fread(found, 1, len + 1, f) == len &&
	    memcmp(found, bytes, len) == 0;
	if (f != NULL)
		fclose(f);
	explicit_bzero(found, len + 1);
	free(found);
	return same;
}

int
output_compare(const char *path, const void *bytes, size_t len,
    bool *present_out, struct err *err)
{
	struct stat st;

	*present_out = false;
	if (lstat(path, &st) == -1)
		return errno == ENOENT
		    ? 0
		    : err_set(err, "%s: %s", path, strerror(errno));
	*present_out = S_ISREG(st.st_mode) && is_same(path, bytes, len);
	if (!*present_out)
		return err_set(err,
		    "%s is there already with other contents; remove it, or "
		    "choose another folder with --out",
		    path);
	return 0;
}
