#include "cmd/output.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "probe/base/err.h"
#include "probe/base/mem.h"

struct output {
	char *path, *beside; /* beside: NULL when written directly */
	bool replace;
	FILE *file;
};

static int
failed(struct err *err, const char *path)
{
	return err_set(err, _("cannot write %s: %s"), path, strerror(errno));
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

/* A hidden name in the same folder, so that rename stays on one disk. */
static int
open_beside(struct output *o, struct err *err)
{
	char *copy = xstrdup(o->path);
	int fd;

	o->beside = xasprintf("%s/.postlotse-XXXXXX", dirname(copy));
	free(copy);
	fd = mkostemp(o->beside, O_CLOEXEC); /* mode 0600 */
	if (fd == -1) {
		free(o->beside);
		o->beside = NULL;
		return failed(err, o->path);
	}
	o->file = fdopen(fd, "w");
	if (o->file == NULL) {
		close(fd);
		return failed(err, o->path);
	}
	return 0;
}

static int
open_directly(struct output *o, struct err *err)
{
	o->file = fopen(o->path, "we");
	return o->file == NULL ? failed(err, o->path) : 0;
}

int
output_open(
    struct output **out, const char *path, bool replace, struct err *err)
{
	struct output *o;
	struct stat st;
	bool there = stat(path, &st) == 0;
	int rc;

	if (there && S_ISDIR(st.st_mode))
		return err_set(err, _("cannot write %s: it is a folder"), path);
	if (there && S_ISREG(st.st_mode) && !replace)
		return err_set(err, _("%s exists already"), path);
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

/* link fails where rename would silently replace. */
static int
put_in_place(const struct output *o)
{
	if (o->beside == NULL)
		return 0;
	if (o->replace)
		return rename(o->beside, o->path);
	return link(o->beside, o->path);
}

static int
write_out(struct output *o)
{
	FILE *f = o->file;
	int bad;

	bad = ferror(f) || fflush(f) != 0;
	if (!bad && o->beside != NULL)
		bad = fsync(fileno(f)) == -1;
	o->file = NULL;
	if (fclose(f) != 0 || bad)
		return -1;
	return put_in_place(o);
}

int
output_commit(struct output **o, struct err *err)
{
	int rc;

	errno = EIO;
	rc = write_out(*o);
	if (rc == -1)
		failed(err, (*o)->path);
	else if ((*o)->replace) {
		free((*o)->beside);
		(*o)->beside = NULL;
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
	struct output *o;

	if (output_open(&o, path, replace, err) == -1)
		return -1;
	fwrite(bytes, 1, len, o->file);
	return output_commit(&o, err);
}
