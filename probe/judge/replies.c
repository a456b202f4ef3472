#include "probe/judge/replies.h"

#include <stdio.h>
#include <string.h>

#include "probe/judge/vendors.h"
#include "profiles/base/str.h"

enum { IMAP = 1 << PROTO_IMAP, POP3 = 1 << PROTO_POP3, SMTP = 1 << PROTO_SMTP };

/* RFC 5530, RFC 3206, RFC 2449, RFC 2221; RFC 4954 section 6. */
static const struct code {
	unsigned protocols;
	const char *code;
	enum finding_id finding;
} codes[] = {
	{ IMAP, "AUTHENTICATIONFAILED", FINDING_AUTH_PASSWORD },
	{ IMAP, "AUTHORIZATIONFAILED", FINDING_AUTH_AUTHZ },
	{ IMAP, "NOPERM", FINDING_AUTH_AUTHZ },
	{ IMAP, "EXPIRED", FINDING_AUTH_EXPIRED },
	{ IMAP, "PRIVACYREQUIRED", FINDING_AUTH_PRIVACY },
	{ IMAP, "CONTACTADMIN", FINDING_AUTH_CONTACT_ADMIN },
	{ IMAP, "SERVERBUG", FINDING_AUTH_CONTACT_ADMIN },
	{ IMAP, "CORRUPTION", FINDING_AUTH_CONTACT_ADMIN },
	{ IMAP, "UNAVAILABLE", FINDING_AUTH_TEMPORARY },
	{ IMAP, "INUSE", FINDING_AUTH_TEMPORARY },
	{ IMAP, "LIMIT", FINDING_AUTH_RATELIMIT },
	{ IMAP, "OVERQUOTA", FINDING_OVERQUOTA },
	{ IMAP, "WEBALERT", FINDING_AUTH_WEB_LOGIN }, /* Google */
	{ IMAP, "REFERRAL", FINDING_AUTH_REFERRAL },
	{ IMAP, "CANNOT", FINDING_AUTH_AMBIGUOUS },
	{ IMAP, "CLIENTBUG", FINDING_AUTH_AMBIGUOUS },
	{ POP3, "AUTH", FINDING_AUTH_PASSWORD },
	{ POP3, "SYS/TEMP", FINDING_AUTH_TEMPORARY },
	{ POP3, "SYS/PERM", FINDING_AUTH_CONTACT_ADMIN },
	{ POP3, "IN-USE", FINDING_POP3_IN_USE },
	{ POP3, "LOGIN-DELAY", FINDING_POP3_LOGIN_DELAY },
	{ SMTP, "5.7.8", FINDING_AUTH_PASSWORD },
	{ SMTP, "5.7.11", FINDING_AUTH_PRIVACY },
	{ SMTP, "5.7.139", FINDING_AUTH_AMBIGUOUS }, /* Microsoft */
	{ SMTP, "5.7.3", FINDING_AUTH_AMBIGUOUS },   /* Microsoft */
	{ SMTP, "4.7.12", FINDING_AUTH_CONTACT_ADMIN },
	{ SMTP, "4.7.0", FINDING_AUTH_TEMPORARY },
};

static const struct status {
	int status;
	enum finding_id finding;
} statuses[] = {
	{ 538, FINDING_AUTH_PRIVACY },
	{ 530, FINDING_AUTH_PRIVACY },
	{ 432, FINDING_AUTH_CONTACT_ADMIN },
};

#define NELEMS(a) (sizeof(a) / sizeof((a)[0]))

/* The code by itself, or still in its brackets within the reply; what stands
 * behind it, as in [REFERRAL imap://...], does not count. */
static bool
has_code(const char *code, const char *reply, const char *wanted)
{
	char bracket[32];
	const char *at;

	if (code != NULL)
		return str_starts_nocase(code, wanted) &&
		    strchr(" ", code[strlen(wanted)]) != NULL;
	snprintf(bracket, sizeof(bracket), "[%s", wanted);
	at = str_find_nocase(reply, bracket);
	return at != NULL && strchr("] ", at[strlen(bracket)]) != NULL;
}

/* A goodbye without a word of its own. */
static bool
is_bare_bye(const char *reply)
{
	return str_starts_nocase(reply, "* BYE") &&
	    reply[5 + strspn(reply + 5, " .")] == '\0';
}

/*
 * What is left when no code is known, and no words that say more than no.
 * Only what servers usually say of credentials is about the password; the
 * customer would set a new one in vain for everything else.
 */
static enum finding_id
bare_finding(enum protocol p, int status, const char *reply)
{
	enum finding_id said;
	size_t i;

	for (i = 0; i < NELEMS(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].finding;
	if (status >= 400 && status < 500)
		return FINDING_AUTH_TEMPORARY;
	if (vendors_bare(p, reply, &said))
		return said;
	return is_bare_bye(reply) ? FINDING_AUTH_NO_REPLY
				  : FINDING_AUTH_AMBIGUOUS;
}

enum finding_id
replies_finding(
    enum protocol p, const char *code, int status, const char *reply)
{
	enum finding_id said;
	unsigned mask = 1U << p;
	size_t i;

	if (reply == NULL)
		reply = "";
	/* Another program holds the lock; nobody has locked the account. */
	if (p == PROTO_IMAP && has_code(code, reply, "INUSE"))
		return FINDING_AUTH_TEMPORARY;
	if (vendors_finding(p, reply, &said))
		return said;
	if (p == PROTO_SMTP && vendors_is_blocked(reply))
		return FINDING_IP_BLOCKED;
	for (i = 0; i < NELEMS(codes); i++)
		if ((codes[i].protocols & mask) != 0 &&
		    has_code(code, reply, codes[i].code))
			return codes[i].finding;
	return bare_finding(p, status, reply);
}
