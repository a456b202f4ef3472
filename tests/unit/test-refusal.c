// room: probe/judge
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "probe/judge/refusal.h"

#define IMAP PROTO_IMAP
#define POP3 PROTO_POP3
#define SMTP PROTO_SMTP

static const struct row {
	enum protocol protocol;
	const char *code;
	int status;
	const char *reply;
	enum refusal means;
} rows[] = {
	/* of the mechanism: in words, or by a code for just that */
	{ IMAP, "CANNOT", 0, "P1 NO [CANNOT] no", REFUSAL_MECHANISM },
	{ IMAP, NULL, 0, "P1 NO AUTHENTICATE mechanism not supported, mate",
	    REFUSAL_MECHANISM },
	{ IMAP, NULL, 0, "NO bad protocol / cancel", REFUSAL_MECHANISM },
	{ IMAP, NULL, 0, "NO no mechanism available", REFUSAL_MECHANISM },
	{ IMAP, "AUTHENTICATIONFAILED", 0,
	    "P1 NO [AUTHENTICATIONFAILED] Unsupported authentication "
	    "mechanism.",
	    REFUSAL_MECHANISM },
	{ IMAP, "", 0, "P1 BAD Unknown SASL mechanism", REFUSAL_MECHANISM },
	{ IMAP, NULL, 0, "P1 NO LOGIN command not supported here",
	    REFUSAL_MECHANISM },
	{ POP3, NULL, 0, "-ERR unknown mechanism", REFUSAL_MECHANISM },
	{ POP3, "AUTH", 0, "-ERR [AUTH] authenticating: bad protocol / cancel",
	    REFUSAL_MECHANISM },
	{ POP3, "AUTH", 0, "-ERR [AUTH] Unsupported authentication mechanism.",
	    REFUSAL_MECHANISM },
	{ POP3, NULL, 0, "-ERR mechanism \"PLAIN\" is not available",
	    REFUSAL_MECHANISM },
	{ SMTP, "5.7.4", 504, "504 5.7.4 Unrecognized authentication type",
	    REFUSAL_MECHANISM },
	{ SMTP, NULL, 504, "504 no", REFUSAL_MECHANISM },
	{ SMTP, "5.7.8", 535, "535 5.7.8 Authentication method not supported",
	    REFUSAL_MECHANISM },
	{ SMTP, "5.7.9", 534, "534 5.7.9 Authentication mechanism is too weak",
	    REFUSAL_MECHANISM },
	/* a command that is not known */
	{ IMAP, NULL, 0, "P1 BAD what", REFUSAL_SYNTAX },
	{ IMAP, NULL, 0, "BAD what", REFUSAL_SYNTAX },
	{ POP3, NULL, 0, "-ERR Unknown command.", REFUSAL_SYNTAX },
	{ SMTP, "5.5.1", 502, "502 5.5.1 no", REFUSAL_SYNTAX },
	{ SMTP, NULL, 500, "500 what", REFUSAL_SYNTAX },
	/* of the account */
	{ IMAP, NULL, 0, "P1 NO wrong", REFUSAL_LOGIN },
	{ IMAP, NULL, 0, NULL, REFUSAL_LOGIN },
	{ IMAP, "AUTHENTICATIONFAILED", 0, "P1 BAD [AUTHENTICATIONFAILED] no",
	    REFUSAL_LOGIN },
	{ IMAP, NULL, 0, "P1 BAD Request is throttled", REFUSAL_LOGIN },
	{ IMAP, NULL, 0, "P1 NO unknown user, mechanism PLAIN", REFUSAL_LOGIN },
	{ IMAP, "PRIVACYREQUIRED", 0,
	    "NO [PRIVACYREQUIRED] mechanism not supported without TLS",
	    REFUSAL_LOGIN },
	{ POP3, "AUTH", 0, "-ERR [AUTH] mechanism PLAIN: wrong password",
	    REFUSAL_LOGIN },
	{ POP3, "AUTH", 0, "-ERR [AUTH] Authentication mechanism failed",
	    REFUSAL_LOGIN },
	{ POP3, "SYS/TEMP", 0, "-ERR [SYS/TEMP] mechanism not available",
	    REFUSAL_LOGIN },
	{ POP3, NULL, 0, "-ERR wrong", REFUSAL_LOGIN },
	{ SMTP, "5.7.8", 535, "535 5.7.8 Error: authentication failed",
	    REFUSAL_LOGIN },
	{ SMTP, "5.7.9", 534, "534-5.7.9 Application-specific password",
	    REFUSAL_LOGIN },
	{ SMTP, NULL, 454, "454 mechanism not available", REFUSAL_LOGIN },
};

static void
refusals_mean_what_they_say(void **state)
{
	const struct row *r;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r = &rows[i];
		if (refusal_of(r->protocol, r->code, r->status, r->reply) !=
		    r->means)
			fail_msg("row %zu: %s", i, r->reply);
	}
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_mean_what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
