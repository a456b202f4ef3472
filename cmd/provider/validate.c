#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "cmd/options/options.h"
#include "cmd/provider/actions.h"
#include "cmd/provider/entry.h"
#include "cmd/term/cmd.h"
#include "cmd/term/json.h"
#include "probe/report/finding.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"
#include "profiles/base/mem.h"
#include "profiles/provider/check.h"

static void
tell_count(const struct provider_problems *problems, size_t nfiles)
{
	if (problems->n == 0) {
		printf(ngettext("%zu entry, no problem.\n",
			   "%zu entries, no problem.\n", nfiles),
		    nfiles);
		return;
	}
	if (problems->n > problems->nwarnings)
		return;
	printf(ngettext(
		   "%zu entry, no mistake", "%zu entries, no mistake", nfiles),
	    nfiles);
	printf(ngettext(", %zu warning.\n", ", %zu warnings.\n",
		   problems->nwarnings),
	    problems->nwarnings);
}

static void
tell_text(const struct options_output *output,
    const struct provider_problems *problems, size_t nfiles)
{
	const struct provider_problem *p;

	STAILQ_FOREACH (p, &problems->list, entry) {
		if (p->warning && output->quiet &&
		    output->fail_on > SEV_WARNING)
			continue;
		printf("%s%s: %s%s%s\n", p->warning ? _("warning: ") : "",
		    p->file, p->field, *p->field == '\0' ? "" : ": ", p->text);
	}
	if (!output->quiet)
		tell_count(problems, nfiles);
}

static void
put_text(json_object *v, const char *key, const char *text)
{
	json_object_object_add(v, key, json_object_new_string(text));
}

static void
tell_json(const struct provider_problems *problems, size_t nfiles)
{
	json_object *v = json_object_new_object(), *row;
	json_object *list = json_object_new_array();
	const struct provider_problem *p;

	STAILQ_FOREACH (p, &problems->list, entry) {
		row = json_object_new_object();
		put_text(row, "file", p->file);
		put_text(row, "field", p->field);
		put_text(row, "severity",
		    finding_severity_name(
			p->warning ? SEV_WARNING : SEV_ERROR));
		put_text(row, "problem", p->text);
		json_object_array_add(list, row);
	}
	json_object_object_add(
	    v, "entries", json_object_new_int64((int64_t)nfiles));
	json_object_object_add(v, "problems", list);
	term_print_json(v);
}

/* Returns how many files could be read; of each other one there is a message,
 * and the rest is judged nevertheless. */
static size_t
validate_files(struct provider_problems *problems, const char *const *paths,
    size_t n, const char *oldest)
{
	struct provider **all = xcalloc(n, sizeof(*all));
	size_t i, got = 0, nread = 0;
	struct buf b;
	struct err err;

	buf_init(&b, PROVIDER_MAX_BYTES);
	for (i = 0; i < n; i++) {
		buf_clear(&b);
		if (file_read(paths[i], &b, &err) == -1) {
			cmd_trouble_err(&err);
			continue;
		}
		nread++;
		all[got] =
		    provider_validate(problems, paths[i], buf_text(&b), b.len);
		if (all[got] == NULL)
			continue;
		all[got]->origin = arena_strdup(&all[got]->arena, paths[i]);
		provider_validate_age(problems, all[got], oldest);
		got++;
	}
	provider_validate_unique(problems, all, got);
	buf_clear(&b);
	for (i = 0; i < got; i++)
		provider_free(&all[i]);
	free(all);
	return nread;
}

/* The month so many months ago, "2024-11". */
static void
month_ago(int months, char *out, size_t size)
{
	time_t now = time(NULL);
	struct tm tm;
	int month;

	gmtime_r(&now, &tm);
	month = (tm.tm_year + 1900) * 12 + tm.tm_mon - months;
	snprintf(out, size, "%04d-%02d", month / 12, month % 12 + 1);
}

static int
exit_status(const struct options_output *output,
    const struct provider_problems *problems)
{
	if (problems->n > problems->nwarnings)
		return EXIT_FINDING;
	return problems->n > 0 && output->fail_on <= SEV_WARNING ? EXIT_FINDING
								 : EXIT_FINE;
}

int
providers_validate(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs)
{
	struct provider_problems problems;
	char oldest[16];
	size_t nread;
	int status;

	month_ago(o->entries.max_age, oldest, sizeof(oldest));
	provider_problems_init(&problems);
	if (nargs == 0) {
		provider_db_validate(db, oldest, &problems);
		nread = provider_db_count(db);
	} else {
		nread = validate_files(&problems, args, nargs, oldest);
	}
	if (o->output.json)
		tell_json(&problems, nread);
	else if (nread > 0)
		tell_text(&o->output, &problems, nread);
	status =
	    nread < nargs ? EXIT_TROUBLE : exit_status(&o->output, &problems);
	provider_problems_clear(&problems);
	return status;
}
