#include "probe/judge/replies.h"

#include <stdio.h>
#include <string.h>

#include "profiles/base/str.h"

enum {
	IMAP = 1 << PROTO_IMAP,
	POP3 = 1 << PROTO_POP3,
	SMTP = 1 << PROTO_SMTP,
	ANY = IMAP | POP3 | SMTP
};

/* Words that a server is known to say; the first row that fits counts. */
static const struct fragment {
	unsigned protocols;
	const char *text; /* anywhere in the reply, without regard to case */
	enum finding_id finding;
} fragments[] = {
	/* a password of its own for mail programs */
	{ ANY, "application-specific password", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "answer/185833", FINDING_AUTH_APP_PASSWORD }, /* Google */
	{ SMTP, "InvalidSecondFactor", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "app password", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "app-password", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "application password", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "aplication password", FINDING_AUTH_APP_PASSWORD }, /* sic */
	{ ANY, "parol prilozheniya", FINDING_AUTH_APP_PASSWORD },  /* mail.ru */
	{ ANY, "#MBR1212", FINDING_AUTH_APP_PASSWORD },		   /* Yahoo */
	{ SMTP, "#AUTH005", FINDING_AUTH_APP_PASSWORD },	   /* Yahoo */
	{ ANY, "or access token", FINDING_AUTH_APP_PASSWORD }, /* Fastmail */
	{ ANY, "toid authentication disabled",
	    FINDING_AUTH_APP_PASSWORD }, /* T-Online */

	/* the browser first */
	{ ANY, "web browser", FINDING_AUTH_WEB_LOGIN },	 /* Google */
	{ ANY, "answer/78754", FINDING_AUTH_WEB_LOGIN }, /* Google */
	{ ANY, "WebLoginRequired", FINDING_AUTH_WEB_LOGIN },

	/* several causes in one sentence */
	{ IMAP, "or IMAP is disabled", FINDING_AUTH_AMBIGUOUS },   /* Yandex */
	{ ANY, "account is abnormal", FINDING_AUTH_AMBIGUOUS },	   /* QQ */
	{ ANY, "user has no permission", FINDING_AUTH_AMBIGUOUS }, /* 163 */
	{ IMAP, "authenticated but not connected",
	    FINDING_AUTH_AMBIGUOUS }, /* Microsoft */
	{ IMAP, "no authenticate failed",
	    FINDING_AUTH_AMBIGUOUS }, /* Microsoft */

	/* switched off */
	{ ANY, "disabled for your domain", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "disabled for the tenant", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "disabled for the mailbox", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "smtp_auth_disabled", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "basic authentication is disabled",
	    FINDING_AUTH_DISABLED_BASIC },
	{ ANY, "not enabled for pop", FINDING_AUTH_DISABLED },
	{ ANY, "not enabled for imap", FINDING_AUTH_DISABLED },
	{ ANY, "yet to enable", FINDING_AUTH_DISABLED },   /* Zoho */
	{ ANY, "access disabled", FINDING_AUTH_DISABLED }, /* Courier */
	{ ANY, "imap is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop3 is disabled", FINDING_AUTH_DISABLED },

	/* too much, too often */
	{ ANY, "simultaneous connections", FINDING_CONNECTION_LIMIT },
	{ ANY, "maximum number of connections", FINDING_CONNECTION_LIMIT },
	{ ANY, "too many connections", FINDING_CONNECTION_LIMIT },
	{ ANY, "too many", FINDING_AUTH_RATELIMIT },
	{ ANY, "throttled", FINDING_AUTH_RATELIMIT }, /* Microsoft */
	{ ANY, "rate limit", FINDING_AUTH_RATELIMIT },
	{ ANY, "frequency limited", FINDING_AUTH_RATELIMIT },
	{ ANY, "session expired", FINDING_AUTH_RATELIMIT },  /* Google */
	{ IMAP, "login ommm", FINDING_AUTH_RATELIMIT },	     /* Yandex */
	{ POP3, "minutes apart", FINDING_POP3_LOGIN_DELAY }, /* Cyrus */
	{ POP3, "unable to lock", FINDING_POP3_IN_USE },
	{ POP3, "maildrop already locked", FINDING_POP3_IN_USE },

	/* no TLS, the server believes */
	{ ANY, "under a layer", FINDING_AUTH_PRIVACY }, /* Cyrus */
	{ ANY, "tls required", FINDING_AUTH_PRIVACY },	/* Courier */
	{ ANY, "text authentication disallowed",
	    FINDING_AUTH_PRIVACY }, /* Dovecot: cleartext, plaintext */
	{ ANY, "issue a starttls", FINDING_AUTH_PRIVACY },
	{ ANY, "stronger authentication", FINDING_AUTH_PRIVACY },
	{ SMTP, "authentication not enabled", FINDING_SMTP_NO_AUTH },
	{ SMTP, "used when not advertised", FINDING_SMTP_NO_AUTH }, /* Exim */

	/* the account */
	{ ANY, "password expired", FINDING_AUTH_EXPIRED },
	{ ANY, "password has expired", FINDING_AUTH_EXPIRED },
	{ ANY, "sts service", FINDING_AUTH_CONTACT_ADMIN }, /* Microsoft */
	{ ANY, "sts url", FINDING_AUTH_CONTACT_ADMIN },	    /* Microsoft */
	{ ANY, "account disabled", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "account is disabled", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "account locked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "account is locked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "suspended", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "chdir ", FINDING_AUTH_CONTACT_ADMIN }, /* Courier */

	/* later */
	{ ANY, "temporary authentication failure", FINDING_AUTH_TEMPORARY },
	{ ANY, "temporary problem", FINDING_AUTH_TEMPORARY }, /* Courier */
	{ ANY, "temporarily unavailable", FINDING_AUTH_TEMPORARY },
	{ ANY, "temporary internal", FINDING_AUTH_TEMPORARY },
	{ ANY, "unable to authenticate at present",
	    FINDING_AUTH_TEMPORARY }, /* Exim */
};

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
	{ 535, FINDING_AUTH_PASSWORD },
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

