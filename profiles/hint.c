#include "profiles/hint.h"

#include <stddef.h>
#include <string.h>

#ifndef N_
#define N_(text) text
#endif

static const struct hint {
	const char *code;
	bool first;
	const char *text;
} hints[] = {
	{ "enable-imap-pop", true,
	    N_("Log in to the web mail of the provider and switch on access "
	       "by IMAP or POP3 in the settings there.") },
	{ "app-password", true,
	    N_("Create an app password in the security settings on the web "
	       "page of the provider, and enter it in the mail program in "
	       "place of the usual password.") },
	{ "app-password-with-two-factor", true,
	    N_("If the login to the web mail asks for a second factor, create "
	       "an app password on the web page of the provider, and enter "
	       "it in the mail program in place of the usual password.") },
	{ "separate-mail-password", true,
	    N_("Mail has a password of its own: set it on the web page of the "
	       "provider, and enter it in the mail program.") },
	{ "authorisation-code", true,
	    N_("Have an authorisation code made on the web page of the "
	       "provider, and enter it in the mail program in place of the "
	       "password.") },
	{ "oauth-only", true,
	    N_("The provider takes no passwords from mail programs: choose "
	       "OAuth2 as the authentication method, and sign in on the web "
	       "page that opens.") },
	{ "paid-plan-only", true,
	    N_("Mail programs work only with a paid plan of the provider.") },
	{ "bridge-program", true,
	    N_("Install the bridge program of the provider on this computer; "
	       "mail programs connect to it only.") },
	{ "no-standard-protocol", true,
	    N_("The provider offers no access for usual mail programs: use "
	       "its own app or its web mail.") },
	{ "admin-must-allow", true,
	    N_("The administrator of the organisation must allow access by "
	       "mail programs first.") },
	{ "regional-host", false,
	    N_("The server names depend on the region of the account: compare "
	       "them with the page of the provider.") },
	{ "per-account-host", false,
	    N_("The server names are different for every customer: compare "
	       "them with the documents of the provider.") },
	{ "login-is-not-address", false,
	    N_("The user name is not the e-mail address: it stands in the "
	       "documents of the provider.") },
	{ "minimum-interval", false,
	    N_("The provider wants a pause between two fetches: let the mail "
	       "program look for mail every 15 minutes at most.") },
	{ "recipients-limit", false,
	    N_("The provider limits how many recipients a message may have, "
	       "or how many may be written to in a day.") },
	{ "primary-address-only", false,
	    N_("Log in with the first address of the mailbox: a second one "
	       "(alias) does not work as the user name.") },
};

static const struct hint *
hint_find(const char *code)
{
	size_t i;

	for (i = 0; i < sizeof(hints) / sizeof(hints[0]); i++)
		if (strcmp(hints[i].code, code) == 0)
			return &hints[i];
	return NULL;
}

const char *
hint_text(const char *code)
{
	const struct hint *h = hint_find(code);

	return h == NULL ? NULL : h->text;
}

bool
hint_is_first(const char *code)
{
	const struct hint *h = hint_find(code);

	return h != NULL && h->first;
}
