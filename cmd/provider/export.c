#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/file/files.h"
#include "cmd/options/options.h"
#include "cmd/provider/actions.h"
#include "cmd/provider/find.h"
#include "cmd/term/cmd.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/provider/export.h"
#include "profiles/provider/provider.h"

enum { EXPORT_MAX = 4 * PROVIDER_MAX_BYTES };

static int
export_one(const struct options *o, const struct provider_db *db,
    const char *id, struct new_files *files)
{
	struct provider *p = find_entry(db, id);
	struct new_file *f;
	struct err err;
	char *name;
	int rc;

	if (p == NULL)
		return EXIT_TROUBLE;
	name = xasprintf("%s.xml", p->id);
	f = files_add(files, o->output.out == NULL ? "" : o->output.out, name,
	    EXPORT_MAX);
	free(name);
	rc = provider_export(p, &f->bytes, &err);
	provider_free(&p);
	return rc == 0 ? 0 : cmd_trouble_err(&err);
}

int
providers_export(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs)
{
	struct new_files files = { NULL, 0 };
	const struct buf *b;
	size_t i;
	int rc = 0;

	if (o->output.out == NULL && nargs > 1)
		return cmd_trouble(
		    _("several entries need a folder: --out DIR"));
	for (i = 0; i < nargs && rc == 0; i++)
		rc = export_one(o, db, args[i], &files);
	if (rc == 0 && o->output.out != NULL) {
		rc = files_store(&files, o->output.out, o->output.quiet);
	} else if (rc == 0) {
		b = &files.list[0].bytes;
		if (fwrite(buf_text(b), 1, b->len, stdout) != b->len)
			rc = cmd_trouble("%s", strerror(errno));
	}
	files_clear(&files);
	return rc;
}
