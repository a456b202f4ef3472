#ifndef PROFILES_SETTINGS_ENDPOINT_H
#define PROFILES_SETTINGS_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct arena;
struct err;

enum protocol { PROTO_IMAP, PROTO_POP3, PROTO_SMTP, PROTO_COUNT };

/* How a connection becomes private: TLS from the first byte (RFC 8314), by
 * STARTTLS or STLS, mandatory once chosen, or never. */
enum security { SECURITY_TLS, SECURITY_STARTTLS, SECURITY_NONE };

/* What a publication says of authentication; its order is preference. */
enum auth {
	AUTH_PASSWORD,	/* any mechanism that shows the server the password */
	AUTH_ENCRYPTED, /* CRAM-MD5, DIGEST-MD5 */
	AUTH_SCRAM,
	AUTH_OAUTH2,
	AUTH_GSSAPI,
	AUTH_NTLM,
	AUTH_CLIENT_CERT,
	AUTH_CLIENT_IP,
	AUTH_NONE,
	AUTH_COUNT
};

/* What the provider asks of POP3 clients after they have fetched. */
enum leave { LEAVE_UNSTATED, LEAVE_YES, LEAVE_NO };

enum { ENDPOINT_AUTHS = 6, LEAVE_DAYS_MAX = 3650 };

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
};
STAILQ_HEAD(endpoints, endpoint);

/* The words of the JSON report: "imap", "tls", "password". Static. */
const char *protocol_name(enum protocol p);
const char *security_name(enum security s);
const char *auth_name(enum auth a);
/* The same for people, in every language: "IMAP", "SSL/TLS"; "-" is none. */
const char *protocol_title(enum protocol p);
const char *security_title(enum security s);
/* Each returns 0, or -1 when the word is none of ours. */
int protocol_parse(const char *word, enum protocol *out);
int security_parse(const char *word, enum security *out);
int auth_parse(const char *word, enum auth *out);
/*
 * The kind of login of a SASL mechanism, of LOGIN, USER or APOP.  Returns 0,
 * or -1 when the name is none that we know.
 */
int auth_of_mechanism(const char *mechanism, enum auth *out);

/* The registered port: 993, 143, 995, 110, 465, 587 (RFC 8314 section 7). */
uint16_t endpoint_port(enum protocol p, enum security s);
/* The URL scheme: imaps, imap, pop3s, pop3, submissions, submission. */
const char *endpoint_scheme(const struct endpoint *e);
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
