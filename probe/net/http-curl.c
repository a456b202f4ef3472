#include "probe/net/http-curl.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char library[] = "libcurl.so.4";

static void
die(void)
{
	const char *why = dlerror();

	fprintf(stderr, "postlotse: cannot load %s: %s\n", library,
	    why == NULL ? "not as expected" : why);
	exit(2);
}

static void
find(void *lib, const char *name, void *call, size_t size)
{
	void *symbol = dlsym(lib, name);

	if (symbol == NULL)
		die();
	/* ISO C does not turn a pointer to data into one to a function. */
	memcpy(call, &symbol, size);
}

#define FIND(call) find(lib, "curl_" #call, &calls.call, sizeof(calls.call));

/* It is never closed: its libraries keep data of the process. */
const struct http_curl *
http_curl(void)
{
	static struct http_curl calls;
	static void *lib;

	if (lib != NULL)
		return &calls;
	lib = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	if (lib == NULL)
		die();
	HTTP_CURL_CALLS(FIND)
	return &calls;
}
