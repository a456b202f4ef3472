#include "probe/base/idna.h"

#include <idn2.h>
#include <stddef.h>

#include "probe/base/arena.h"
#include "probe/base/str.h"

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
