#include "profiles/format/pacc-digest.h"

#include <string.h>

#include "profiles/base/digest.h"
#include "profiles/base/str.h"

/*
 * draft-ietf-mailmaint-pacc, as tags may stand in a TXT record:
 *
 *	record = tag *(";" tag) [";"]		in any order, blanks anywhere
 *	tag    = "v=UAAC1" / "a=sha256" / "d=" base64 / name "=" value
 *
 * An unknown tag is passed over; one of ours that comes twice is an error.
 */

enum { TEXT_MAX = 1024 };

/* A copy without blanks; false when it would not fit. */
static bool
squeeze(const char *text, char out[TEXT_MAX])
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		if (strchr(" \t\r\n", *text) != NULL)
			continue;
		if (n == TEXT_MAX - 1)
			return false;
		out[n++] = *text;
	}
	out[n] = '\0';
	return true;
}

bool
pacc_digest_read(const char *text, unsigned char digest_out[PACC_DIGEST_BYTES])
{
	char copy[TEXT_MAX], *rest = copy, *tag;
	const char *values[] = { NULL, NULL, NULL };
	static const char names[] = "vad";
	const char *at;

	if (!squeeze(text, copy))
		return false;
	while ((tag = strsep(&rest, ";")) != NULL) {
		if (tag[0] == '\0' || tag[1] != '=')
			continue;
		at = strchr(names, tag[0]);
		if (at == NULL)
			continue;
		if (values[at - names] != NULL)
			return false;
		values[at - names] = tag + 2;
	}
	if (values[0] == NULL || values[1] == NULL || values[2] == NULL ||
	    strcmp(values[0], "UAAC1") != 0 ||
	    !str_equal_nocase(values[1], "sha256"))
		return false;
	return digest_parse_sha256(values[2], digest_out);
}

void
pacc_digest_write(
    const char *bytes, size_t len, char text_out[PACC_DIGEST_TEXT])
{
	unsigned char digest[DIGEST_SHA256_BYTES];

	digest_sha256(bytes, len, digest);
	digest_base64(digest, sizeof(digest), text_out);
}