/* "a3 BAD ...": the server did not understand, which judges no password. */
static bool
is_bad(const char *reply)
{
	const char *second = strchr(reply, ' ');

	return str_starts_nocase(reply, "BAD ") ||
	    (second != NULL && str_starts_nocase(second, " BAD "));
}

/* What is left when neither words nor codes are known. */
static enum finding_id
bare_finding(enum protocol p, int status, const char *reply)
{
	size_t i;

	for (i = 0; i < NELEMS(statuses); i++)
		if (statuses[i].status == status)
			return statuses[i].finding;
	if (status >= 400 && status < 500)
		return FINDING_AUTH_TEMPORARY;
	/* RFC 3501 section 7.1.5: goodbye is no answer to the login. */
	if (p == PROTO_IMAP && str_starts_nocase(reply, "* BYE"))
		return FINDING_AUTH_NO_REPLY;
	if (status != 0 || is_bad(reply))
		return FINDING_AUTH_AMBIGUOUS;
	return FINDING_AUTH_PASSWORD;
}

enum finding_id
replies_finding(
    enum protocol p, const char *code, int status, const char *reply)
{
	unsigned mask = 1U << p;
	size_t i;

	if (reply == NULL)
		reply = "";
	for (i = 0; i < NELEMS(fragments); i++)
		if ((fragments[i].protocols & mask) != 0 &&
		    str_find_nocase(reply, fragments[i].text) != NULL)
			return fragments[i].finding;
	for (i = 0; i < NELEMS(codes); i++)
		if ((codes[i].protocols & mask) != 0 &&
		    has_code(code, reply, codes[i].code))
			return codes[i].finding;
	return bare_finding(p, status, reply);
}
