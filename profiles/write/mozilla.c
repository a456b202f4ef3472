#include "profiles/write/mozilla.h"

#include "profiles/base/err.h"
#include "profiles/base/str.h"
#include "profiles/write/write.h"

/* Whose OAuth2 the programs know, by the domain of the server: Thunderbird
 * 153 (OAuth2Providers), Thunderbird for Android 2026-08. */
static const struct {
	const char *domain;
	unsigned programs;
} registered[] = {
	{ "aol.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
	{ "att.net", MOZILLA_DESKTOP },
	{ "fastmail.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
	{ "gmail.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
	{ "googlemail.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
	{ "hotmail.com", MOZILLA_DESKTOP },
	{ "imap.comcast.net", MOZILLA_DESKTOP },
	{ "imap.mail.ru", MOZILLA_DESKTOP },
	{ "imap.yandex.com", MOZILLA_DESKTOP },
	{ "office365.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
	{ "outlook.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
	{ "pop.comcast.net", MOZILLA_DESKTOP },
	{ "smtp.comcast.net", MOZILLA_DESKTOP },
	{ "smtp.mail.ru", MOZILLA_DESKTOP },
	{ "smtp.yandex.com", MOZILLA_DESKTOP },
	{ "thundermail.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
	{ "yahoo.com", MOZILLA_DESKTOP | MOZILLA_ANDROID },
};

static bool
is_registered(enum mozilla program, const char *host)
{
	size_t i;

	for (i = 0; i < sizeof(registered) / sizeof(registered[0]); i++)
		if ((registered[i].programs & program) != 0 &&
		    str_host_inside(host, registered[i].domain))
			return true;
	return false;
}

bool
mozilla_auth(const struct writer *w, enum mozilla program,
    const struct endpoint *e, enum auth *out)
{
	if (is_registered(program, e->host))
		return write_auth_kind(w, e, out);
	return write_auth_kind_but(w, e, AUTH_OAUTH2, out);
}

int
mozilla_check(const struct writer *w, enum mozilla program,
    const struct account *a, struct err *err)
{
	const struct endpoint *e = a->incoming;
	enum auth kind;

	if (mozilla_auth(w, program, e, &kind))
		e = a->outgoing;
	if (mozilla_auth(w, program, e, &kind))
		return 0;
	return err_set(err,
	    "%s wants OAuth2, and Thunderbird does it only with providers it "
	    "is registered with",
	    e->host);
}
