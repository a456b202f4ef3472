#ifndef PROFILES_READ_DOCUMENT_H
#define PROFILES_READ_DOCUMENT_H

#include <stddef.h>

#include "profiles/settings/account.h"

struct err;
struct settings;

enum { DOCUMENT_MAX_BYTES = 8 * 1024 * 1024 };

/*
 * Settings in a JSON file: a report ("postlotse-report/1", of which settings,
 * address, provider, documentation, checked, hints, oauth and services count),
 * or a document written by hand ("postlotse-settings/1"):
 *
 *	{
 *	  "schema": "postlotse-settings/1",
 *	  "address": "anna@example.org",		optional
 *	  "name": "Anna Example",			optional
 *	  "provider": "Example",			optional
 *	  "documentation": "https://example.org/help",	optional
 *	  "checked": "2026-11",			optional: date of all this
 *	  "hints": ["app-password"],			optional
 *	  "oauth": {					optional, as all in it
 *	    "issuer": "https://login.example.org/",	or a host
 *	    "scopes": "mail offline_access",
 *	    "auth_url": "https://...", "token_url": "https://..."
 *	  },
 *	  "services": [					optional
 *	    { "kind": "caldav", "url": "https://dav.example.org/" },
 *	    { "kind": "managesieve", "host": "imap.example.org", "port": 4190 }
 *	  ],
 *	  "settings": {			one or more of imap, pop3, smtp
 *	    "imap": {
 *	      "host": "imap.example.org",	name in A-labels, or IP address
 *	      "port": 993,
 *	      "security": "tls",		or "starttls"
 *	      "username": "%EMAILADDRESS%",	places as in settings.h
 *	      "auth": "password",		word, mechanism or list; optional
 *	      "folders": { "sent": "Sent", ... }	drafts, trash, junk,
 *					archive, delimiter; IMAP only, optional
 *	    },
 *	    "pop3": { ..., "retention": 14 }	days, "delete" or "keep"; optional
 *	  }
 *	}
 *
 * In the document, a key that is not listed is an error, for it is likely a
 * slip of the pen; in a report, which may come from a newer program, it is
 * passed over.
 */
struct document {
	struct settings *settings; /* owned, and all strings with it */
	const char *address;	   /* NULL: for any */
	const char *name;	   /* NULL: unknown */
	enum retention retention;
	int retention_days; /* 0: nothing said about POP3 */
};

/*
 * Reads one document for the address.  Returns 0 and a document to be
 * cleared; or -1 with err that names the field, for example
 * "settings.imap.port: must be 1 to 65535".  Pure.
 */
int document_read(const char *bytes, size_t len, const char *address,
    struct document *out, struct err *err);
void document_clear(struct document *d);

#endif
