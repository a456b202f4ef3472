#include "profiles/settings/hint.h"

#include <stddef.h>
#include <string.h>

#ifndef N_
#define N_(text) text
#endif

static const struct hint {
	const char *code;
	bool first;
	const char *text;
} hints[] = {
#define HINT(id, code, first, text) [HINT_##id] = { code, first, text },
#include "profiles/settings/hint.def"
#undef HINT
};

const char *
hint_code(enum hint_id id)
{
	return hints[id].code;
}

static const struct hint *
hint_find(const char *code)
{
	size_t i;

	for (i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (strcmp(hints[i].code, code) == 0)
			return &hints[i];
	return NULL;
}

const char *
hint_sentence(const char *code)
{
	const struct hint *h = hint_find(code);

	return h == NULL ? NULL : h->text;
}

bool
hint_is_first(const char *code)
{
	const struct hint *h = hint_find(code);

	return h != NULL && h->first;
}
