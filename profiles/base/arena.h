#ifndef PROFILES_BASE_ARENA_H
#define PROFILES_BASE_ARENA_H

#include <stddef.h>

struct arena_block;

/*
 * Memory of one lifetime: everything in it is released together.  A zeroed
 * struct is an empty arena.  Allocation cannot fail.
 */
struct arena {
	struct arena_block *blocks;
};

/* Returns zeroed memory, aligned for any type, living as long as the arena. */
void *arena_alloc(struct arena *a, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void arena_clear(struct arena *a);

#endif
