#ifndef PROBE_REPORT_RESULT_H
#define PROBE_REPORT_RESULT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "probe/report/fact.h"
#include "probe/report/send-result.h"
#include "probe/report/trust.h"
#include "profiles/base/words.h"
#include "profiles/settings/settings.h"

/*
 * What one server showed at one address: the dialogue, its TLS, the login and
 * the mailbox; and what the sources say of it.  Memory and times as in
 * report.h, which has all of them.
 */

/* SKIPPED is said of servers and addresses, UNPROVEN of the mailbox: nothing
 * is known to be broken, and a service of it was not proven. */
enum verdict {
	VERDICT_OK,
	VERDICT_WARNING,
	VERDICT_ERROR,
	VERDICT_SKIPPED,
	VERDICT_UNPROVEN
};

/* One step of a dialogue: connect, tls, greeting, capability, login... */
struct step_result {
	STAILQ_ENTRY(step_result) entry;
	const char *name;
	int64_t ms;	    /* duration */
	const char *result; /* "ok", or what happened in a few words */
	bool failed;
};

struct certificate_result {
	const char *subject, *issuer; /* RFC 2253 form */
	struct words names; /* DNS, IP and service names, as written */
	const char *not_before, *not_after; /* ISO 8601, UTC */
	int64_t days_left;		    /* negative when expired */
	const char *fingerprint;	    /* SHA-256, lower-case hex */
};

struct tls_result {
	const char *version, *cipher, *group; /* NULL without TLS */
	bool have_certificate;
	bool verified;	   /* chain and name hold, version is 1.2 or better */
	bool names_domain; /* made out for the mail domain (RFC 7817) */
	struct certificate_result certificate;
};

enum mailbox_known { MAILBOX_UNKNOWN, MAILBOX_YES, MAILBOX_NO };

enum { MAILBOX_NEVER = -2 };

/* What a login found out about the mailbox itself; -1: not told. */
struct mailbox_result {
	int64_t messages, bytes;	 /* in it (IMAP: in INBOX) */
	int64_t quota_used, quota_limit; /* bytes, for all folders */
	int64_t append_limit;		 /* IMAP: bytes of one message */
	struct folders folders;		 /* IMAP: by SPECIAL-USE */
	const char *prefix;	 /* IMAP: of personal folders; NULL: none */
	enum mailbox_known uidl; /* POP3 */
	/* POP3: days that fetched mail is kept, 0: none, MAILBOX_NEVER: for
	 * ever; seconds between two logins */
	int expire_days, login_delay;
};

/* One address of an endpoint: the dialogue we had there. */
struct address_result {
	STAILQ_ENTRY(address_result) entry;
	const char *ip;
	int family; /* AF_INET or AF_INET6 */
	enum verdict verdict;
	bool unfinished; /* the deadline came first */
	bool by_srv;	 /* SRV of the mail domain had named the host */
	bool ready;	 /* reached the place where a login may begin */
	/* The login succeeded, and the mailbox has not been seen */
	bool unseen;
	STAILQ_HEAD(, step_result) steps;
	struct facts facts;
	struct tls_result tls;
	struct words before_tls, after_tls, after_login; /* capabilities */
	struct words mechanisms; /* SASL names, plus LOGIN, USER, APOP */
	const char *greeting;
	struct mailbox_result *mailbox; /* NULL: not looked at */
	struct send_result *send;	/* SMTP: NULL without a login */
};

enum login_outcome { LOGIN_SKIPPED, LOGIN_OK, LOGIN_FAILED };

/* Why no login was tried; names of the report, see report_skip_name(). */
enum login_skip {
	SKIP_NONE,
	SKIP_NO_PASSWORD,    /* none was given, or --no-login */
	SKIP_UNTRUSTED,	     /* the origin does not permit it */
	SKIP_UNVERIFIED,     /* no verified TLS */
	SKIP_NOT_REACHED,    /* the dialogue ended before */
	SKIP_EARLIER_FAILED, /* another service rejected the password */
	SKIP_NO_MECHANISM,
	SKIP_ALTERNATIVE, /* another endpoint of the protocol was used */
	SKIP_BUDGET,
	SKIP_DOWNGRADE /* a stronger mechanism was taken out of the list */
};

struct login_result {
	enum login_outcome outcome;
	enum login_skip skip;
	const char *mechanism, *username; /* NULL when none was chosen */
	const char *reply; /* the server's last line, printable, or NULL */
	const char *code;  /* AUTHENTICATIONFAILED, AUTH, 5.7.8, or NULL */
	int status;	   /* SMTP reply code, else 0 */
	bool answered;	   /* false: no reply after the secret was sent */
};

/* What one source says of an endpoint that it names. */
struct statement {
	STAILQ_ENTRY(statement) entry;
	const char *name; /* of the source */
	int rank;	  /* of the source, in the order of belief */
	int order;	  /* place of the endpoint in its list, from 0 */
	enum trust trust;
	const char *username; /* or NULL */
	enum auth auths[ENDPOINT_AUTHS];
	size_t nauths; /* 0: nothing stated */
};

#endif
