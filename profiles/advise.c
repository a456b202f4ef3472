#include "profiles/advise.h"

#include <string.h>

static const char *const names[ADVICE_REASON_COUNT] = {
	[ADVICE_IMAP_PROVEN] = "imap.proven",
	[ADVICE_POP3_ONLY] = "pop3.only",
};

bool
advise(bool imap, bool pop3, struct advice *out)
{
	if (!imap && !pop3)
		return false;
	memset(out, 0, sizeof(*out));
	out->protocol = imap ? PROTO_IMAP : PROTO_POP3;
	out->reasons[0] = imap ? ADVICE_IMAP_PROVEN : ADVICE_POP3_ONLY;
	out->nreasons = 1;
	return true;
}

const char *
advice_reason_name(enum advice_reason r)
{
	return names[r];
}
