#ifndef PROFILES_SHEET_CLIENTS_H
#define PROFILES_SHEET_CLIENTS_H

#include "profiles/settings/account.h"

struct buf;

/* How a mail program names its fields, for the settings sheet. */

/* In one language, letter by letter; NULL: not known for sure, the sheet uses
 * a word of its own.  {protocol} stands for IMAP or POP3, {days} for a number.
 */
struct client_words {
	const char *title;
	const char *add, *check; /* ways through the menus */
	const char *incoming, *outgoing;
	const char *protocol;
	const char *server, *smtp_server; /* the latter NULL: the same */
	const char *port;
	const char *security, *securities[2]; /* by enum security */
	const char *auth, *auths[AUTH_COUNT];
	const char *user, *smtp_user;
	/* POP3: a choice by enum retention, or a switch and what to choose
	 * beside it; leaves NULL: it has nothing that fits.  A client that
	 * cannot count {days} keeps mail, and the sheet says so. */
	bool leave_switch;
	const char *leave, *leaves[3];
	/* A further field of each server, and what it must say. */
	const char *incoming_extra[2], *outgoing_extra[2];
};

struct sheet_client {
	const char *name; /* the word of --client */
	/* How the labels are known: 'L' language files of the program itself,
	 * 'C' its source, 'D' documents of its maker. */
	char evidence;
	unsigned protocols; /* WRITES_... */
	const char *note;   /* N_(): a sentence for the customer, or NULL */
	struct client_words en, de;
};

const struct sheet_client *sheet_client_find(const char *name);
/* The clients in the order of the sheet; NULL behind the last. */
const struct sheet_client *sheet_client_at(size_t i);
/* "thunderbird, ...": all of them, appended. */
void sheet_client_names(struct buf *out);

#endif
