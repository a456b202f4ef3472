#include "cmd/term/catalogue.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CATALOGUE_MAX = 16 * 1024 * 1024 };

static const uint32_t magic = 0x950412de;

/* The four bytes at offset, which the caller has found to be inside. */
static uint32_t
number_at(const struct catalogue *c, size_t offset)
{
	uint32_t n;

	memcpy(&n, c->bytes + offset, sizeof(n));
	return n;
}

/* Row i of a table of lengths and offsets; NULL: not within the file. */
static const char *
string_at(const struct catalogue *c, uint32_t table, uint32_t i)
{
	size_t row = (size_t)table + (size_t)i * 8, len, at;

	len = number_at(c, row);
	at = number_at(c, row + 4);
	if (at >= c->len || len >= c->len - at || c->bytes[at + len] != '\0')
		return NULL;
	return c->bytes + at;
}

static bool
table_fits(const struct catalogue *c, uint32_t table)
{
	return table <= c->len && c->n <= (c->len - table) / 8;
}

static bool
is_good(struct catalogue *c)
{
	const char *header;

	if (c->len < 28 || number_at(c, 0) != magic)
		return false;
	c->n = number_at(c, 8);
	c->originals = number_at(c, 12);
	c->translations = number_at(c, 16);
	if (!table_fits(c, c->originals) || !table_fits(c, c->translations))
		return false;
	header = catalogue_find(c, "");
	return header != NULL && strstr(header, "charset=UTF-8") != NULL &&
	    strstr(header, "nplurals=2; plural=(n != 1)") != NULL;
}

int
catalogue_open(struct catalogue *c, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *bytes = MAP_FAILED;

	memset(c, 0, sizeof(*c));
	if (fd == -1)
		return -1;
	if (fstat(fd, &st) == 0 && st.st_size > 0 &&
	    st.st_size <= CATALOGUE_MAX)
		bytes = mmap(
		    NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	if (bytes == MAP_FAILED)
		return -1;
	c->bytes = bytes;
	c->len = (size_t)st.st_size;
	if (is_good(c))
		return 0;
	catalogue_close(c);
	return -1;
}

void
catalogue_close(struct catalogue *c)
{
	if (c->bytes != NULL)
		munmap((void *)(uintptr_t)c->bytes, c->len);
	memset(c, 0, sizeof(*c));
}

const char *
catalogue_find(const struct catalogue *c, const char *text)
{
	uint32_t low = 0, high = c->n, middle;
	const char *original;
	int order;

	while (low < high) {
		middle = low + (high - low) / 2;
		original = string_at(c, c->originals, middle);
		if (original == NULL)
			return NULL;
		order = strcmp(text, original);
		if (order == 0)
			return string_at(c, c->translations, middle);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
