#include "cmd/profile/usage.h"

#include <string.h>
#include <strings.h>

#include "cmd/options/address.h"
#include "cmd/options/formats.h"
#include "cmd/options/options.h"
#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/write/writer.h"

/* What is said of one person does not hold for several. */
static int
check_several(const struct options *o)
{
	size_t i, k;

	if (o->nargs > WRITER_ACCOUNTS_MAX)
		return cmd_trouble(_("profile takes at most %d addresses"),
		    WRITER_ACCOUNTS_MAX);
	for (i = 0; i < o->nargs; i++)
		for (k = 0; k < i; k++)
			if (strcasecmp(o->args[i], o->args[k]) == 0)
				return cmd_trouble(
				    _("%s is there twice"), o->args[i]);
	if (o->nargs > 1 &&
	    (o->login.user != NULL || o->profile.name != NULL ||
		o->profile.with_password))
		return cmd_trouble(_("--user, --name and --with-password are "
				     "for one address only"));
	return 0;
}

/* Does the text name more than one format? */
static bool
is_several(const char *format)
{
	return strchr(format, ',') != NULL || formats_is_set(format);
}

/* Files of the user's own get no password and one account at a time. */
static int
check_install(const struct options *o)
{
	if (o->profile.yes && !o->profile.install)
		return cmd_trouble(_("--yes needs --install"));
	if (!o->profile.install)
		return 0;
	if (o->nargs > 1)
		return cmd_trouble(_("--install is for one address"));
	if (o->output.out != NULL || o->profile.with_password)
		return cmd_trouble(
		    _("--install goes without --out and --with-password"));
	return 0;
}

static int
format_missing(void)
{
	struct buf names;

	buf_init(&names, FORMATS_NAMES_MAX);
	formats_names(&names);
	cmd_trouble(
	    _("profile needs --for FORMAT; there are: %s"), buf_text(&names));
	buf_clear(&names);
	return EXIT_TROUBLE;
}

int
usage_check(const struct options *o)
{
	struct err err;
	size_t i;

	if (o->output.json)
		return cmd_trouble(_("--json needs --list-formats here"));
	if (o->nargs == 0)
		return cmd_trouble(_("profile needs an address"));
	for (i = 0; i < o->nargs; i++)
		if (address_check(o->args[i], false, &err) == -1)
			return cmd_trouble_err(&err);
	if (check_several(o) != 0)
		return EXIT_TROUBLE;
	if (o->profile.format == NULL)
		return format_missing();
	if (check_install(o) != 0)
		return EXIT_TROUBLE;
	if (is_several(o->profile.format) && o->output.out == NULL &&
	    !o->profile.install)
		return cmd_trouble(
		    _("several formats need a folder: --out DIR"));
	if (!o->profile.with_password &&
	    (o->login.password_fd != -1 || o->login.password_file != NULL))
		return cmd_trouble(
		    _("a password is used only with --with-password"));
	return 0;
}
