#include "probe/judge/vendors.h"

#include <stddef.h>

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
	const char *text; /* anywhere in the reply, without regard to case */
	enum finding_id finding;
} sayings[] = {
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

/* A bare BAD to IMAP's AUTHENTICATE that is about more than the mechanism. */
static const char *const beyond_mechanism[] = { "throttled", "authenticated",
	"Command Error", NULL };

/* How POP3 servers refuse a mechanism, for which there is no code. */
static const char *const no_mechanism[] = { "mechanism", "unknown command",
	NULL };

/* Greetings that turn a client away for the number of its connections. */
static const char *const crowded[] = { "too many connections",
	"too many concurrent", "too many simultaneous", "too many sessions",
	"connection rate", "rate limit", NULL };

/* Mail shields that answer in the server's place. */
static const char *const shields[] = { "avast", "AVG", "Kaspersky", "ESET",
	"Norton", "Bitdefender", "G DATA", "McAfee", "Fortinet", "FortiMail",
	"Sophos", "proxy", NULL };

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

bool
vendors_finding(
    enum protocol p, const char *reply, enum finding_id *finding_out)
{
	unsigned mask = 1U << p;
	size_t i;

	for (i = 0; i < NELEMS(sayings); i++)
		if ((sayings[i].protocols & mask) != 0 &&
		    str_find_nocase(reply, sayings[i].text) != NULL) {
			*finding_out = sayings[i].finding;
			return true;
		}
	return false;
}

bool
vendors_refuse_mechanism(enum protocol p, const char *reply)
{
	if (p == PROTO_IMAP)
		return !has_one_of(reply, beyond_mechanism);
	return p == PROTO_POP3 && has_one_of(reply, no_mechanism);
}

bool
vendors_is_crowded(const char *greeting)
{
	return has_one_of(greeting, crowded);
}

bool
vendors_is_interceptor(const char *issuer)
{
	return has_one_of(issuer, interceptors);
}

bool
vendors_is_shield(const char *greeting)
{
	return has_one_of(greeting, shields);
}
