#include "cmd/tell/teller.h"

#include <assert.h>
#include <string.h>

static const struct teller tellers[] = {
	{ "text", tell_text },
	{ "json", tell_json },
};

const struct teller *
teller_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(tellers) / sizeof(tellers[0]); i++)
		if (strcmp(tellers[i].name, name) == 0)
			return &tellers[i];
	assert(0);
	return NULL;
}
