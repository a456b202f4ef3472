#include "profiles/base/late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static late_missing_fn *on_missing;

void
late_on_missing(late_missing_fn *fn)
{
	on_missing = fn;
}

static void
die(const char *library)
{
	const char *why = dlerror();

	if (why == NULL)
		why = library;
	if (on_missing != NULL)
		on_missing(why);
	fprintf(stderr, "postlotse: a library cannot be loaded: %s\n", why);
	exit(2);
}

void
late_load(
    const char *library, const char *const names[], size_t n, void *calls_out)
{
	void *lib = dlopen(library, RTLD_NOW | RTLD_LOCAL), *symbol;
	size_t i;

	if (lib == NULL)
		die(library);
	for (i = 0; i < n; i++) {
		symbol = dlsym(lib, names[i]);
		if (symbol == NULL)
			die(library);
		/* ISO C does not turn a pointer to data into one to a
		 * function. */
		memcpy((char *)calls_out + i * sizeof(symbol), &symbol,
		    sizeof(symbol));
	}
}
