#include "profiles/base/idna.h"

#include <idn2.h>
#include <stddef.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/str.h"

const char *
idna_ascii(struct arena *a, const char *text)
{
	char *ascii, *name;

	if (idn2_to_ascii_8z(
		text, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
		return NULL;
	name = str_lower(arena_strdup(a, ascii));
	idn2_free(ascii);
	return str_is_host(name, false) ? name : NULL;
}

const char *
idna_unicode(struct arena *a, const char *text)
{
	const char *name;
	char *unicode;

	if (str_find_nocase(text, "xn--") == NULL ||
	    idn2_to_unicode_8z8z(text, &unicode, 0) != IDN2_OK)
		return NULL;
	name = arena_strdup(a, unicode);
	idn2_free(unicode);
	return str_fault(name) == STR_FINE ? name : NULL;
}

const char *
idna_typed(struct arena *a, const char *text)
{
	size_t len = strlen(text);

	if (str_is_ip(text))
		return str_lower(arena_strdup(a, text));
	/* The dot at the end says that the name is whole (RFC 1034 section
	 * 3.1), as ours always are. */
	if (len > 1 && text[len - 1] == '.')
		text = arena_strndup(a, text, len - 1);
	if (!str_is_ascii(text))
		return idna_ascii(a, text);
	return str_is_host(text, false) ? str_lower(arena_strdup(a, text))
					: NULL;
}
