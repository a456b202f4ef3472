#ifndef PROFILES_ADVISE_H
#define PROFILES_ADVISE_H

#include <stdbool.h>
#include <stddef.h>

#include "profiles/endpoint.h"

/* Why a protocol is advised; names of the report, see advice_reason_name. */
enum advice_reason {
	ADVICE_IMAP_PROVEN, /* mail stays on the server, for every device */
	ADVICE_POP3_ONLY,   /* POP3 works and IMAP does not */
	ADVICE_REASON_COUNT
};

enum { ADVICE_REASONS = 4 };

struct advice {
	enum protocol protocol; /* PROTO_IMAP or PROTO_POP3 */
	enum advice_reason reasons[ADVICE_REASONS];
	size_t nreasons;
};

/*
 * Which protocol to set up, given which of the two a login has proven.
 * Returns false, with nothing filled, when neither works. Pure.
 */
bool advise(bool imap, bool pop3, struct advice *out);
/* "imap.proven": static, stable. */
const char *advice_reason_name(enum advice_reason r);

#endif
