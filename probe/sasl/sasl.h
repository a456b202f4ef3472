#ifndef PROBE_SASL_SASL_H
#define PROBE_SASL_SASL_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/report/report.h"

struct buf;
struct credentials;
struct sasl;
struct stream;

enum {
	MECH_PLUS = 1,	 /* binds to the TLS channel (RFC 5802 section 6) */
	MECH_WEAK = 2,	 /* the last resort, or asked for by name */
	MECH_FIRST = 4,	 /* the client speaks first (RFC 4422 section 5) */
	MECH_OWN = 8,	 /* the protocol's own command, no SASL */
	MECH_TOKEN = 16, /* takes a token: never a password */
	MECH_PROOF = 32, /* the server proves itself: SCRAM */
	MECH_SHOWN = 64	 /* the server sees the password itself */
};

struct sasl_mech {
	const char *name;
	int flags;
	unsigned bit;
};

/* Which mechanism comes first. */
enum sasl_order {
	/* As nearly every mail program does: those that show the password,
	 * which costs fewest turns and meets fewest broken servers.  For
	 * servers that may be believed. */
	SASL_USUAL,
	SASL_STRONG /* those that show it last */
};

struct sasl_choice {
	const struct words *offered;
	const char *const *allowed; /* only these; NULL: all */
	enum sasl_order order;
	bool binding;	/* there is a channel to bind to */
	unsigned tried; /* bits of those that are out of the question */
};

/* The first mechanism in that order that fits; NULL when there is none. */
const struct sasl_mech *sasl_choose(const struct sasl_choice *c);
const struct sasl_mech *sasl_find(const char *name);
/* Mechanism i, the strongest first; NULL after the last. */
const struct sasl_mech *sasl_at(size_t i);
/* The bits of all mechanisms that have one of these flags. */
unsigned sasl_bits(int flags);
/* Is there an offered mechanism that takes a password at all? */
bool sasl_takes_password(const struct words *offered);
bool sasl_offers_token(const struct words *offered);

enum sasl_status {
	SASL_MORE,
	SASL_DONE,
	SASL_BROKEN,
	SASL_UNPROVEN,
	SASL_BUSY /* the response is still being computed: sasl_work */
};

/*
 * Begins an exchange; c and stream are borrowed until sasl_free.  plus_offered
 * says that the server lists a -PLUS form (RFC 5802 section 6).  NULL when
 * user name or password cannot be prepared for the mechanism.
 */
struct sasl *sasl_start(const struct sasl_mech *m, const struct credentials *c,
    const struct stream *stream, bool plus_offered, const char *service,
    const char *host);
/*
 * One turn: base64 challenge in (NULL: the client speaks first), base64
 * response out, wiped by the caller's buf_clear.  SASL_UNPROVEN: the server could
 * not prove that it knows the password, or asks for too much work.
 */
enum sasl_status sasl_turn(
    struct sasl *s, const char *challenge, struct buf *response);
/* Goes on with the present turn, for some milliseconds. */
enum sasl_status sasl_work(struct sasl *s, struct buf *response);
/* True when nothing more is due from the server's side. */
bool sasl_complete(const struct sasl *s);
void sasl_free(struct sasl **s);
/* A label for the transcript: the challenge without what helps guessing. */
const char *sasl_challenge_label(
    struct arena *a, const struct sasl_mech *m, const char *challenge);

#endif
