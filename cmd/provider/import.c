#include <dirent.h>
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "cmd/file/files.h"
#include "cmd/options/options.h"
#include "cmd/provider/actions.h"
#include "cmd/provider/entry.h"
#include "cmd/term/cmd.h"
#include "cmd/term/json.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/format/print-json.h"
#include "profiles/provider/check.h"
#include "profiles/provider/import.h"
#include "profiles/provider/provider.h"

enum { FILES_MAX = 10000 };

/* One file of the folder: an entry, or the reason why it is none. */
struct import {
	char *file;
	const char *shown;  /* its name, printable */
	struct provider *p; /* NULL: broken */
	struct buf json;
	struct provider_import result;
};

struct importing {
	const struct options *options;
	const char *dir;
	struct import *list;
	size_t n;
	struct provider_problems problems;
};

static void
broken(
    struct importing *j, struct import *i, const char *field, const char *why)
{
	provider_problem_add(&j->problems, i->shown, field, "%s",
	    str_printable_dup(&j->problems.arena, why, strlen(why)));
	provider_free(&i->p);
}

/* The day the file was last changed (UTC). */
static int
file_date(const char *path, char date[static 16])
{
	struct stat st;
	struct tm tm;

	if (stat(path, &st) == -1 || gmtime_r(&st.st_mtime, &tm) == NULL)
		return -1;
	return strftime(date, 16, "%Y-%m-%d", &tm) == 0 ? -1 : 0;
}

/* The entry as the file of the database that it becomes. */
static void
make_json(struct import *i)
{
	json_object *v = provider_json(i->p);

	print_json(&i->json, v,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_PRETTY_TAB |
		JSON_C_TO_STRING_NOSLASHESCAPE);
	buf_add_str(&i->json, "\n");
	json_object_put(v);
}

/* The entry is read back, so that nothing is written that "providers
 * validate" would refuse. */
static void
read_back(struct importing *j, struct import *i)
{
	struct provider_problems found;
	struct provider_problem *first;
	struct provider *again;

	provider_problems_init(&found);
	again =
	    provider_validate(&found, i->file, buf_text(&i->json), i->json.len);
	first = STAILQ_FIRST(&found.list);
	if (first != NULL)
		broken(j, i, first->field, first->text);
	provider_free(&again);
	provider_problems_clear(&found);
}

static const char *
why_not(struct importing *j, const struct provider_import *r)
{
	if (r->misread == NULL || *r->misread == '\0')
		return r->why;
	return arena_printf(
	    &j->problems.arena, "%s; not understood: %s", r->why, r->misread);
}

static void
import_file(struct importing *j, struct import *i)
{
	char *path = xasprintf("%s/%s", j->dir, i->file);
	char date[16], text[ERR_BYTES];
	struct err err;
	struct buf b;

	buf_init(&b, PROVIDER_MAX_BYTES);
	if (file_read(path, &b, &err) == -1) {
		broken(j, i, "", cmd_err_text(&err, text));
	} else if (file_date(path, date) == -1) {
		broken(j, i, "", "has no date");
	} else {
		i->p = provider_import(&j->problems.arena, i->file, date,
		    buf_text(&b), b.len, &i->result);
		if (i->p == NULL)
			broken(j, i, "", why_not(j, &i->result));
	}
	if (i->p != NULL) {
		i->p->origin = arena_strdup(&i->p->arena, i->shown);
		make_json(i);
		read_back(j, i);
	}
	buf_clear(&b);
	free(path);
}

/* What an earlier file has claimed already is not claimed again. */
static void
drop_twins(struct importing *j)
{
	struct provider **all = xcalloc(j->n + 1, sizeof(*all));
	struct provider_problems found;
	struct provider_problem *p;
	size_t i, n = 0;

	for (i = 0; i < j->n; i++)
		if (j->list[i].p != NULL)
			all[n++] = j->list[i].p;
	provider_problems_init(&found);
	provider_validate_unique(&found, all, n);
	STAILQ_FOREACH (p, &found.list, entry)
		for (i = 0; i < j->n; i++)
			if (j->list[i].p != NULL &&
			    strcmp(j->list[i].shown, p->file) == 0)
				broken(j, &j->list[i], p->field, p->text);
	provider_problems_clear(&found);
	free(all);
}

static int
is_xml(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return e->d_name[0] != '.' && n > 4 &&
	    strcmp(e->d_name + n - 4, ".xml") == 0;
}

static void
add_file(struct importing *j, const char *name)
{
	struct import *i = &j->list[j->n++];

	i->file = xstrdup(name);
	i->shown = str_printable_dup(&j->problems.arena, name, strlen(name));
	buf_init(&i->json, PROVIDER_MAX_BYTES);
}

