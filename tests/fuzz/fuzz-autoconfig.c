// room: profiles/provider
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/provider/export.h"
#include "profiles/provider/import.h"
#include "profiles/provider/provider.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"
#include "tests/fuzz/check-settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An entry of the database comes out, or a reason. */
static void
import(const char *bytes, size_t size)
{
	struct arena arena = { NULL };
	struct provider_import result;
	struct provider *p;
	struct buf out;

	p = provider_import(
	    &arena, "a.xml", "2026-01-01", bytes, size, &result);
	if (p == NULL && result.why == NULL)
		abort();
	arena_clear(&arena);
	if (p != NULL && p->ndomains + p->nmx > 0) {
		buf_init(&out, 16 * READER_BYTES_MAX);
		if (provider_export(p, &out, NULL) == -1 || out.len == 0)
			abort();
		buf_clear(&out);
	}
	provider_free(&p);
}

/* What comes out of any bytes is complete and harmless, or nothing. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data, *why = NULL;
	struct settings *s;

	reader_is_web_page("text/xml", bytes, size);
	reader_is_web_page("text/html", bytes, size);
	import(bytes, size);
	s = read_autoconfig(bytes, size, "anna@example.org", &why);
	if (s == NULL) {
		if (why == NULL)
			abort();
		return 0;
	}
	if (settings_is_empty(s) != (why != NULL))
		abort();
	check_settings(s);
	settings_free(&s);
	return 0;
}
