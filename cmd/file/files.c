#include "cmd/file/files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cmd/file/output.h"
#include "cmd/term/cmd.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"

struct new_file *
files_add(
    struct new_files *files, const char *dir, const char *name, size_t max)
{
	struct new_file *f;

	files->list =
	    xreallocarray(files->list, files->n + 1, sizeof(*files->list));
	f = &files->list[files->n++];
	f->path = xasprintf("%s/%s", dir, name);
	f->present = false;
	buf_init(&f->bytes, max);
	return f;
}

static int
compare(struct new_file *f, struct err *err)
{
	return output_compare(
	    f->path, buf_text(&f->bytes), f->bytes.len, &f->present, err);
}

static int
store(struct new_file *f, struct err *err)
{
	struct err other;

	if (f->present ||
	    output_write(
		f->path, buf_text(&f->bytes), f->bytes.len, false, err) == 0)
		return 0;
	/* Another run may have written the very same at this moment. */
	return compare(f, &other) == 0 && f->present ? 0 : -1;
}

int
files_store(struct new_files *files, const char *dir, bool quiet)
{
	struct new_file *f, *end = files->list + files->n;
	struct err err;

	if (mkdir(dir, 0700) == -1 && errno != EEXIST)
		return cmd_trouble("%s: %s", dir, strerror(errno));
	for (f = files->list; f < end; f++)
		if (compare(f, &err) == -1)
			return cmd_trouble_err(&err);
	for (f = files->list; f < end; f++) {
		if (store(f, &err) == -1)
			return cmd_trouble_err(&err);
		if (!quiet)
			fprintf(stderr,
			    f->present ? _("unchanged: %s\n")
				       : _("written: %s\n"),
			    f->path);
	}
	return 0;
}

void
files_clear(struct new_files *files)
{
	size_t i;

	for (i = 0; i < files->n; i++) {
		free(files->list[i].path);
		buf_clear(&files->list[i].bytes);
	}
	free(files->list);
	*files = (struct new_files){ NULL, 0 };
}
