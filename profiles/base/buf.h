#ifndef PROFILES_BASE_BUF_H
#define PROFILES_BASE_BUF_H

#include <stddef.h>

/*
 * Bytes with a ceiling.  Every byte from a stranger goes into one of these;
 * what would pass the ceiling is refused, never cut.  data always ends with a
 * NUL that len does not count.
 */
struct buf {
	char *data;
	size_t len, size, ceiling;
};

void buf_init(struct buf *b, size_t ceiling);
/* Returns 0, or -1 when n more bytes would pass the ceiling (b unchanged). */
int buf_add(struct buf *b, const void *bytes, size_t n);
int buf_add_str(struct buf *b, const char *s);
int buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Drops the first n bytes; n <= len. */
void buf_consume(struct buf *b, size_t n);
/* Hands the bytes, NUL-terminated, to the caller; b is empty afterwards. */
char *buf_take(struct buf *b);
/* Borrowed text of b, "" when nothing was ever added. */
const char *buf_text(const struct buf *b);
/* Wipes and releases the bytes; b may be used again. */
void buf_clear(struct buf *b);

#endif
