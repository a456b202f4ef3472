#ifndef PROFILES_FORMAT_AUTODISCOVER_H
#define PROFILES_FORMAT_AUTODISCOVER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct endpoint;
struct settings;
struct xml;

/*
 * What a server of Microsoft's autodiscover says ([MS-OXDSCLI] section 2.2.4):
 * one of settings, redirect_url and redirect_address; else why, in a few
 * words, and alive is true when it is an answer of that service at all.
 */
struct autodiscover {
	/* Owned by the caller; with one endpoint or one service or more,
	 * unless why says that there is none. */
	struct settings *settings;
	const char *redirect_url;     /* ask there; any scheme, as stated */
	const char *redirect_address; /* ask again for that address */
	const char *why;
	bool alive;
	/* A server whose encryption and port contradict each other, with
	 * both; or NULL. */
	const char *doubt;
};

/*
 * Reads an answer for address, with which no user name is made: one that is
 * not stated stays open.  The strings live in the arena.
 */
void autodiscover_read(struct arena *a, const char *bytes, size_t len,
    const char *address, struct autodiscover *out);
/*
 * Reads an answer of version 2, JSON: the URL where the service lies, in the
 * arena, as stated; or NULL and why_out, in a few words.  Pure.
 */
const char *autodiscover_url(
    struct arena *a, const char *bytes, size_t len, const char **why_out);
/*
 * Appends the question for the settings of address ([MS-OXDSCLI] section
 * 2.2.3).  Returns 0, or -1 when the address cannot stand in XML.
 */
int autodiscover_ask(struct buf *out, const char *address);

/* How a server wants to be logged in to, as autodiscover tells it. */
struct autodiscover_login {
	const char *user; /* NULL: not stated */
	bool ntlm;	  /* "secure password authentication" */
	bool none;	  /* no login at all */
};

/* Opens an answer down to its Account, which the caller fills and closes by
 * xml_finish(); name is that of the person, or NULL. */
void autodiscover_open(struct xml *x, const char *name);
/* Adds a server with encryption. */
void autodiscover_add(struct xml *x, const struct endpoint *e,
    const struct autodiscover_login *login);

#endif
