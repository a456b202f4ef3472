#include "profiles/base/idna.h"

#include <idn2.h>
#include <stddef.h>

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
	return name;
}