/* Returns 0, or EXIT_TROUBLE after a message. */
static int
list_files(struct importing *j)
{
	struct dirent **names;
	int i, n;

	n = scandir(j->dir, &names, is_xml, alphasort);
	if (n == -1)
		return cmd_trouble("%s: %s", j->dir, strerror(errno));
	j->list = xcalloc((size_t)n + 1, sizeof(*j->list));
	for (i = 0; i < n; i++) {
		if (i < FILES_MAX) {
			add_file(j, names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	if (n == 0)
		return cmd_trouble(_("%s: there is no .xml file"), j->dir);
	if (n > FILES_MAX)
		return cmd_trouble(
		    _("%s: more than %d files"), j->dir, FILES_MAX);
	return 0;
}

static int
store(struct importing *j)
{
	struct new_files files = { NULL, 0 };
	struct new_file *f;
	size_t i;
	char *name;
	int rc = 0;

	for (i = 0; i < j->n; i++) {
		if (j->list[i].p == NULL)
			continue;
		name = xasprintf("%s.json", j->list[i].p->id);
		f = files_add(
		    &files, j->options->output.out, name, PROVIDER_MAX_BYTES);
		buf_add(
		    &f->bytes, buf_text(&j->list[i].json), j->list[i].json.len);
		free(name);
	}
	if (files.n > 0)
		rc = files_store(&files, j->options->output.out,
		    !j->options->output.verbose);
	files_clear(&files);
	return rc;
}

static size_t
count_good(const struct importing *j)
{
	size_t i, n = 0;

	for (i = 0; i < j->n; i++)
		n += j->list[i].p != NULL;
	return n;
}

static void
tell_left_out(const struct import *i)
{
	int n = i->result.left_out;

	if (n > 0) {
		printf("%s: ", i->shown);
		printf(ngettext("%d server left out: its kind or a value is "
				"unknown\n",
			   "%d servers left out: their kind or a value is "
			   "unknown\n",
			   (unsigned long)n),
		    n);
	}
	if (*i->result.misread != '\0')
		printf(
		    _("%s: not understood: %s\n"), i->shown, i->result.misread);
}

static void
tell_text_result(const struct importing *j)
{
	const struct provider_problem *p;
	size_t i;

	STAILQ_FOREACH (p, &j->problems.list, entry)
		printf("%s: %s%s%s\n", p->file, p->field,
		    *p->field == '\0' ? "" : ": ", p->text);
	for (i = 0; i < j->n; i++)
		if (j->list[i].p != NULL)
			tell_left_out(&j->list[i]);
	if (!j->options->output.quiet)
		printf(
		    ngettext("%zu entry of %zu files imported.\n",
			"%zu entries of %zu files imported.\n", count_good(j)),
		    count_good(j), j->n);
}

static void
tell_json_result(const struct importing *j)
{
	json_object *v = json_object_new_object(), *row;
	json_object *good = json_object_new_array();
	json_object *bad = json_object_new_array();
	const struct provider_problem *p;
	size_t i;

	for (i = 0; i < j->n; i++) {
		if (j->list[i].p == NULL)
			continue;
		row = json_object_new_object();
		json_object_object_add(
		    row, "file", json_object_new_string(j->list[i].shown));
		json_object_object_add(
		    row, "id", json_object_new_string(j->list[i].p->id));
		json_object_object_add(row, "left_out",
		    json_object_new_int(j->list[i].result.left_out));
		json_object_object_add(row, "misread",
		    json_object_new_string(j->list[i].result.misread));
		json_object_array_add(good, row);
	}
	STAILQ_FOREACH (p, &j->problems.list, entry) {
		row = json_object_new_object();
		json_object_object_add(
		    row, "file", json_object_new_string(p->file));
		json_object_object_add(
		    row, "field", json_object_new_string(p->field));
		json_object_object_add(
		    row, "problem", json_object_new_string(p->text));
		json_object_array_add(bad, row);
	}
	json_object_object_add(v, "imported", good);
	json_object_object_add(v, "problems", bad);
	term_print_json(v);
}

int
providers_import(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs)
{
	struct importing j = { .options = o, .dir = args[0] };
	size_t i;
	int rc;

	(void)db;
	(void)nargs;
	if (o->output.out == NULL)
		return cmd_trouble(_("import needs a folder: --out DIR"));
	provider_problems_init(&j.problems);
	rc = list_files(&j);
	for (i = 0; rc == 0 && i < j.n; i++)
		import_file(&j, &j.list[i]);
	if (rc == 0) {
		drop_twins(&j);
		rc = store(&j);
	}
	if (rc == 0) {
		if (o->output.json)
			tell_json_result(&j);
		else
			tell_text_result(&j);
		rc = j.problems.n == 0 ? EXIT_FINE : EXIT_FINDING;
	}
	for (i = 0; i < j.n; i++) {
		provider_free(&j.list[i].p);
		buf_clear(&j.list[i].json);
		free(j.list[i].file);
	}
	free(j.list);
	provider_problems_clear(&j.problems);
	return rc;
}
