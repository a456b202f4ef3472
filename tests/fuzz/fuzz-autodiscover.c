// room: profiles/read
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/format/autodiscover.h"
#include "profiles/settings/settings.h"
#include "tests/fuzz/check-settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever comes: complete settings, one way on, or a reason. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = { NULL };
	struct autodiscover found;
	const char *why, *url;
	bool usable;

	autodiscover_read(
	    &a, (const char *)data, size, "anna@example.org", &found);
	usable = found.settings != NULL && !settings_is_empty(found.settings);
	if (usable + (found.redirect_url != NULL) +
		(found.redirect_address != NULL) + (found.why != NULL) !=
	    1)
		abort();
	if (found.settings != NULL)
		check_settings(found.settings);
	settings_free(&found.settings);
	url = autodiscover_url(&a, (const char *)data, size, &why);
	if ((url == NULL) == (why == NULL))
		abort();
	arena_clear(&a);
	return 0;
}
