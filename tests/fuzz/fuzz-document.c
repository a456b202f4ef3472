// room: profiles/read
#include <stdint.h>

#include "profiles/base/err.h"
#include "profiles/read/document.h"

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
