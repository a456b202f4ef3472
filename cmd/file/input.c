#include "cmd/file/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"

int
input_read(const char *path, struct buf *out, struct err *err)
{
	FILE *f = fopen(path, "re");
	char chunk[16 * 1024];
	size_t n;
	int rc = 0;

	if (f == NULL)
		return err_set(err, "%s: %s", path, strerror(errno));
	while (rc == 0 && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		if (buf_add(out, chunk, n) == -1)
			rc = err_set(err, "%s is too large", path);
	if (rc == 0 && ferror(f))
		rc = err_set(err, "%s: %s", path, strerror(errno));
	fclose(f);
	return rc;
}
