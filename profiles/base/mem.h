#ifndef PROFILES_BASE_MEM_H
#define PROFILES_BASE_MEM_H

#include <stddef.h>

/*
 * Memory that always comes: these functions end the program with a message
 * when there is none left.  Release with free().
 */
void *xmalloc(size_t size);
void *xcalloc(size_t n, size_t size);
void *xreallocarray(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
