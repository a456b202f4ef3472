#include "profiles/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"

void
buf_init(struct buf *b, size_t ceiling)
{
	memset(b, 0, sizeof(*b));
	b->ceiling = ceiling;
}

/* Grows by copying, so that old bytes can be wiped: they may be secret. */
static void
buf_grow(struct buf *b, size_t need)
{
	size_t size = b->size == 0 ? 256 : b->size;
	char *p;

	while (size < need)
		size *= 2;
	if (size == b->size)
		return;
	p = xmalloc(size);
	if (b->data != NULL) {
		memcpy(p, b->data, b->len + 1);
		explicit_bzero(b->data, b->size);
		free(b->data);
	}
	b->data = p;
	b->size = size;
}

int
buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (n > b->ceiling - b->len)
		return -1;
	buf_grow(b, b->len + n + 1);
	if (n > 0)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
	return 0;
}

int
buf_add_str(struct buf *b, const char *s)
{
	return buf_add(b, s, strlen(s));
}

int
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n > b->ceiling - b->len)
		return -1;
	buf_grow(b, b->len + (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->len += (size_t)n;
	return 0;
}

void
buf_consume(struct buf *b, size_t n)
{
	if (n == 0)
		return;
	memmove(b->data, b->data + n, b->len - n + 1);
	b->len -= n;
}

char *
buf_take(struct buf *b)
{
	char *p = b->data;

	if (p == NULL)
		p = xstrdup("");
	b->data = NULL;
	b->len = b->size = 0;
	return p;
}

const char *
buf_text(const struct buf *b)
{
	return b->data == NULL ? "" : b->data;
}

void
buf_clear(struct buf *b)
{
	if (b->data != NULL) {
		explicit_bzero(b->data, b->size);
		free(b->data);
	}
	b->data = NULL;
	b->len = b->size = 0;
}
