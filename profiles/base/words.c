#include "profiles/base/words.h"

#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/str.h"

void
words_add(struct arena *a, struct words *w, const char *word)
{
	const char **list;

	/* Room grows by doubling: 0, 4, 8, 16... */
	if (w->n == 0 || (w->n >= 4 && (w->n & (w->n - 1)) == 0)) {
		list =
		    arena_alloc(a, (w->n == 0 ? 4 : 2 * w->n) * sizeof(*list));
		if (w->n > 0)
			memcpy(list, w->list, w->n * sizeof(*list));
		w->list = list;
	}
	w->list[w->n++] = arena_strdup(a, word);
}

bool
words_have(const struct words *w, const char *word)
{
	size_t i;

	for (i = 0; i < w->n; i++)
		if (str_equal_nocase(w->list[i], word))
			return true;
	return false;
}

const char *
words_join(struct arena *a, const struct words *w, const char *separator)
{
	size_t i, size = 1;
	char *text, *end;

	for (i = 0; i < w->n; i++)
		size += strlen(w->list[i]) + strlen(separator);
	text = end = arena_alloc(a, size);
	for (i = 0; i < w->n; i++) {
		if (i > 0)
			end = stpcpy(end, separator);
		end = stpcpy(end, w->list[i]);
	}
	return text;
}

int
words_index(const char *word, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(word, list[i]) == 0)
			return (int)i;
	return -1;
}
