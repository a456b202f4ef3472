#include "profiles/read/reader.h"

#include <string.h>

#include "profiles/base/str.h"

enum { SNIFF = 1024, NAME_MAX_BYTES = 32 };

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

/* Behind what may stand before the first element of XML: a byte order mark,
 * blanks, the declaration, comments. */
static const char *
skip_prolog(const char *text)
{
	const char *end;

	if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
		text += 3;
	for (;;) {
		text += strspn(text, " \t\r\n");
		if (strncmp(text, "<?", 2) == 0)
			end = strstr(text, "?>");
		else if (strncmp(text, "<!--", 4) == 0)
			end = strstr(text + 4, "-->");
		else
			return text;
		if (end == NULL)
			return text;
		text = end + (*end == '?' ? 2 : 3);
	}
}

/* The first element is that of a document we read, or it is JSON. */
static bool
begins_document(const char *text)
{
	static const char *const roots[] = { "clientConfig", "Autodiscover" };
	char name[NAME_MAX_BYTES + 1];
	const char *at;
	size_t i, n;

	text = skip_prolog(text);
	if (*text == '{')
		return true;
	if (*text != '<')
		return false;
	n = strcspn(text + 1, " \t\r\n/>");
	if (n > NAME_MAX_BYTES)
		return false;
	memcpy(name, text + 1, n);
	name[n] = '\0';
	at = strchr(name, ':');
	for (i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		if (strcmp(at == NULL ? name : at + 1, roots[i]) == 0)
			return true;
	return false;
}

bool
reader_is_web_page(const char *type, const char *bytes, size_t len)
{
	char head[SNIFF + 1];
	size_t n = len < SNIFF ? len : SNIFF;

	memcpy(head, bytes, n);
	head[n] = '\0';
	if (begins_document(head))
		return false;
	return str_starts_nocase(type, "text/html") ||
	    str_find_nocase(head, "<!doctype html") != NULL ||
	    str_find_nocase(head, "<html") != NULL;
}
