#include "profiles/settings/hint.h"

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
	    N_("Access by mail programs has to be switched on first, in the "
	       "settings of the webmail.") },
	{ "enable-smtp", true,
	    N_("Sending by mail programs has to be switched on separately, "
	       "in the settings of the webmail.") },
	{ "app-password", true,
	    N_("Mail programs need an app password, which is created in the "
	       "settings of the account; the ordinary password is refused.") },
	{ "app-password-with-two-factor", true,
	    N_("App passwords go together with two-factor login: once that "
	       "is switched on, mail programs need an app password.") },
	{ "separate-mail-password", true,
	    N_("Mail programs need the separate e-mail password; the "
	       "password of the customer login does not work.") },
	{ "authorisation-code", true,
	    N_("Mail programs need an authorisation code instead of the "
	       "password; it is created in the settings of the webmail.") },
	{ "oauth-only", true,
	    N_("Mail programs have to log in by OAuth 2.0, in a browser "
	       "window of the provider; passwords are refused.") },
	{ "paid-plan-only", true,
	    N_("Mail programs have access only with a paid plan.") },
	{ "bridge-program", true,
	    N_("Mail programs reach the mailbox only through the provider's "
	       "bridge program, which runs on the same computer and shows "
	       "the password to use.") },
	{ "no-standard-protocol", true,
	    N_("This provider offers neither IMAP nor POP3 nor SMTP: only "
	       "its own app or web site opens the mailbox.") },
	{ "admin-must-allow", true,
	    N_("The administrator of the organisation has to allow mail "
	       "programs.") },
	{ "webmail-login-first", true,
	    N_("Please log in once to the webmail in a browser; until then "
	       "mail programs are refused.") },
	{ "own-network-only", true,
	    N_("The servers are reached only from the provider's own "
	       "network, or through its VPN.") },
	{ "service-ends", true,
	    N_("The provider is ending this mail service: save the mail and "
	       "move to another address.") },
	{ "regional-host", false,
	    N_("The names of the servers depend on the region in which the "
	       "account was created.") },
	{ "per-account-host", false,
	    N_("The names of the servers differ from account to account; "
	       "the provider's customer area shows them.") },
	{ "login-is-not-address", false,
	    N_("The user name may differ from the e-mail address; the "
	       "provider's customer area shows it.") },
	{ "minimum-interval", false,
	    N_("POP3 logins that follow each other too soon are refused.") },
	{ "pop-hides-mail", false,
	    N_("POP3 shows only part of the mail, such as new or recent "
	       "messages.") },
	{ "recipients-limit", false,
	    N_("A message may have only a small number of recipients.") },
	{ "primary-address-only", false,
	    N_("The user name is the main address of the account; an alias "
	       "does not log in.") },
	{ "sending-limit", false,
	    N_("Only a limited number of messages can be sent in an hour or "
	       "a day.") },
	{ "sender-must-match", false,
	    N_("The sender of a message must be an address of the same "
	       "account, or the server refuses it.") },
	{ "strict-spam-filter", false,
	    N_("The spam filter may hide messages of unknown senders in "
	       "another folder; it is set in the webmail.") },
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
hint_sentence(const char *code)
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
