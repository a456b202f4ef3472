#ifndef PROFILES_SETTINGS_ENDPOINT_H
#define PROFILES_SETTINGS_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "profiles/settings/auth.h"
#include "profiles/settings/protocol.h"
#include "profiles/settings/security.h"

struct arena;
struct err;

/* What the provider asks of POP3 clients after they have fetched. */
enum leave { LEAVE_UNSTATED, LEAVE_YES, LEAVE_NO };

enum { ENDPOINT_AUTHS = 6, LEAVE_DAYS_MAX = 3650, ENDPOINT_SRV_COUNT = 6 };

/*
 * One service at one place: the unit that is probed, judged and configured.
 * Strings belong to the arena they were copied into.
 */
struct endpoint {
	STAILQ_ENTRY(endpoint) entry;
	enum protocol protocol;
	enum security security;
	const char *host;     /* A-labels in lower case, or an IP literal */
	uint16_t port;	      /* 1..65535 */
	const char *username; /* complete, or NULL when not known */
	enum auth auths[ENDPOINT_AUTHS];
	size_t nauths;	  /* 0: nothing stated */
	int min_interval; /* POP3: minutes between two logins, 0: free */
	enum leave leave; /* POP3 */
	int leave_days;	  /* POP3: delete after so many, 0: unstated */
	bool doubtful;	  /* stated encryption and port contradict each other */
};
STAILQ_HEAD(endpoints, endpoint);

/* The registered port: 993, 143, 995, 110, 465, 587 (RFC 8314 section 7). */
uint16_t endpoint_port(enum protocol p, enum security s);
/* The URL scheme: imaps, imap, pop3s, pop3, submissions, submission. */
const char *endpoint_scheme(const struct endpoint *e);
/* The names of SRV records, without "._tcp" and domain. */
struct endpoint_srv {
	const char *name; /* "_imaps" */
	enum protocol protocol;
	enum security security;
};
extern const struct endpoint_srv endpoint_srv[ENDPOINT_SRV_COUNT];
/* Same protocol, host, port and security. */
bool endpoint_equal(const struct endpoint *a, const struct endpoint *b);
/* A copy in the arena, strings included, linked nowhere. */
struct endpoint *endpoint_copy(struct arena *a, const struct endpoint *e);
/*
 * Reads imaps://host[:port], imap:// (STARTTLS), pop3s://, pop3://,
 * submissions:// (465), submission:// (587), smtp:// (25), [v6] literals
 * included.  Returns 0, or -1 with err naming the part that is wrong.
 */
int endpoint_parse_url(
    struct arena *a, const char *url, struct endpoint **out, struct err *err);

#endif
