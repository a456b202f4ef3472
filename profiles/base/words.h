#ifndef PROFILES_BASE_WORDS_H
#define PROFILES_BASE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Words in the order and spelling they came in: STARTTLS, AUTH=PLAIN. */
struct words {
	const char **list;
	size_t n;
};

void words_add(struct arena *a, struct words *w, const char *word);
bool words_have(const struct words *w, const char *word); /* no case */
/* All words with the separator between them, in the arena; "" when none. */
const char *words_join(
    struct arena *a, const struct words *w, const char *separator);
/* The place of word among n words, or -1. */
int words_index(const char *word, const char *const *list, size_t n);

#endif
