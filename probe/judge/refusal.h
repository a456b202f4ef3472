#ifndef PROBE_JUDGE_REFUSAL_H
#define PROBE_JUDGE_REFUSAL_H

#include "profiles/settings/protocol.h"

/* What a refused login says of the way in which it was tried. Pure. */
enum refusal {
	REFUSAL_LOGIN,	/* the mechanism was served: it is about the account */
	REFUSAL_SYNTAX, /* the command was not understood: the mechanism, when
			 * that was all the server had heard */
	REFUSAL_MECHANISM /* that mechanism is not served here, in words or by
			   * a code of its own */
};

/*
 * code is the response code (CANNOT, AUTH, 5.7.4) or NULL, status the SMTP
 * reply code or 0, reply the last line, with or without IMAP's tag, or NULL.
 */
enum refusal refusal_of(
    enum protocol p, const char *code, int status, const char *reply);

#endif
