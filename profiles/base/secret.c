#include "profiles/base/secret.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

struct secret {
	size_t len;
	char bytes[SECRET_MAX + 1];
};

struct secret *
secret_new(const char *bytes, size_t len)
{
	struct secret *s;

	if (len == 0 || len > SECRET_MAX)
		return NULL;
	if (memchr(bytes, '\r', len) != NULL ||
	    memchr(bytes, '\n', len) != NULL ||
	    memchr(bytes, '\0', len) != NULL)
		return NULL;
	s = mmap(NULL, sizeof(*s), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s == MAP_FAILED)
		return NULL;
	/* Both may be refused by a tight limit; the wipe does not depend on
	 * them. */
	(void)mlock(s, sizeof(*s));
	(void)madvise(s, sizeof(*s), MADV_DONTDUMP);
	memcpy(s->bytes, bytes, len);
	s->len = len;
	return s;
}

const char *
secret_text(const struct secret *s)
{
	return s->bytes;
}

size_t
secret_len(const struct secret *s)
{
	return s->len;
}

void
secret_free(struct secret **s)
{
	if (*s == NULL)
		return;
	explicit_bzero(*s, sizeof(**s));
	munmap(*s, sizeof(**s));
	*s = NULL;
}

void
secret_harden(void)
{
	struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
