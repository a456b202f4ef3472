// room: profiles/read
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"
#include "profiles/format/pacc-digest.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"
#include "tests/fuzz/check-settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_record(const char *bytes, size_t size)
{
	unsigned char digest[PACC_DIGEST_BYTES];
	char *text = xmalloc(size + 1);

	memcpy(text, bytes, size);
	text[size] = '\0';
	pacc_digest_read(text, digest);
	free(text);
}

/* What comes out of any bytes is complete and harmless, or nothing. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data, *why = NULL;
	const struct endpoint *e;
	struct settings *s;

	read_record(bytes, size);
	s = read_pacc(bytes, size, "anna@example.org", &why);
	if (s == NULL) {
		if (why == NULL)
			abort();
		return 0;
	}
	if (settings_is_empty(s) != (why != NULL))
		abort();
	check_settings(s);
	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->security != SECURITY_TLS ||
		    e->port != endpoint_port(e->protocol, SECURITY_TLS) ||
		    strcmp(e->username, "anna@example.org") != 0)
			abort();
	settings_free(&s);
	return 0;
}
