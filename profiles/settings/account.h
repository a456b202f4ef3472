#ifndef PROFILES_SETTINGS_ACCOUNT_H
#define PROFILES_SETTINGS_ACCOUNT_H

#include "profiles/settings/endpoint.h"
#include "profiles/settings/settings.h"

struct arena;
struct secret;

/* What a POP3 client does with mail on the server after fetching it. */
enum retention { RETENTION_DELETE, RETENTION_DAYS, RETENTION_KEEP };

/*
 * One account as a client will be told it: the chosen incoming service and
 * the outgoing one.  Borrows everything; writers only read it.
 */
struct account {
	const char *address;	   /* anna@example.org, as typed */
	const char *domain;	   /* behind the @: A-labels, lower case */
	const char *name;	   /* full name to send under, "" if unknown */
	const char *provider;	   /* display name, "" if unknown */
	const char *documentation; /* help page, or NULL */
	const char *checked;	   /* date of what the database says, or NULL */
	const char *const *hints;  /* coded classes, see settings.h */
	size_t nhints;
	const struct endpoint *incoming; /* IMAP or POP3; NULL: none */
	/* The other one of IMAP and POP3, when it is offered too; or NULL */
	const struct endpoint *alternative;
	bool preferred; /* the user asked for the protocol of incoming */
	const struct endpoint *outgoing; /* SMTP; NULL: none */
	enum retention retention;	 /* POP3 only */
	int retention_days; /* 1..LEAVE_DAYS_MAX, if RETENTION_DAYS */
	/* The user asked for this retention: a format that cannot say it is
	 * refused.  Else a format that cannot keeps mail for longer. */
	bool retention_wished;
	struct folders folders; /* IMAP only */
	struct oauth oauth;	/* of the provider, all NULL: not known */
	/* Shell command that prints the password; NULL: the writer's own way */
	const char *password_command;
	/* Only when the user asked for a file with the password in it. */
	const struct secret *password;
	const struct account *next; /* another one for the same file; or NULL */
};

/* What a person adds to the settings; everything is borrowed. */
struct account_wish {
	const char *address;
	const char *name;     /* NULL: unknown */
	const char *username; /* for every service; NULL: as published */
	enum protocol prefer; /* IMAP or POP3; PROTO_COUNT: no wish */
	bool advised;	      /* prefer is our advice, not a wish */
	enum retention retention;
	int retention_days;
	bool retention_wished;	/* else it is our default, or */
	bool retention_advised; /* made for the customer and this server */
	const char *password_command;
	const struct secret *password;
};

enum { RETENTION_DAYS_DEFAULT = 14 };

/*
 * The address in the form that servers know a mailbox by, in the arena or as
 * it is.  Mail servers and their tables see a domain as A-labels unless the
 * local part needs SMTPUTF8 (RFC 6531), and none of them converts a user
 * name; so a domain with letters beyond ASCII becomes A-labels when the local
 * part is ASCII, and stays as typed when it is not.
 */
const char *account_login(struct arena *a, const char *address);

/*
 * No wish at all for the address: IMAP before POP3, and POP3 leaves mail on
 * the server for as many days as the provider asks of clients, else for 14,
 * as long as the most cautious mail programs do.  Only a person may wish that
 * mail is deleted at once.
 */
void account_wish_init(struct account_wish *w, const char *address);
/*
 * Makes the account of the wish from one endpoint for each protocol (NULL:
 * not offered).  The account borrows from wish and found; what it needs
 * beyond them lives in the arena.  Returns 0, or -1 with err when the address
 * is none, or when the preferred protocol is not offered.
 */
int account_make(struct account *out, struct arena *a,
    const struct account_wish *wish,
    const struct endpoint *const found[PROTO_COUNT], struct err *err);
/*
 * The same from what a source says: of each protocol the first endpoint with
 * encryption, else the first (which a writer then refuses by name).
 */
int account_from_settings(struct account *out, struct arena *a,
    const struct account_wish *wish, const struct settings *s, struct err *err);

#endif
