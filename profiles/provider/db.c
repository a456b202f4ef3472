#include "profiles/provider/provider.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/format/config.h"
#include "profiles/provider/check.h"
#include "profiles/provider/table.h"

enum { MAX_FILES = 10000, MAX_PATH = 4096 };

/* Grows while directories are read; files[i] is what providers[i] says. */
struct provider_db {
	struct arena arena;
	struct provider_table own; /* sorted once reading is done */
	struct provider_file *files;
	struct provider **providers; /* NULL once reading is done */
	size_t nfiles;
	const char **ids; /* merged and sorted; NULL: only built in */
	size_t nids;
};

static int
compare_files(const void *a, const void *b)
{
	const struct provider_file *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
compare_keys(const void *a, const void *b)
{
	const struct provider_key *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static const struct provider_file *
find_file(const struct provider_table *t, const char *id)
{
	const struct provider_file wanted = { .id = id };

	if (t->nfiles == 0)
		return NULL;
	return bsearch(
	    &wanted, t->files, t->nfiles, sizeof(wanted), compare_files);
}

static const struct provider_file *
find_key(
    const struct provider_table *t, enum provider_names kind, const char *key)
{
	const struct provider_key wanted = { .key = key }, *found = NULL;

	if (t->nnames[kind] > 0)
		found = bsearch(&wanted, t->names[kind], t->nnames[kind],
		    sizeof(wanted), compare_keys);
	return found == NULL ? NULL : &t->files[found->file];
}

/* The file that claims the key; a file of the user's hides the built-in one
 * of the same id with all its names. */
static const struct provider_file *
find(const struct provider_db *db, enum provider_names kind, const char *key)
{
	const struct provider_table *own = &db->own;
	const struct provider_file *file;

	file = find_key(own, kind, key);
	if (file != NULL)
		return file;
	file = find_key(&provider_embedded, kind, key);
	if (file != NULL && find_file(own, file->id) != NULL)
		return NULL;
	return file;
}

/* Parses a file that was found good before: at build time or on opening. */
static struct provider *
parse_file(const struct provider_file *file)
{
	struct provider *p = NULL;
	int result;

	if (file == NULL)
		return NULL;
	result = provider_parse(file->id, file->json, file->len, &p, NULL);
	assert(result == 0 && p != NULL);
	(void)result;
	if (file->path != NULL)
		p->origin = arena_strdup(&p->arena, file->path);
	return p;
}

/* Copies a name in lower case without final dot; false: no name at all. */
static bool
tidy_name(const char *name, char *out, size_t size)
{
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '.')
		n--;
	if (n == 0 || n >= size)
		return false;
	memcpy(out, name, n);
	out[n] = '\0';
	str_lower(out);
	return true;
}

struct provider *
provider_db_domain(const struct provider_db *db, const char *domain)
{
	const struct provider_file *file;
	char name[256], pattern[260];
	const char *dot;

	if (!tidy_name(domain, name, sizeof(name)))
		return NULL;
	file = find(db, NAMES_DOMAIN, name);
	for (dot = strchr(name, '.'); file == NULL && dot != NULL;
	     dot = strchr(dot + 1, '.')) {
		snprintf(pattern, sizeof(pattern), "*%s", dot);
		file = find(db, NAMES_DOMAIN, pattern);
	}
	return parse_file(file);
}

struct provider *
provider_db_suffix(
    const struct provider_db *db, enum provider_names kind, const char *host)
{
	const struct provider_file *file = NULL;
	const char *suffix;
	char name[256];

	if (!tidy_name(host, name, sizeof(name)))
		return NULL;
	for (suffix = name; file == NULL && suffix != NULL;) {
		file = find(db, kind, suffix);
		suffix = strchr(suffix, '.');
		if (suffix != NULL)
			suffix++;
	}
	return parse_file(file);
}

struct provider *
provider_db_mx(const struct provider_db *db, const char *host)
{
	return provider_db_suffix(db, NAMES_MX, host);
}

struct provider *
provider_db_id(const struct provider_db *db, const char *id)
{
	const struct provider_file *file = find_file(&db->own, id);

	if (file == NULL)
		file = find_file(&provider_embedded, id);
	return parse_file(file);
}

size_t
provider_db_count(const struct provider_db *db)
{
	return db->ids != NULL ? db->nids : provider_embedded.nfiles;
}

const char *
provider_db_nth(const struct provider_db *db, size_t i)
{
	assert(i < provider_db_count(db));
	return db->ids != NULL ? db->ids[i] : provider_embedded.files[i].id;
}

/* Takes a file in; one of the same id read earlier gives way. */
static void
add_file(struct provider_db *db, const char *path, const struct buf *b,
    struct provider *p)
{
	struct provider_file *file;
	size_t i;

	for (i = 0; i < db->nfiles; i++)
		if (strcmp(db->files[i].id, p->id) == 0)
			break;
	if (i == db->nfiles) {
		db->files = xreallocarray(db->files, i + 1, sizeof(*db->files));
		db->providers =
		    xreallocarray(db->providers, i + 1, sizeof(*db->providers));
		db->nfiles++;
	} else {
		provider_free(&db->providers[i]);
	}
	p->origin = arena_strdup(&p->arena, path);
	db->providers[i] = p;
	file = &db->files[i];
	file->id = arena_strdup(&db->arena, p->id);
	file->path = arena_strdup(&db->arena, path);
	file->json = arena_strndup(&db->arena, buf_text(b), b->len);
	file->len = b->len;
}

static int
load_file(struct provider_db *db, const char *path, bool found, struct err *err)
{
	struct provider *p = NULL;
	int result = -1;
	struct buf b;

	buf_init(&b, PROVIDER_MAX_BYTES);
	if (file_read_checked(path, found, &b, err) == 0 &&
	    provider_parse(path, buf_text(&b), b.len, &p, err) == 0) {
		add_file(db, path, &b, p);
		result = 0;
	}
	buf_clear(&b);
	return result;
}

static int
is_json(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return e->d_name[0] != '.' && n > 5 &&
	    strcmp(e->d_name + n - 5, ".json") == 0;
}

static int
load_dir(struct provider_db *db, const char *dir, bool found, struct err *err)
{
	struct dirent **names;
	int i, n, result = 0;
	char *path;

	n = scandir(dir, &names, is_json, alphasort);
	if (n == -1)
		return err_set(err, "%s: %s", dir, strerror(errno));
	if (n > MAX_FILES)
		result = err_set(err, "%s: more than %d files", dir, MAX_FILES);
	for (i = 0; i < n; i++) {
		if (result == 0) {
			path = xasprintf("%s/%s", dir, names[i]->d_name);
			result = load_file(db, path, found, err);
			free(path);
		}
		free(names[i]);
	}
	free(names);
	return result;
}

static int
load_user_dir(struct provider_db *db, struct err *err)
{
	char *dir = config_path("providers");
	int result = 0;

	if (dir != NULL && access(dir, F_OK) == 0)
		result = load_dir(db, dir, true, err);
	free(dir);
	return result;
}

static int
compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The index over one kind of names, sorted, living as long as the db. */
static void
index_names(struct provider_db *db, enum provider_names kind)
{
	const char *const *names;
	struct provider_key *keys;
	size_t i, j, n = 0, more;

	for (i = 0; i < db->nfiles; i++) {
		provider_names(db->providers[i], kind, &more);
		n += more;
	}
	keys = arena_alloc(&db->arena, (n + 1) * sizeof(*keys));
	n = 0;
	for (i = 0; i < db->nfiles; i++) {
		const struct provider *p = db->providers[i];
		const struct provider_file *file = find_file(&db->own, p->id);

		names = provider_names(p, kind, &more);
		for (j = 0; j < more; j++) {
			keys[n].key = arena_strdup(&db->arena, names[j]);
			keys[n++].file = (size_t)(file - db->own.files);
		}
	}
	qsort(keys, n, sizeof(*keys), compare_keys);
	db->own.names[kind] = keys;
	db->own.nnames[kind] = n;
}

static void
merge_ids(struct provider_db *db)
{
	const struct provider_table *e = &provider_embedded;
	size_t i, n = 0;

	db->ids = arena_alloc(
	    &db->arena, (db->nfiles + e->nfiles) * sizeof(*db->ids));
	for (i = 0; i < db->nfiles; i++)
		db->ids[n++] = db->files[i].id;
	for (i = 0; i < e->nfiles; i++)
		if (find_file(&db->own, e->files[i].id) == NULL)
			db->ids[n++] = e->files[i].id;
	qsort(db->ids, n, sizeof(*db->ids), compare_ids);
	db->nids = n;
}

/* Two files of the user's that claim one name leave no order to prefer. */
static int
check_unique(const struct provider_db *db, struct err *err)
{
	const struct provider_problem *problem;
	struct provider_problems problems;
	int result = 0;

	provider_problems_init(&problems);
	provider_validate_unique(&problems, db->providers, db->nfiles);
	problem = STAILQ_FIRST(&problems.list);
	if (problem != NULL)
		result = err_set(err, "%s: %s: %s", problem->file,
		    problem->field, problem->text);
	provider_problems_clear(&problems);
	return result;
}

static void
free_providers(struct provider_db *db)
{
	size_t i;

	for (i = 0; db->providers != NULL && i < db->nfiles; i++)
		provider_free(&db->providers[i]);
	free(db->providers);
	db->providers = NULL;
}

int
provider_db_open(const char *dir, struct provider_db **out, struct err *err)
{
	struct provider_db *db = xcalloc(1, sizeof(*db));
	int kind;

	if (load_user_dir(db, err) == -1 ||
	    (dir != NULL && load_dir(db, dir, false, err) == -1) ||
	    check_unique(db, err) == -1) {
		provider_db_free(&db);
		return -1;
	}
	if (db->nfiles > 0) {
		qsort(db->files, db->nfiles, sizeof(*db->files), compare_files);
		db->own.files = db->files;
		db->own.nfiles = db->nfiles;
		for (kind = 0; kind < NAMES_COUNT; kind++)
			index_names(db, (enum provider_names)kind);
		merge_ids(db);
	}
	free_providers(db);
	*out = db;
	return 0;
}

void
provider_db_free(struct provider_db **db)
{
	if (*db == NULL)
		return;
	free_providers(*db);
	free((*db)->files);
	arena_clear(&(*db)->arena);
	free(*db);
	*db = NULL;
}

void
provider_db_validate(const struct provider_db *db, const char *oldest,
    struct provider_problems *problems)
{
	size_t i, n = provider_db_count(db), got = 0;
	struct provider **all = xcalloc(n + 1, sizeof(*all)), *p;

	for (i = 0; i < n; i++) {
		const char *id = provider_db_nth(db, i);
		const struct provider_file *file = find_file(&db->own, id);

		if (file == NULL)
			file = find_file(&provider_embedded, id);
		p = provider_validate(problems,
		    file->path != NULL ? file->path : file->id, file->json,
		    file->len);
		if (p == NULL)
			continue;
		if (file->path != NULL)
			p->origin = arena_strdup(&p->arena, file->path);
		if (oldest != NULL)
			provider_validate_age(problems, p, oldest);
		all[got++] = p;
	}
	provider_validate_unique(problems, all, got);
	for (i = 0; i < got; i++)
		provider_free(&all[i]);
	free(all);
}
