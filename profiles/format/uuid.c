#include "profiles/format/uuid.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/digest.h"
#include "profiles/base/mem.h"

/* Drawn at random once; it marks the UUIDs made by this program. */
static const uint8_t space[16] = { 0x90, 0x39, 0xcb, 0xd2, 0xe1, 0x2e, 0x4d,
	0xc6, 0x99, 0xdf, 0xda, 0xc0, 0xce, 0xfe, 0x48, 0x81 };

void
uuid_make(const void *name, size_t len, char out[UUID_SIZE])
{
	uint8_t *text = xmalloc(sizeof(space) + len);
	uint8_t u[DIGEST_SHA1_BYTES];

	memcpy(text, space, sizeof(space));
	memcpy(text + sizeof(space), name, len);
	/* Version 5 of UUIDs is made of SHA-1 (RFC 9562 section 5.5). */
	digest_sha1(text, sizeof(space) + len, u);
	free(text);
	u[6] = (uint8_t)((u[6] & 0x0f) | 0x50);
	u[8] = (uint8_t)((u[8] & 0x3f) | 0x80);
	snprintf(out, UUID_SIZE,
	    "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-"
	    "%02X%02X%02X%02X%02X%02X",
	    u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8], u[9], u[10],
	    u[11], u[12], u[13], u[14], u[15]);
}
