#include "profiles/provider/read-json.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/str.h"
#include "profiles/format/print-json.h"
#include "profiles/format/strict-json.h"
#include "profiles/settings/settings.h"

/* An entry nests five deep; what goes deeper is no provider file. */
enum { MAX_DEPTH = 8, SHOWN_MAX = 60 };

/* The value as a message shows it. Borrowed from the problems. */
const char *
read_shown(struct reading *r, json_object *v)
{
	struct buf text, b;
	const char *result;

	buf_init(&text, 8 * PROVIDER_MAX_BYTES);
	buf_init(&b, 8 * SHOWN_MAX);
	print_json(&text, v, JSON_C_TO_STRING_SPACED);
	str_printable(&b, buf_text(&text), text.len, SHOWN_MAX);
	result = arena_strdup(&r->problems->arena, buf_text(&b));
	buf_clear(&b);
	buf_clear(&text);
	return result;
}

static const char *
below(struct reading *r, const char *path, const char *name)
{
	struct arena *a = &r->problems->arena;

	return arena_printf(a, "%s%s%s", path, *path == '\0' ? "" : ".", name);
}

/* Text of 1..max bytes, nothing in it that is no text, in the provider's arena, or NULL. */
const char *
read_text(struct reading *r, const char *path, json_object *v, size_t max)
{
	const char *s;
	size_t n;

	if (!json_object_is_type(v, json_type_string)) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a text", read_shown(r, v));
		return NULL;
	}
	s = json_object_get_string(v);
	n = (size_t)json_object_get_string_len(v);
	if (n == 0 || n > max) {
		provider_problem_add(r->problems, r->file, path,
		    "the text has %zu bytes, not 1 to %zu", n, max);
		return NULL;
	}
	if (strlen(s) != n || str_fault(s) > STR_BLANK) {
		provider_problem_add(r->problems, r->file, path,
		    "%s holds a control or invisible character",
		    read_shown(r, v));
		return NULL;
	}
	return arena_strdup(&r->p->arena, s);
}

bool
read_number(struct reading *r, const char *path, json_object *v, int64_t max,
    const char *what, int *out)
{
	int64_t n = json_object_get_int64(v);

	if (!json_object_is_type(v, json_type_int) || n < 1 || n > max) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not %s (1 to %lld)", read_shown(r, v), what,
		    (long long)max);
		return false;
	}
	*out = (int)n;
	return true;
}

void
read_object(struct reading *r, const char *path, json_object *v,
    const struct key *keys, size_t nkeys, void *target)
{
	size_t i;

	if (!json_object_is_type(v, json_type_object)) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not an object", read_shown(r, v));
		return;
	}
	for (i = 0; i < nkeys; i++) {
		const char *at = below(r, path, keys[i].name);
		json_object *member;

		if (json_object_object_get_ex(v, keys[i].name, &member))
			keys[i].read(r, at, member, target);
		else if (keys[i].required)
			provider_problem_add(
			    r->problems, r->file, at, "is missing");
	}
	json_object_object_foreach(v, name, member)
	{
		struct provider_problem *problem;
		const char *clean;

		(void)member;
		for (i = 0; i < nkeys; i++)
			if (strcmp(name, keys[i].name) == 0)
				break;
		if (i < nkeys)
			continue;
		clean =
		    str_printable_dup(&r->problems->arena, name, strlen(name));
		problem = provider_problem_add(r->problems, r->file,
		    below(r, path, clean), "is no key of a provider file");
		problem->unknown_key = true;
	}
}

/* The number of rows of an array within bounds, or 0 with a problem. */
size_t
read_length(
    struct reading *r, const char *path, json_object *v, size_t min, size_t max)
{
	size_t n;

	if (!json_object_is_type(v, json_type_array)) {
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a list", read_shown(r, v));
		return 0;
	}
	n = json_object_array_length(v);
	if (n >= min && n <= max)
		return n;
	provider_problem_add(r->problems, r->file, path,
	    "the list has %zu entries, not %zu to %zu", n, min, max);
	return 0;
}

const char *
read_page(struct reading *r, const char *path, json_object *v)
{
	const char *url = read_text(r, path, v, HELP_URL_MAX), *s;

	if (url == NULL)
		return NULL;
	for (s = url; *s > ' ' && *s < 0x7f; s++)
		;
	if (strncmp(url, "https://", 8) == 0 && url[8] != '\0' && *s == '\0')
		return url;
	provider_problem_add(r->problems, r->file, path,
	    "%s is not an https URL", read_shown(r, v));
	return NULL;
}

const char *
read_row_path(struct reading *r, const char *path, size_t i)
{
	return arena_printf(&r->problems->arena, "%s[%zu]", path, i);
}

/* A list of different words that is_word() accepts. */
const char **
read_words(struct reading *r, const char *path, json_object *v, size_t max,
    bool (*is_word)(const char *), const char *what, size_t *n_out)
{
	size_t i, j, n = read_length(r, path, v, 1, max), got = 0;
	const char **words, *word;

	words = arena_alloc(&r->p->arena, (n + 1) * sizeof(*words));
	for (i = 0; i < n; i++) {
		const char *at = read_row_path(r, path, i);
		json_object *row = json_object_array_get_idx(v, i);

		word = read_text(r, at, row, 255);
		if (word == NULL)
			continue;
		for (j = 0; j < got && strcmp(words[j], word) != 0; j++)
			;
		if (!is_word(word))
			provider_problem_add(r->problems, r->file, at,
			    "%s is not %s", read_shown(r, row), what);
		else if (j < got)
			provider_problem_add(r->problems, r->file, at,
			    "%s is listed twice", read_shown(r, row));
		else
			words[got++] = word;
	}
	*n_out = got;
	return words;
}

/* Says in which line the reader stopped, and why. */
static void
syntax_problem(struct reading *r, const char *json, size_t len,
    const struct strict_json_end *end)
{
	size_t i, line = 1;

	for (i = 0; i < end->at && i < len; i++)
		line += json[i] == '\n';
	provider_problem_add(r->problems, r->file,
	    arena_printf(&r->problems->arena, "line %zu", line), "%s",
	    end->early		   ? "the text ends too early"
		: end->why == NULL ? "more text after the end"
				   : end->why);
}

/* The JSON value that is all of the text, or NULL with a problem. */
json_object *
read_json(struct reading *r, const char *json, size_t len)
{
	struct strict_json_end end;
	json_object *v;
	size_t n;

	v = strict_json_parse(json, len, MAX_DEPTH, &end);
	n = end.at;
	while (n < len && strchr(" \t\r\n", json[n]) != NULL && json[n] != '\0')
		n++;
	if (end.why != NULL || n < len) {
		syntax_problem(r, json, len, &end);
		json_object_put(v);
		v = NULL;
	}
	return v;
}
