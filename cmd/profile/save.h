#ifndef CMD_PROFILE_SAVE_H
#define CMD_PROFILE_SAVE_H

#include "profiles/settings/account.h"

struct options;
struct options_sign;
struct report;
struct secret;

/*
 * Client profiles of one account, for "check --write" and "profile".
 *
 * All of them are made before the first is written.  A file that is there
 * already is never overwritten with other contents; the same contents are
 * fine.  Files are for their owner only (0600), a new folder is 0700.
 */

/* What the options say about the account: --name, --user, --prefer and
 * --password-command; the password (or NULL) only with --with-password. */
void save_wish(struct account_wish *w, const struct options *o,
    const char *address, const struct secret *password);
/* What the report says of the provider; borrowed from it. */
void save_provider(struct account *a, const struct report *r);
/*
 * Are the options of the signature complete, and the files good?  To be asked
 * before a login: returns 0, or EXIT_TROUBLE after saying what is wrong.
 */
int save_check(const struct options_sign *sign);
/*
 * Writes the profiles of --for, or, without it, of the usual formats that can
 * express the account (and those behind it, each in files of its own where the
 * format cannot hold several); into dir, or one of them to stdout when dir is
 * NULL; with --install one after the other into its place, see install.h.
 * Returns 0, or EXIT_TROUBLE after saying why; then no file has appeared,
 * unless the trouble was in writing itself or in the place of one.
 */
int save_account(
    const struct options *o, const struct account *a, const char *dir);
/*
 * check --write: the same for the settings that the report has proven, into
 * the folder of --out, else the current one.  When nothing is proven, says
 * so and leaves the exit status to the findings.
 */
int save_report(const struct options *o, const struct report *r,
    const struct secret *password);
#endif
