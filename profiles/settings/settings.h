#ifndef PROFILES_SETTINGS_SETTINGS_H
#define PROFILES_SETTINGS_SETTINGS_H

#include "profiles/base/arena.h"
#include "profiles/settings/endpoint.h"
#include "profiles/settings/misread.h"

enum {
	SETTINGS_HINTS = 12,
	SETTINGS_SERVICES = 32,
	HELP_ROWS = 64,
	HELP_URL_MAX = 500,
	HELP_TEXT_MAX = 512
};

/* A web page of the provider, and what it says of it in one language. */
struct help {
	STAILQ_ENTRY(help) entry;
	bool enable;	 /* tells how to switch access on, else how to set up */
	const char *url; /* http or https; NULL only with a text */
	const char *lang; /* "de", or NULL */
	const char *text; /* or NULL */
};
STAILQ_HEAD(helps, help);

/* A domain or mail exchanger that a publication says it is for. */
struct served {
	STAILQ_ENTRY(served) entry;
	const char *name; /* A-labels in lower case, maybe "*." before */
	bool mx;
};
STAILQ_HEAD(serveds, served);

/* A service beside mail that a publication names: reported, not probed. */
struct service {
	STAILQ_ENTRY(service) entry;
	/* As in the registry of autoconfig, in lower case: jmap, caldav,
	 * carddav, webdav, managesieve, ews, activesync, graph, xmpp ... */
	const char *kind;
	const char *url;  /* http or https; or NULL, then there is a host */
	const char *host; /* A-labels in lower case, or NULL */
	uint16_t port;	  /* 0: unstated */
};
STAILQ_HEAD(services, service);

/* The folders of an IMAP server by what they are for (RFC 6154): full names
 * in UTF-8, as the server tells them; NULL: not known. */
struct folders {
	const char *sent, *drafts, *trash, *junk, *archive;
	char delimiter; /* of the hierarchy; '\0': not known */
};

/* Where a client gets its tokens (RFC 6749, RFC 8414); each NULL: unstated. */
struct oauth {
	const char *issuer;
	const char *scopes;		  /* separated by blanks */
	const char *auth_url, *token_url; /* https */
};

/*
 * What one source says about a mailbox: its services in order of preference
 * and what the customer has to know.  Owns all its strings by its arena.
 */
struct settings {
	struct arena arena;
	const char *provider;	   /* name to show, or NULL */
	const char *short_name;	   /* of at most 20 characters, or NULL */
	const char *documentation; /* https URL of the help page, or NULL */
	const char *checked;	   /* by the database: date of its evidence */
	const char *hints[SETTINGS_HINTS]; /* coded classes: "app-password" */
	size_t nhints;
	struct endpoints endpoints;
	struct services services;
	struct oauth oauth;
	struct folders folders; /* of IMAP */
	struct serveds served;
	struct helps help;
	size_t nserved, nhelp;
	int left_out; /* servers with a kind or value that is not ours */
	struct misreads misread;
};

/* A URL of HELP_URL_MAX bytes at most; a language such as "de", "pt-BR". */
bool settings_help_is_url(const char *url);
bool settings_help_is_lang(const char *lang);

struct settings *settings_new(void);
void settings_free(struct settings **s);
/* Names neither a mail server nor another service. */
bool settings_is_empty(const struct settings *s);
/* Adds an empty endpoint at the end; the caller fills it. */
struct endpoint *settings_add(struct settings *s);
/* Adds a page to the help, to be filled further; NULL when that is full. */
struct help *settings_add_help(
    struct settings *s, bool enable, const char *url);
/* Adds an empty service at the end; the caller fills it. */
struct service *settings_add_service(struct settings *s);
/*
 * Adds a service with these strings, which must live as long as s, unless it
 * is there already or SETTINGS_SERVICES are.
 */
void settings_note_service(struct settings *s, const char *kind,
    const char *url, const char *host, uint16_t port);
/* The first endpoint of the protocol, or NULL. */
const struct endpoint *settings_first(
    const struct settings *s, enum protocol p);
/*
 * Replaces %EMAILADDRESS%, %EMAILLOCALPART% and %EMAILDOMAIN% anywhere in
 * text by the parts of address; the result lives in the arena.  Returns NULL
 * when an unknown %...% is left over, or when the result holds blanks, controls
 * or characters that nobody sees (str.h).
 */
const char *settings_expand(
    struct arena *a, const char *text, const char *address);
/*
 * The same in a URL: bytes that are encoded already ("%2F") stay, and of the
 * address all is encoded but letters, digits and "-_.~@"; the dot stays, for
 * servers exist that do not decode it.  The domain comes as A-labels.
 */
const char *settings_expand_url(
    struct arena *a, const char *text, const char *address);
/* The address as a query carries it, encoded like that; NULL when it is too
 * long for one. */
const char *settings_encode(struct arena *a, const char *address);

#endif
