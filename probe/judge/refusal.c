#include "probe/judge/refusal.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "profiles/base/str.h"

/* "Unsupported authentication mechanism" (Dovecot), "504 5.7.4 Unrecognized
 * authentication type" (Exchange), "mechanism PLAIN is not available": a noun
 * with one of these in front of it or close behind it. */
static const char *const nouns[] = { "mechanism", "authentication type",
	"authentication method", "auth type", "auth method", NULL };
static const char *const in_front[] = { "unsupported ", "unknown ",
	"unrecognized ", "unrecognised ", "invalid ", "no ", "no such ",
	"unsupported authentication ", "unknown authentication ",
	"unrecognized authentication ", "unrecognised authentication ",
	"invalid authentication ", "no such authentication ",
	"unsupported sasl ", "unknown sasl ", "invalid sasl ",
	"unsupported auth ", "unknown auth ", "invalid auth ", NULL };
static const char *const behind[] = { "not supported", "unsupported",
	"not available", "unavailable", "not implemented", "not permitted",
	"not allowed", "not recognized", "not recognised", "too weak", NULL };
enum { BEHIND_MAX = 40 };

/* The same without such a noun.  The first is Cyrus SASL where it offered
 * SCRAM-SHA-256-PLUS inside TLS 1.3 (SASL_BADPROT, saslerr.c of 2.1.28). */
static const char *const sentences[] = { "bad protocol / cancel",
	"authenticate not supported", "authenticate command not supported",
	"login command not supported", "login not supported",
	"login is disabled, use", "use authenticate", NULL };

/* A reply that does not understand the command. */
static const char *const unknown[] = { "unknown command", "invalid command",
	"bad command", "unrecognized command", "unrecognised command",
	"command not", "mechanism", NULL };

/* A bare BAD to IMAP's AUTHENTICATE that is about more than the mechanism. */
static const char *const beyond[] = { "throttled", "authenticated",
	"Command Error", NULL };

static bool
has_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_find_nocase(text, *words) != NULL)
			return true;
	return false;
}

static bool
is_code(const char *code, const char *wanted)
{
	return code != NULL && str_equal_nocase(code, wanted);
}

/* noun points into text. */
static bool
stands_in_front(const char *text, const char *noun)
{
	const char *const *w;
	size_t n;

	for (w = in_front; *w != NULL; w++) {
		n = strlen(*w);
		if ((size_t)(noun - text) >= n &&
		    strncasecmp(noun - n, *w, n) == 0)
			return true;
	}
	return false;
}

static bool
stands_behind(const char *noun)
{
	const char *const *w, *at;

	for (w = behind; *w != NULL; w++) {
		at = str_find_nocase(noun, *w);
		if (at != NULL && at - noun <= BEHIND_MAX)
			return true;
	}
	return false;
}

static bool
says_so(const char *reply)
{
	const char *const *w, *at;

	if (has_one_of(reply, sentences))
		return true;
	for (w = nouns; *w != NULL; w++)
		for (at = str_find_nocase(reply, *w); at != NULL;
		     at = str_find_nocase(at + 1, *w))
			if (stands_in_front(reply, at) || stands_behind(at))
				return true;
	return false;
}

/* "a3 BAD ...", or the same without the tag */
static bool
is_bad(const char *reply)
{
	const char *second = strchr(reply, ' ');

	return str_starts_nocase(reply, "BAD ") ||
	    (second != NULL && str_starts_nocase(second, " BAD "));
}

/* RFC 5530: CANNOT is never going to succeed; the other codes tell of the
 * account, but for the one that servers use for any refusal. */
static enum refusal
of_imap(const char *code, const char *reply)
{
	if (is_code(code, "CANNOT"))
		return REFUSAL_MECHANISM;
	if (code != NULL && !is_code(code, "AUTHENTICATIONFAILED") &&
	    !is_code(code, "CLIENTBUG") && !is_code(code, "ALERT"))
		return REFUSAL_LOGIN;
	if (says_so(reply))
		return REFUSAL_MECHANISM;
	return code == NULL && is_bad(reply) && !has_one_of(reply, beyond)
	    ? REFUSAL_SYNTAX
	    : REFUSAL_LOGIN;
}

/*
 * RFC 3206: [AUTH] is about the credentials, although there is talk of a
 * mechanism; unless it is "Unsupported authentication mechanism", which is how
 * Dovecot 2.3 refuses USER and PASS where it has no PLAIN.
 */
static enum refusal
of_pop3(const char *code, const char *reply)
{
	if (code != NULL && !is_code(code, "AUTH"))
		return REFUSAL_LOGIN;
	if (says_so(reply))
		return REFUSAL_MECHANISM;
	return code == NULL && has_one_of(reply, unknown) ? REFUSAL_SYNTAX
							  : REFUSAL_LOGIN;
}

/* RFC 4954 section 4: 504; RFC 5321 section 4.2.4: 500 and 502. */
static enum refusal
of_smtp(int status, const char *reply)
{
	if (status == 504 || (status >= 500 && says_so(reply)))
		return REFUSAL_MECHANISM;
	return status == 500 || status == 502 ? REFUSAL_SYNTAX : REFUSAL_LOGIN;
}

enum refusal
refusal_of(enum protocol p, const char *code, int status, const char *reply)
{
	if (reply == NULL)
		reply = "";
	if (code != NULL && *code == '\0')
		code = NULL;
	switch (p) {
	case PROTO_IMAP:
		return of_imap(code, reply);
	case PROTO_POP3:
		return of_pop3(code, reply);
	default:
		return of_smtp(status, reply);
	}
}
