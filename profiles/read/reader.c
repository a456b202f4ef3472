#include "profiles/read/reader.h"

#include <string.h>

#include "profiles/base/str.h"

enum { SNIFF = 1024 };

static const struct reader readers[] = {
	{ "autoconfig", read_autoconfig },
	{ "pacc", read_pacc },
};

const struct reader *
reader_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(readers) / sizeof(readers[0]); i++)
		if (strcmp(readers[i].name, name) == 0)
			return &readers[i];
	return NULL;
}

bool
reader_is_web_page(const char *bytes, size_t len)
{
	char head[SNIFF + 1];
	size_t n = len < SNIFF ? len : SNIFF;

	memcpy(head, bytes, n);
	head[n] = '\0';
	return str_find_nocase(head, "<!doctype html") != NULL ||
	    str_find_nocase(head, "<html") != NULL;
}
