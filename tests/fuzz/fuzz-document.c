// layer: profiles
#include <stdint.h>

#include "probe/base/err.h"
#include "profiles/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Any bytes as a report or settings document (--settings). */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct document d;
	struct err err;

	if (document_read(
		(const char *)data, size, "anna@example.org", &d, &err) == 0)
		document_clear(&d);
	return 0;
}
