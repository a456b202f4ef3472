#ifndef PROBE_SESSION_PROTOCOL_H
#define PROBE_SESSION_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "probe/report/fact.h"
#include "profiles/base/words.h"

struct sasl_mech;
struct session;

/* Replies, steps and operations: what IMAP, POP3 and SMTP differ in. */

enum reply_status {
	REPLY_OK,
	REPLY_NO,	 /* NO, -ERR, 5xx */
	REPLY_TEMPORARY, /* 4xx, [SYS/TEMP], [UNAVAILABLE] */
	REPLY_BAD,	 /* IMAP BAD, SMTP 500 to 504 */
	REPLY_CONTINUE,	 /* +, 334 */
	REPLY_BYE,
	REPLY_PREAUTH,
	REPLY_MALFORMED
};

/* One complete answer; raw bytes, alive until the next one. */
struct reply {
	enum reply_status status;
	int code;	    /* SMTP, else 0 */
	char enhanced[16];  /* "5.7.8", or "" (RFC 3463) */
	char bracket[64];   /* "AUTHENTICATIONFAILED", or "" */
	const char *line;   /* the last line, whole */
	const char *text;   /* its human part */
	struct words lines; /* lines before the last: untagged, multi-line */
};

enum line_kind { LINE_KIND_MORE, LINE_KIND_LAST };

/* The steps of a dialogue.  The first ones have a row in every protocol. */
enum step_id {
	STEP_GREETING,
	STEP_CAPABILITY,
	STEP_STARTTLS,
	STEP_AUTH,
	STEP_USER, /* IMAP's LOGIN; POP3's APOP, or USER before PASS */
	STEP_PASS,
	STEP_LATER,   /* after the verdict: capabilities */
	STEP_MAILBOX, /* folders, quota and size */
	STEP_SENDER,  /* SMTP: may this address send? */
	STEP_RECIPIENT,
	STEP_RESET,
	STEP_COUNT,
	/* no rows: */
	STEP_STAY,  /* another reply is due in this step */
	STEP_TLS,   /* begin the handshake */
	STEP_READY, /* wait for the owner's word */
	STEP_END
};

/* A step: enter sends one command, reply reads its answer and names the next
 * step. */
struct step {
	const char *name;
	/* How long it may take: at most ms, and no more than this share of
	 * the run's time; 0: until the end of the run. */
	int ms, percent;
	enum fact_id silence; /* what it means when the time is over */
	void (*enter)(struct session *s);
	enum step_id (*reply)(struct session *s, const struct reply *r);
};

/* What a protocol has to say for itself. */
struct protocol_ops {
	const struct step *steps; /* STEP_COUNT rows */
	/* Reads one line; fills r and says whether the reply is complete. */
	enum line_kind (*classify)(
	    struct session *s, const char *line, struct reply *r);
	/* The size of the literal that line announces at its end; -1: none.
	 * NULL: the protocol has none. */
	int64_t (*literal)(const char *line);
	/* Sends the command that begins a SASL exchange; ir is base64 or
	 * NULL. */
	void (*send_auth)(
	    struct session *s, const struct sasl_mech *m, const char *ir);
	/* May an initial response of this length be sent along? */
	bool (*initial_response)(const struct session *s, size_t length);
	/* May the protocol's own command (LOGIN, USER, APOP) stand in for m,
	 * saving a turn?  Returns the step to enter; STEP_END: m is tried by
	 * SASL; STEP_STAY: the command was refused and m has no other form. */
	enum step_id (*own_login)(struct session *s, const struct sasl_mech *m);
	/* Sends the command that ends the session. */
	void (*send_goodbye)(struct session *s);
	/* Does this text, which was not asked for, say that the server is
	 * about to close the connection? */
	bool (*says_goodbye)(const char *text);
	/* The part of one line of a reply that the report quotes; NULL:
	 * none. */
	const char *(*reply_words)(const char *line, bool first, bool last);
	/* The step that follows a login; NULL: the mailbox is looked at. */
	enum step_id (*after_login)(struct session *s);
	/* May the capabilities differ after a login, unheard so far?  NULL:
	 * never. */
	bool (*more_capabilities)(const struct session *s);
	/* The server may announce things that were not asked for. */
	bool unasked;
	/* A capability allows initial responses; it may be wrong. */
	bool ir_capability;
	/* The greeting holds a timestamp that the transcript must hide. */
	bool timestamp;
};

extern const struct protocol_ops imap_ops, pop3_ops, smtp_ops;

#endif
