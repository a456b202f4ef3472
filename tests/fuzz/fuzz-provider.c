// room: profiles/provider
#include <stdint.h>
#include <stdlib.h>

#include "profiles/base/err.h"
#include "profiles/provider/check.h"
#include "profiles/settings/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a provider file, as the loader and as `validate` read them. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct provider_problems problems;
	struct provider *p = NULL;
	struct settings *s;
	struct err err;

	if (provider_parse("fuzz", (const char *)data, size, &p, &err) == 0) {
		s = provider_settings(p, "anna@example.org");
		settings_free(&s);
		provider_free(&p);
	}
	provider_problems_init(&problems);
	p = provider_validate(&problems, "fuzz", (const char *)data, size);
	provider_free(&p);
	provider_problems_clear(&problems);
	return 0;
}
