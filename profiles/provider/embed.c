/*
 * A tool of the build: writes the provider files named on the command line
 * as C source to stdout, raw, with a sorted index over each kind of their
 * names.  Names claimed twice stop the build.
 */
#include <assert.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/mem.h"
#include "profiles/provider/table.h"

enum { BYTES_A_LINE = 60 };

struct file {
	const char *path, *id;
	char *json;
	size_t len;
};

struct name {
	const char *text;
	const char *path; /* of its file, for messages */
	const char *id;
};

struct names {
	struct name *rows;
	size_t n;
};

static const char *const kinds[NAMES_COUNT] = {
	[NAMES_DOMAIN] = "domains",
	[NAMES_MX] = "mx",
	[NAMES_NS] = "ns",
	[NAMES_SPF] = "spf",
};

static struct arena arena;

static void
die(const char *path, const char *what)
{
	fprintf(stderr, "embed: %s: %s\n", path, what);
	exit(1);
}

static void
read_file(struct file *f)
{
	FILE *in = fopen(f->path, "rb");

	if (in == NULL)
		die(f->path, "cannot be opened");
	/* Zeroed, so that the text ends with a NUL. */
	f->json = arena_alloc(&arena, PROVIDER_MAX_BYTES + 2);
	f->len = fread(f->json, 1, PROVIDER_MAX_BYTES + 1, in);
	if (ferror(in) || f->len == 0 || f->len > PROVIDER_MAX_BYTES)
		die(f->path, "is empty, too large or unreadable");
	fclose(in);
}

static void
add_names(struct names *names, const struct file *f, json_object *list)
{
	size_t i, n = list == NULL ? 0 : json_object_array_length(list);

	for (i = 0; i < n; i++) {
		json_object *row = json_object_array_get_idx(list, i);
		const char *text = json_object_get_string(row);

		names->rows = xreallocarray(
		    names->rows, names->n + 1, sizeof(*names->rows));
		names->rows[names->n++] =
		    (struct name){ arena_strdup(&arena, text), f->path, f->id };
	}
}

/* Takes only what the index needs; the unit tests validate the rest. */
static void
read_names(struct file *f, struct names *names)
{
	int kind;
	json_object *v = json_tokener_parse(f->json), *member;

	if (!json_object_is_type(v, json_type_object))
		die(f->path, "is not a JSON object");
	if (!json_object_object_get_ex(v, "id", &member))
		die(f->path, "has no id");
	f->id = arena_strdup(&arena, json_object_get_string(member));
	for (kind = 0; kind < NAMES_COUNT; kind++)
		if (json_object_object_get_ex(v, kinds[kind], &member))
			add_names(&names[kind], f, member);
	json_object_put(v);
}

static int
compare_files(const void *a, const void *b)
{
	const struct file *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static int
compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	return strcmp(x->text, y->text);
}

static void
write_bytes(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (i % BYTES_A_LINE == 0)
			printf("%s\n\t\"", i == 0 ? "" : "\"");
		if (s[i] == '"' || s[i] == '\\' || s[i] == '?' ||
		    (unsigned char)s[i] < ' ' || (unsigned char)s[i] > 0x7e)
			printf("\\%03o", (unsigned char)s[i]);
		else
			putchar(s[i]);
	}
	printf("\"");
}

static void
write_index(const char *what, struct names *names, const struct file *files,
    size_t nfiles)
{
	size_t i, j;

	if (names->n > 0)
		qsort(
		    names->rows, names->n, sizeof(*names->rows), compare_names);
	printf("static const struct provider_key %s[] = {\n", what);
	for (i = 0; i < names->n; i++) {
		const struct name *name = &names->rows[i];

		if (i > 0 && compare_names(name - 1, name) == 0) {
			fprintf(stderr, "embed: %s: \"%s\" is in %s, too\n",
			    name->path, name->text, name[-1].path);
			exit(1);
		}
		for (j = 0; strcmp(files[j].id, name->id) != 0; j++)
			assert(j + 1 < nfiles);
		printf("\t{ \"%s\", %zu },\n", name->text, j);
	}
	/* A row that the count leaves out: C knows no empty table. */
	printf("\t{ \"\", 0 },\n};\n\n");
}

static void
write_files(const struct file *files, size_t n)
{
	size_t i;

	printf("/* Written by profiles/provider/embed.c from "
	       "profiles/providers. */\n"
	       "#include \"profiles/provider/table.h\"\n\n");
	for (i = 0; i < n; i++) {
		printf("static const char json_%zu[] =", i);
		write_bytes(files[i].json, files[i].len);
		printf(";\n\n");
	}
	printf("static const struct provider_file files[] = {\n");
	for (i = 0; i < n; i++)
		printf("\t{ \"%s\", json_%zu, %zu, NULL },\n", files[i].id, i,
		    files[i].len);
	printf("\t{ \"\", \"\", 0, NULL },\n};\n\n");
}

int
main(int argc, char **argv)
{
	struct names names[NAMES_COUNT] = { { NULL, 0 } };
	int kind;
	size_t i, n = (size_t)(argc - 1);
	struct file *files = xcalloc(n + 1, sizeof(*files));

	for (i = 0; i < n; i++) {
		files[i].path = argv[i + 1];
		read_file(&files[i]);
		read_names(&files[i], names);
	}
	qsort(files, n, sizeof(*files), compare_files);
	for (i = 1; i < n; i++)
		if (compare_files(&files[i - 1], &files[i]) == 0)
			die(files[i].path, "has the id of another file");
	write_files(files, n);
	for (kind = 0; kind < NAMES_COUNT; kind++)
		write_index(kinds[kind], &names[kind], files, n);
	printf("const struct provider_table provider_embedded = {\n\tfiles, "
	       "{ domains, mx, ns, spf }, %zu,\n\t{ ",
	    n);
	for (kind = 0; kind < NAMES_COUNT; kind++) {
		printf("%zu, ", names[kind].n);
		free(names[kind].rows);
	}
	printf("}\n};\n");
	free(files);
	arena_clear(&arena);
	return fflush(stdout) == 0 ? 0 : 1;
}
