#include "profiles/read/local.h"

#include <stdlib.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"
#include "profiles/format/config.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"

static int
refuse(const struct settings *s, const char *path, const char *why,
    struct err *err)
{
	struct arena a = { NULL };
	const char *values = s == NULL ? "" : misread_all(&a, &s->misread);

	if (*values == '\0')
		err_set(err, "%s: %s", path, why);
	else
		err_set(err, "%s: %s; not understood: %s", path, why, values);
	arena_clear(&a);
	return -1;
}

int
local_read(struct arena *a, const char *domain, const char *address,
    struct settings **out, const char **path_out, struct err *err)
{
	char *path = config_find(arena_printf(a, "isp/%s.xml", domain));
	const char *why = "";
	struct buf bytes;
	int rc = 0;

	*out = NULL;
	*path_out = NULL;
	if (path == NULL)
		return 0;
	*path_out = arena_strdup(a, path);
	free(path);
	buf_init(&bytes, READER_BYTES_MAX);
	if (file_read_checked(*path_out, true, &bytes, err) == -1) {
		rc = -1;
	} else {
		*out = reader_find("autoconfig")
			   ->read(buf_text(&bytes), bytes.len, address, &why);
		if (why != NULL)
			rc = refuse(*out, *path_out, why, err);
	}
	buf_clear(&bytes);
	return rc;
}
