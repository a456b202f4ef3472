#ifndef PROFILES_ACCOUNT_H
#define PROFILES_ACCOUNT_H

#include "profiles/endpoint.h"

struct secret;

/* What a POP3 client does with mail on the server after fetching it. */
enum retention { RETENTION_DELETE, RETENTION_DAYS, RETENTION_KEEP };

/*
 * One account as a client will be told it: the chosen incoming service and
 * the outgoing one.  Borrows everything; writers only read it.
 */
struct account {
	const char *address;	   /* anna@example.org */
	const char *name;	   /* full name to send under, "" if unknown */
	const char *provider;	   /* display name, "" if unknown */
	const char *documentation; /* help page, or NULL */
	const char *const *hints;  /* coded classes, see settings.h */
	size_t nhints;
	const struct endpoint *incoming; /* IMAP or POP3; NULL: none */
	const struct endpoint *outgoing; /* SMTP; NULL: none */
	enum retention retention;	 /* POP3 only */
	int retention_days;		 /* 1..365, with RETENTION_DAYS */
	/* Shell command that prints the password; NULL: the writer's own way */
	const char *password_command;
	/* Only when the user asked for a file with the password in it. */
	const struct secret *password;
};

#endif
