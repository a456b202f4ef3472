#include "probe/judge/vendors.h"

#include <string.h>

#include "probe/judge/phrase.h"
#include "profiles/base/str.h"

enum {
	IMAP = 1 << PROTO_IMAP,
	POP3 = 1 << PROTO_POP3,
	SMTP = 1 << PROTO_SMTP,
	ANY = IMAP | POP3 | SMTP
};

/* Where a login was rejected; the first row that fits counts. */
static const struct saying {
	unsigned protocols;
	const char *phrase; /* as phrase_said takes it */
	enum finding_id finding;
} sayings[] = {
	/* several causes in one sentence */
	{ IMAP, "or IMAP is disabled", FINDING_AUTH_AMBIGUOUS },   /* Yandex */
	{ ANY, "account is abnormal", FINDING_AUTH_AMBIGUOUS },	   /* QQ */
	{ ANY, "user has no permission", FINDING_AUTH_AMBIGUOUS }, /* 163 */
	{ IMAP, "authenticated but not connected",
	    FINDING_AUTH_AMBIGUOUS }, /* Microsoft */
	{ IMAP, "no authenticate failed",
	    FINDING_AUTH_AMBIGUOUS }, /* Microsoft */

	/* a password of its own for mail programs */
	{ ANY, "application-specific password", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "application specific password", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "app-specific password", FINDING_AUTH_APP_PASSWORD },
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
	/* NetEase and Tencent call it a code. */
	{ ANY, "authorized code", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "authorization code", FINDING_AUTH_APP_PASSWORD },
	{ ANY, "authorisation code", FINDING_AUTH_APP_PASSWORD },

	/* the browser first */
	{ ANY, "web browser", FINDING_AUTH_WEB_LOGIN },	 /* Google */
	{ ANY, "answer/78754", FINDING_AUTH_WEB_LOGIN }, /* Google */
	{ ANY, "WebLoginRequired", FINDING_AUTH_WEB_LOGIN },

	/* switched off */
	{ ANY, "disabled for your domain", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "disabled for the tenant", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "disabled for the mailbox", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "smtp_auth_disabled", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "disabled by*administrator", FINDING_AUTH_DISABLED_ADMIN },
	{ ANY, "basic authentication is disabled",
	    FINDING_AUTH_DISABLED_BASIC },
	{ ANY, "BasicAuthBlocked",
	    FINDING_AUTH_DISABLED_BASIC }, /* Microsoft */
	{ ANY, "BasicAuthDisabled",
	    FINDING_AUTH_DISABLED_BASIC }, /* Microsoft */
	{ ANY, "not enabled for", FINDING_AUTH_DISABLED },
	{ ANY, "does not have*access enabled", FINDING_AUTH_DISABLED },
	{ ANY, "yet to enable", FINDING_AUTH_DISABLED },   /* Zoho */
	{ ANY, "access disabled", FINDING_AUTH_DISABLED }, /* Courier */
	{ ANY, "access is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "access has been disabled", FINDING_AUTH_DISABLED },
	{ ANY, "access is not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "access not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "access is not allowed", FINDING_AUTH_DISABLED },
	{ ANY, "access not allowed", FINDING_AUTH_DISABLED },
	{ ANY, "imap is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "imap disabled", FINDING_AUTH_DISABLED },
	{ ANY, "imap service is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "imap*not activated", FINDING_AUTH_DISABLED },
	{ ANY, "pop3 is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop3 disabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop3 service is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop3*not activated", FINDING_AUTH_DISABLED },
	{ ANY, "pop*not activated", FINDING_AUTH_DISABLED },
	{ ANY, "smtp*not activated", FINDING_AUTH_DISABLED },
	{ ANY, "imap*access*disabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop*access*disabled", FINDING_AUTH_DISABLED },
	{ ANY, "smtp*access*disabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop disabled", FINDING_AUTH_DISABLED },
	{ ANY, "smtp is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "smtp disabled", FINDING_AUTH_DISABLED },
	{ ANY, "smtp auth*is disabled", FINDING_AUTH_DISABLED },
	{ ANY, "smtp auth disabled", FINDING_AUTH_DISABLED },
	{ ANY, "access*is turned off", FINDING_AUTH_DISABLED },
	{ ANY, "imap is not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "imap not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop is not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop3 is not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "pop3 not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "smtp is not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "smtp not enabled", FINDING_AUTH_DISABLED },
	{ ANY, "not allowed to use*imap", FINDING_AUTH_DISABLED },
	{ ANY, "not allowed to use*pop", FINDING_AUTH_DISABLED },
	{ ANY, "not allowed to use*smtp", FINDING_AUTH_DISABLED },
	{ ANY, "not permitted to use*imap", FINDING_AUTH_DISABLED },
	{ ANY, "not permitted to use*pop", FINDING_AUTH_DISABLED },
	{ ANY, "not permitted to use*smtp", FINDING_AUTH_DISABLED },
	{ ANY, "service is not open", FINDING_AUTH_DISABLED }, /* NetEase */
	{ ANY, "service not open", FINDING_AUTH_DISABLED },
	{ ANY, "not included in your", FINDING_AUTH_DISABLED },
	{ ANY, "tariff does not include", FINDING_AUTH_DISABLED },
	{ ANY, "plan does not include", FINDING_AUTH_DISABLED },
	{ ANY, "package does not include", FINDING_AUTH_DISABLED },

	/* a pause between logins, or one login at a time */
	{ ANY, "locked due to", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "blocked due to", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "locked by your organization",
	    FINDING_AUTH_CONTACT_ADMIN },		     /* Microsoft */
	{ POP3, "minutes apart", FINDING_POP3_LOGIN_DELAY }, /* Cyrus */
	{ POP3, "login limit", FINDING_POP3_LOGIN_DELAY },   /* Microsoft */
	{ POP3, "only every", FINDING_POP3_LOGIN_DELAY },
	{ POP3, "login interval", FINDING_POP3_LOGIN_DELAY },
	{ POP3, "too frequent", FINDING_POP3_LOGIN_DELAY },
	{ POP3, "too often", FINDING_POP3_LOGIN_DELAY },
	{ POP3, "minutes between", FINDING_POP3_LOGIN_DELAY },
	{ POP3, "unable to lock", FINDING_POP3_IN_USE },
	{ POP3, "already locked", FINDING_POP3_IN_USE }, /* RFC 1939 */
	{ POP3, "duplicate login", FINDING_POP3_IN_USE },
	{ POP3, "already in use", FINDING_POP3_IN_USE },
	{ POP3, "already logged in", FINDING_POP3_IN_USE },
	{ POP3, "lock busy", FINDING_POP3_IN_USE }, /* Qpopper */
	{ POP3, "another session", FINDING_POP3_IN_USE },
	{ POP3, "mailbox locked", FINDING_POP3_IN_USE },
	{ POP3, "mailbox is locked", FINDING_POP3_IN_USE },
	{ POP3, "maildrop is locked", FINDING_POP3_IN_USE },
	{ POP3, "maildrop locked", FINDING_POP3_IN_USE },
	{ POP3, "maildrop is busy", FINDING_POP3_IN_USE },
	{ POP3, "mailbox is busy", FINDING_POP3_IN_USE },

	/* too much, too often */
	{ ANY, "simultaneous connections", FINDING_CONNECTION_LIMIT },
	{ ANY, "maximum number of connections", FINDING_CONNECTION_LIMIT },
	{ ANY, "too many connections", FINDING_CONNECTION_LIMIT },
	{ ANY, "too many", FINDING_AUTH_RATELIMIT },
	{ ANY, "throttled", FINDING_AUTH_RATELIMIT }, /* Microsoft */
	{ ANY, "rate limit", FINDING_AUTH_RATELIMIT },
	{ ANY, "login limit", FINDING_AUTH_RATELIMIT },
	{ ANY, "limit exceeded", FINDING_AUTH_RATELIMIT },
	{ ANY, "frequency limited", FINDING_AUTH_RATELIMIT },
	{ ANY, "too frequent", FINDING_AUTH_RATELIMIT },
	{ ANY, "temporarily locked", FINDING_AUTH_RATELIMIT },
	{ ANY, "temporarily blocked", FINDING_AUTH_RATELIMIT },
	{ ANY, "session expired", FINDING_AUTH_RATELIMIT }, /* Google */
	{ IMAP, "login ommm", FINDING_AUTH_RATELIMIT },	    /* Yandex */

	/* no TLS, the server believes */
	{ ANY, "under a layer", FINDING_AUTH_PRIVACY }, /* Cyrus */
	{ ANY, "tls required", FINDING_AUTH_PRIVACY },	/* Courier */
	{ ANY, "cleartext authentication disallowed",
	    FINDING_AUTH_PRIVACY }, /* Dovecot 2.4 */
	{ ANY, "plaintext authentication disallowed",
	    FINDING_AUTH_PRIVACY }, /* Dovecot 2.3 */
	{ ANY, "issue a starttls", FINDING_AUTH_PRIVACY },
	{ ANY, "stronger authentication", FINDING_AUTH_PRIVACY },
	{ SMTP, "authentication not enabled", FINDING_SMTP_NO_AUTH },
	{ SMTP, "used when not advertised", FINDING_SMTP_NO_AUTH }, /* Exim */

	/* the password must be another one */
	{ ANY, "password expired", FINDING_AUTH_EXPIRED },
	{ ANY, "password has expired", FINDING_AUTH_EXPIRED },
	{ ANY, "password is expired", FINDING_AUTH_EXPIRED },
	{ ANY, "password must be changed", FINDING_AUTH_EXPIRED },
	{ ANY, "must change*password", FINDING_AUTH_EXPIRED },
	{ ANY, "password*too simple", FINDING_AUTH_WEAK },
	{ ANY, "password*too weak", FINDING_AUTH_WEAK },
	{ ANY, "password*too easy", FINDING_AUTH_WEAK },
	{ ANY, "weak password", FINDING_AUTH_WEAK },
	{ ANY, "PassTooSimple", FINDING_AUTH_WEAK }, /* NetEase */

	/* the account */
	{ SMTP, "did not meet the criteria",
	    FINDING_AUTH_CONTACT_ADMIN },		    /* Microsoft */
	{ ANY, "sts service", FINDING_AUTH_CONTACT_ADMIN }, /* Microsoft */
	{ ANY, "sts url", FINDING_AUTH_CONTACT_ADMIN },	    /* Microsoft */
	{ ANY, "account*disabled", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "account*locked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "account*blocked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "account*deactivated", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "account*closed", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "user*is disabled", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "user*is locked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "user*is blocked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "mailbox*disabled", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "mailbox*blocked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "mailbox*locked", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "suspended", FINDING_AUTH_CONTACT_ADMIN },
	{ ANY, "chdir ", FINDING_AUTH_CONTACT_ADMIN }, /* Courier */
	{ ANY, "over quota", FINDING_OVERQUOTA },
	{ ANY, "quota exceeded", FINDING_OVERQUOTA },
	{ ANY, "mailbox is full", FINDING_OVERQUOTA },

	/* later */
	{ ANY, "temporary authentication failure", FINDING_AUTH_TEMPORARY },
	{ ANY, "temporary problem", FINDING_AUTH_TEMPORARY }, /* Courier */
	{ ANY, "temporarily unavailable", FINDING_AUTH_TEMPORARY },
	{ ANY, "temporary internal", FINDING_AUTH_TEMPORARY },
	{ ANY, "unable to authenticate at present",
	    FINDING_AUTH_TEMPORARY },				   /* Exim */
	{ ANY, "server error*try again", FINDING_AUTH_TEMPORARY }, /* AOL */
};

/* What is left where neither those words nor a code told more. */
static const struct saying bare[] = {
	{ ANY, "authentication fail", FINDING_AUTH_PASSWORD },
	{ ANY, "authentication unsuccessful", FINDING_AUTH_PASSWORD },
	{ ANY, "authentication rejected", FINDING_AUTH_PASSWORD },
	{ ANY, "authorization fail", FINDING_AUTH_PASSWORD },
	{ ANY, "authorisation fail", FINDING_AUTH_PASSWORD },
	{ ANY, "auth fail", FINDING_AUTH_PASSWORD },
	{ ANY, "login fail", FINDING_AUTH_PASSWORD },
	{ ANY, "login incorrect", FINDING_AUTH_PASSWORD },
	{ ANY, "login invalid", FINDING_AUTH_PASSWORD },
	{ ANY, "logon fail", FINDING_AUTH_PASSWORD },
	{ ANY, "sign-in fail", FINDING_AUTH_PASSWORD },
	{ ANY, "failed to authenticate", FINDING_AUTH_PASSWORD },
	{ ANY, "incorrect authentication", FINDING_AUTH_PASSWORD }, /* Exim */
	{ ANY, "incorrect login", FINDING_AUTH_PASSWORD },
	{ ANY, "incorrect user", FINDING_AUTH_PASSWORD },
	{ ANY, "incorrect password", FINDING_AUTH_PASSWORD },
	{ ANY, "incorrect credentials", FINDING_AUTH_PASSWORD },
	{ ANY, "invalid authentication", FINDING_AUTH_PASSWORD },
	{ ANY, "invalid login", FINDING_AUTH_PASSWORD },
	{ ANY, "invalid user", FINDING_AUTH_PASSWORD },
	{ ANY, "invalid password", FINDING_AUTH_PASSWORD },
	{ ANY, "invalid*credentials", FINDING_AUTH_PASSWORD },
	{ ANY, "wrong login", FINDING_AUTH_PASSWORD },
	{ ANY, "wrong user", FINDING_AUTH_PASSWORD },
	{ ANY, "wrong password", FINDING_AUTH_PASSWORD },
	{ ANY, "wrong credentials", FINDING_AUTH_PASSWORD },
	{ ANY, "bad login", FINDING_AUTH_PASSWORD },
	{ ANY, "bad user", FINDING_AUTH_PASSWORD },
	{ ANY, "bad password", FINDING_AUTH_PASSWORD },
	{ ANY, "bad credential", FINDING_AUTH_PASSWORD },
	{ ANY, "bad authentication", FINDING_AUTH_PASSWORD },
	{ ANY, "credentials*incorrect", FINDING_AUTH_PASSWORD },
	{ ANY, "credentials*invalid", FINDING_AUTH_PASSWORD },
	{ ANY, "credentials*rejected", FINDING_AUTH_PASSWORD },
	{ ANY, "password*incorrect", FINDING_AUTH_PASSWORD },
	{ ANY, "password*wrong", FINDING_AUTH_PASSWORD },
	{ ANY, "password*invalid", FINDING_AUTH_PASSWORD },
	{ ANY, "password*not accepted", FINDING_AUTH_PASSWORD },
	{ ANY, "password*not correct", FINDING_AUTH_PASSWORD },
	{ ANY, "password*not match", FINDING_AUTH_PASSWORD },
	{ ANY, "password mismatch", FINDING_AUTH_PASSWORD },
	{ ANY, "password error", FINDING_AUTH_PASSWORD }, /* NetEase */
	{ ANY, "unknown user", FINDING_AUTH_PASSWORD },
	{ ANY, "user unknown", FINDING_AUTH_PASSWORD },
	{ ANY, "no such user", FINDING_AUTH_PASSWORD },
	{ ANY, "user not found", FINDING_AUTH_PASSWORD },
	{ ANY, "user*does not exist", FINDING_AUTH_PASSWORD },

	{ ANY, "internal error", FINDING_AUTH_TEMPORARY },
	{ ANY, "internal server error", FINDING_AUTH_TEMPORARY },
	{ ANY, "shutting down", FINDING_AUTH_TEMPORARY },
	{ ANY, "try again later", FINDING_AUTH_TEMPORARY },
	{ ANY, "try later", FINDING_AUTH_TEMPORARY },
};

/* Exchange says it in capitals of everything that it does not explain:
 * password, right, licence, protocol. */
static const char exchange_login[] = "NO LOGIN failed.";

/* Greetings that turn a client away for the number of its connections. */
static const char *const crowded[] = { "too many connections",
	"too many concurrent", "too many simultaneous", "too many sessions",
	"connection rate", "rate limit", NULL };

/* SMTP servers that turn a client away for its Internet address; the names of
 * the lists are host names, mostly. */
static const char *const blocked[] = { "blocked using", "ip*blocked",
	"network*blocked", "host*blocked", "client*blocked", "blocklist",
	"block list", "blacklist", "black list", "dnsbl", "rbl", "listed in",
	"listed on", "listed at", "listed by", "poor reputation",
	"bad reputation", NULL };

/* Mail shields that answer in the server's place.  A proxy alone is none:
 * providers have them in front of their servers. */
static const char *const shields[] = { "avast", "AVG", "Kaspersky", "ESET",
	"Norton", "Bitdefender", "G DATA", "McAfee", "Fortinet", "FortiMail",
	"Sophos", NULL };

/* Mail shields and filters that put their own certificate in between. */
static const char *const interceptors[] = { "avast", "AVG Web/Mail Shield",
	"Kaspersky", "ESET SSL Filter", "Bitdefender", "Fortinet", "FortiGate",
	"Sophos", "Zscaler", "Norton Web/Mail Shield", "McAfee Web Gateway",
	"Netskope", "Palo Alto Networks", "Blue Coat", "Untangle", "WatchGuard",
	"Web/Mail Shield", "G DATA Mail", "Dr.Web", "mitmproxy", NULL };

#define NELEMS(a) (sizeof(a) / sizeof((a)[0]))

static bool
has_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (str_find_nocase(text, *words) != NULL)
			return true;
	return false;
}

static bool
says_one_of(const char *text, const char *const *phrases)
{
	for (; *phrases != NULL; phrases++)
		if (phrase_said(text, *phrases))
			return true;
	return false;
}

static bool
look_up(const struct saying *rows, size_t n, enum protocol p, const char *reply,
    enum finding_id *finding_out)
{
	unsigned mask = 1U << p;
	size_t i;

	for (i = 0; i < n; i++)
		if ((rows[i].protocols & mask) != 0 &&
		    phrase_said(reply, rows[i].phrase)) {
			*finding_out = rows[i].finding;
			return true;
		}
	return false;
}

bool
vendors_finding(
    enum protocol p, const char *reply, enum finding_id *finding_out)
{
	return look_up(sayings, NELEMS(sayings), p, reply, finding_out);
}

bool
vendors_bare(enum protocol p, const char *reply, enum finding_id *finding_out)
{
	if (strstr(reply, exchange_login) != NULL)
		return false;
	return look_up(bare, NELEMS(bare), p, reply, finding_out);
}

bool
vendors_is_crowded(const char *greeting)
{
	return says_one_of(greeting, crowded);
}

bool
vendors_is_blocked(const char *reply)
{
	return says_one_of(reply, blocked);
}

bool
vendors_is_interceptor(const char *issuer)
{
	return has_one_of(issuer, interceptors);
}

bool
vendors_is_shield(const char *greeting)
{
	const char *const *name;

	for (name = shields; *name != NULL; name++)
		if (phrase_named(greeting, *name))
			return true;
	return false;
}
