#ifndef PROBE_REPORT_SEND_RESULT_H
#define PROBE_REPORT_SEND_RESULT_H

#include <stdbool.h>
#include <stdint.h>

/* What came of asking a server whether the address may send; memory as in
 * report.h. */

enum send_outcome { SEND_SKIPPED, SEND_OK, SEND_REFUSED, SEND_UNANSWERED };

/* Why a server was not asked whether the address may send. */
enum send_skip {
	SEND_SKIP_NONE,
	SEND_SKIP_UNASKED, /* it was not wanted */
	SEND_SKIP_PORT,	   /* port 25 is not for that */
	SEND_SKIP_ADDRESS, /* no command can hold the address */
	SEND_SKIP_UTF8	   /* the address needs SMTPUTF8, not offered */
};

/* An answer to MAIL FROM or RCPT TO. */
struct send_reply {
	int status;	  /* reply code, 0: no answer */
	const char *code; /* enhanced status code, or NULL */
	const char *text; /* printable, or NULL */
};

/* SMTP, after a login: may this account send as its address? */
struct send_result {
	enum send_outcome outcome;
	enum send_skip skip;
	const char *path; /* the address as in the commands, or NULL */
	bool utf8;	  /* which need SMTPUTF8 */
	struct send_reply sender, recipient;
	int64_t size_limit; /* bytes of a message; 0: no limit, -1: not told */
};

#endif
