#include "cmd/lint/lint-tell.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/file/files.h"
#include "cmd/job/job.h"
#include "cmd/job/progress.h"
#include "cmd/options/options.h"
#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "probe/net/engine.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/file.h"
#include "profiles/read/document.h"

enum { FILE_MAX = 1024 * 1024 };

/* The settings of --settings for the address. */
static int
read_settings(
    const char *path, const char *address, struct document *d, struct err *err)
{
	struct buf bytes;
	struct err inner;
	int rc;

	buf_init(&bytes, DOCUMENT_MAX_BYTES);
	rc = file_read(path, &bytes, err);
	if (rc == 0 &&
	    document_read(buf_text(&bytes), bytes.len, address, d, &inner) ==
		-1)
		rc = err_wrap(err, path, &inner);
	buf_clear(&bytes);
	return rc;
}

/* Zone and documents, into the folder of --out. */
static int
store(const struct lint *l, const struct lint_publication *p,
    const struct options_output *o)
{
	struct new_files files = { NULL, 0 };
	struct new_file *f;
	char *zone = xasprintf("%s.zone", lint_domain(l));
	size_t i;
	int rc;

	f = files_add(&files, o->out, zone, FILE_MAX);
	buf_add(&f->bytes, buf_text(&p->zone), p->zone.len);
	for (i = 0; i < p->n; i++) {
		f = files_add(&files, o->out, p->files[i].name, FILE_MAX);
		buf_add(&f->bytes, buf_text(&p->files[i].bytes),
		    p->files[i].bytes.len);
	}
	rc = files_store(&files, o->out, o->quiet);
	files_clear(&files);
	free(zone);
	return rc;
}

static int
tell(const struct lint *l, const struct options_output *o)
{
	struct tell_options how = {
		.language = language_own(),
		.quiet = o->quiet,
		.verbose = o->verbose,
		.colour = progress_wants_colour(STDOUT_FILENO),
	};
	struct lint_publication p;
	int rc = EXIT_FINE;

	lint_publication_make(&p, l, how.language);
	if (o->out != NULL && p.from == NULL)
		rc = cmd_trouble(_("there are no settings to write files "
				   "from; give them with --settings FILE"));
	else if (o->out != NULL)
		rc = store(l, &p, o);
	if (o->json)
		lint_tell_json(stdout, l, &p, &how);
	else
		lint_tell_text(stdout, l, &p, &how);
	lint_publication_clear(&p);
	if (rc != EXIT_FINE)
		return rc;
	return lint_is_bad(l) ? EXIT_FINDING : EXIT_FINE;
}

int
cmd_lint(const struct options *o)
{
	const char *at = strrchr(o->args[0], '@');
	struct document d = { .settings = NULL };
	struct lint_options lo = { .domain = at == NULL ? o->args[0] : at + 1 };
	struct engine *engine = NULL;
	struct lint *l = NULL;
	char *address;
	struct job job;
	struct err err;
	int status = EXIT_TROUBLE;

	job_start(&job, o);
	if (o->search.no_address)
		at = NULL; /* without an address postmaster stands in */
	address = at == NULL ? xasprintf("postmaster@%s", lo.domain)
			     : xstrdup(o->args[0]);
	if (o->search.settings != NULL &&
	    read_settings(o->search.settings, address, &d, &err) == -1) {
		cmd_trouble_err(&err);
		goto out;
	}
	lo.address = at == NULL ? NULL : address;
	lo.settings = d.settings;
	lo.run = &job.run;
	if (engine_new(&job.reach, &engine, &err) == -1) {
		cmd_trouble_err(&err);
		goto out;
	}
	l = lint_run(engine, &lo);
	status = tell(l, &o->output);
out:
	lint_free(&l);
	engine_free(&engine);
	document_clear(&d);
	job_stop(&job);
	free(address);
	return status;
}
