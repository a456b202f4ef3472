#include "cmd/commands.h"

#include <stddef.h>

#include "cmd/options/options.h"

const struct command commands_all[] = {
	{ "check", N_("ADDRESS"),
	    N_("Find the settings of a mailbox, log in and give a verdict."),
	    FOR_CHECK, cmd_check },
	{ "discover", N_("ADDRESS|DOMAIN"),
	    N_("Find the settings and say where each came from, no login."),
	    FOR_DISCOVER, cmd_discover },
	{ "probe", N_("URL..."),
	    N_("Examine servers named as imaps://host, imap://host, "
	       "pop3s://host, pop3://host, submissions://host, "
	       "submission://host or smtp://host, each with :PORT if need "
	       "be."),
	    FOR_PROBE, cmd_probe },
	{ "profile", N_("ADDRESS..."),
	    N_("Write configuration files for mail programs (--for FORMAT), "
	       "without a login."),
	    FOR_PROFILE, cmd_profile },
	{ "advise", N_("[ADDRESS]"),
	    N_("Advise POP3 or IMAP, by what is needed and what the server "
	       "offers; asks on a terminal when no need is named."),
	    FOR_ADVISE, cmd_advise },
	{ "providers", N_("ACTION..."),
	    N_("Look into the provider database: list, show ID, match "
	       "ADDRESS|DOMAIN or validate [FILE...]; take files of Mozilla "
	       "autoconfig in (import DIR --out DIR) or make them "
	       "(export ID...); see whether the servers still are as stated "
	       "(check ID...)."),
	    FOR_PROVIDERS, cmd_providers },
	{ NULL, NULL, NULL, 0, NULL },
};
