#ifndef PROFILES_SETTINGS_ADVICE_H
#define PROFILES_SETTINGS_ADVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "profiles/settings/account.h"
#include "profiles/settings/endpoint.h"

/* POP or IMAP: what the customer needs, weighed with what the server offers. */

struct advice_needs {
	int devices;	    /* that read the mailbox; 0: not stated */
	bool team;	    /* several people, one mailbox */
	bool confidential;  /* closed: one protected computer, no copies */
	bool one_computer;  /* one computer has to hold everything */
	bool keep;	    /* the mail has to stay on the server */
	bool little_space;  /* on the server */
	bool offline;	    /* often without a connection */
	bool archive;	    /* bound to keep mail, or to back it up */
	bool local_archive; /* there is one on the computer */
	bool sent_shared;   /* others read what one has sent */
};

/* PROVEN by a login, OFFERED by what is known of the provider. */
enum advice_service {
	SERVICE_UNKNOWN,
	SERVICE_ABSENT,
	SERVICE_OFFERED,
	SERVICE_PROVEN
};

struct advice_offer {
	enum advice_service services[PROTO_COUNT];
	bool uidl_missing; /* POP3 cannot tell fetched mail apart */
	int expire_days;   /* POP3: the server's own; -1: does not tell */
	int interval;	   /* POP3: minutes between logins, 0: free */
	enum leave leave;  /* POP3: what the provider asks for */
	int leave_days;	   /* POP3: the same in days, 0: unstated */
	int percent;	   /* of the space used, -1: not told */
	/* IMAP: is a folder named for sent mail (RFC 6154)?  Both false: not
	 * known. */
	bool sent_named, sent_unnamed;
	int64_t append_limit;	  /* IMAP: bytes of a message, -1: free */
	int64_t size_limit;	  /* SMTP: the same */
	const char *const *hints; /* of the provider, see hint.h; borrowed */
	size_t nhints;
};

/* Reasons and warnings; the words of the report, see advice_name(). */
enum advice_code {
	ADVICE_IMAP_USUAL,
	ADVICE_IMAP_ONLY,
	ADVICE_POP3_ONLY,
	ADVICE_DEVICES,
	ADVICE_TEAM,
	ADVICE_SENT,
	ADVICE_KEEP,
	ADVICE_CLOSED,
	ADVICE_ONE_COMPUTER,
	ADVICE_SPACE,
	ADVICE_MIDDLE,
	ADVICE_MIDDLE_OTHERS,
	ADVICE_LEAVE_DAYS,
	ADVICE_LEAVE_OTHERS,
	ADVICE_OFFLINE_COPY,
	ADVICE_OFFLINE_FETCHED,
	ADVICE_ARCHIVE_PLACE,
	ADVICE_LOCAL_STAYS,
	ADVICE_LOCAL_GROWS,
	ADVICE_SENT_NAMED,
	ADVICE_SENDING,
	/* warnings */
	ADVICE_CLOSED_SHARED,
	ADVICE_LOCAL_IMAP,
	ADVICE_MIDDLE_IMPOSSIBLE,
	ADVICE_POP3_DEVICES,
	ADVICE_SINGLE,
	ADVICE_SINGLE_LATER,
	ADVICE_SECOND_DEVICE,
	ADVICE_SENT_LOCAL,
	ADVICE_KEEP_FILLS,
	ADVICE_SPACE_CLEAR,
	ADVICE_NEARLY_FULL,
	ADVICE_UIDL,
	ADVICE_EXPIRE_DAYS,
	ADVICE_EXPIRE_AT_ONCE,
	ADVICE_ASKS_DELETE,
	ADVICE_INTERVAL,
	ADVICE_INTERVAL_HINT,
	ADVICE_HIDES,
	ADVICE_SENT_UNNAMED,
	ADVICE_SENT_LARGE,
	ADVICE_ARCHIVE_COPY,
	ADVICE_ARCHIVE_COMPUTER,
	ADVICE_LOCAL_BACKUP,
	ADVICE_PAID,
	ADVICE_SERVICE_ENDS,
	ADVICE_NO_SENDING,
	ADVICE_CODES
};

enum { ADVICE_MAX = 16 };

struct advice {
	enum protocol protocol;	  /* PROTO_IMAP or PROTO_POP3 */
	enum retention retention; /* POP3 only */
	int days;		  /* POP3 with RETENTION_DAYS, else 0 */
	enum advice_code reasons[ADVICE_MAX], warnings[ADVICE_MAX];
	size_t nreasons, nwarnings; /* the weightiest first */
	struct advice_needs needs;  /* what it answers to; devices >= 1 */
	/* Numbers for the sentences, see struct advice_offer. */
	int percent, interval, expire_days, megabytes;
	/* Rows that applied, for tests: see advice_choices(). */
	size_t choice;
	uint64_t remarks;
};

/* Nothing is known of the server. */
void advice_offer_init(struct advice_offer *o);
/*
 * What to set up for these needs.  Pure: rows of a table, see advise.c.  A
 * protocol that is SERVICE_ABSENT is never advised; returns false, with
 * nothing filled, when both are.
 */
bool advice_make(const struct advice_needs *needs,
    const struct advice_offer *offer, struct advice *out);
/* "devices.several": static, stable. */
const char *advice_name(enum advice_code c);
/* "delete", "days", "keep". */
const char *advice_retention_name(enum retention r);
/* How many rows choose, and how many remark on the choice. */
size_t advice_choices(void);
size_t advice_remarks(void);

#endif
