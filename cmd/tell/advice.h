#ifndef CMD_TELL_ADVICE_H
#define CMD_TELL_ADVICE_H

#include "profiles/settings/advice.h"

struct account_wish;
struct buf;
struct language;
struct mailbox_result;
struct options;
struct report;
struct settings;

/* POP or IMAP: what the advice is drawn from, and its words. */

/* One yes-or-no need; ended by a row without name. */
struct need_row {
	const char *name;     /* of the report: "little-space" */
	const char *sentence; /* N_() what was said */
	size_t offset;	      /* of the bool in struct advice_needs */
};
extern const struct need_row advice_need_rows[];

bool *advice_need_member(struct advice_needs *n, const struct need_row *row);
bool advice_need_is(const struct advice_needs *n, const struct need_row *row);
/* Is any need stated? */
bool advice_needs_given(const struct advice_needs *n);

/* What a check found out; what was not proven is absent.  Without a password a
 * server that was reached over verified TLS is offered. */
void advice_of_logins(struct advice_offer *o, const struct report *r);
/* What discovery found, without a login: guesses do not count, and without
 * any server nothing is known. */
void advice_of_discovery(struct advice_offer *o, const struct report *r);
/* The same for settings out of a file or the database. */
void advice_of_settings(struct advice_offer *o, const struct settings *s);
/* What to set up for these needs after a check, see advice_of_logins; false
 * when there is nothing. */
bool advice_of_report(const struct report *r, const struct advice_needs *needs,
    struct advice *out);
/* How much of the space is used, in percent as it is shown: four digits at
 * most; -1: the server did not tell. */
int advice_percent(const struct mailbox_result *m);
/*
 * Puts protocol and retention of the advice where the person wished nothing;
 * with a wish for POP3, the retention is that of POP3.
 */
void advice_wish(struct account_wish *w, const struct advice_needs *n,
    const struct advice_offer *o);

/* One or two sentences, filled, appended to out. */
void advice_sentence(struct buf *out, const struct advice *a,
    enum advice_code c, const struct language *l);
/* "stays on the server for 14 days", of POP3; appended to out. */
void advice_retention(
    struct buf *out, const struct advice *a, const struct language *l);

#endif
