// layer: profiles
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/base/str.h"
#include "profiles/reader.h"
#include "profiles/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What comes out of any bytes is complete and harmless, or nothing. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data, *why = NULL;
	const struct endpoint *e;
	struct settings *s;

	reader_is_web_page(bytes, size);
	s = read_autoconfig(bytes, size, "anna@example.org", &why);
	if (s == NULL) {
		if (why == NULL)
			abort();
		return 0;
	}
	if (STAILQ_EMPTY(&s->endpoints))
		abort();
	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (!str_is_host(e->host, false) || e->port == 0 ||
		    e->nauths > ENDPOINT_AUTHS || e->protocol >= PROTO_COUNT ||
		    (e->username != NULL && strpbrk(e->username, " %\r\n")))
			abort();
	settings_free(&s);
	return 0;
}
