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
	MECH_ASKED = 2,	 /* only when the user asked for it by name */
	MECH_FIRST = 4,	 /* the client speaks first (RFC 4422 section 5) */
	MECH_OWN = 8,	 /* the protocol's own command, no SASL */
	MECH_TOKEN = 16, /* takes a token: never a password */
	MECH_PROOF = 32	 /* the server proves itself: SCRAM */
};

struct sasl_mech {
	const char *name;
	int flags;
	unsigned bit;
};

/*
 * The best mechanism in our order that was offered, that allowed names (NULL:
 * all but MECH_ASKED) and that is not among tried.  NULL when there is none.
 */
const struct sasl_mech *sasl_choose(const struct words *offered,
    const char *const *allowed, bool binding, unsigned tried);
const struct sasl_mech *sasl_find(const char *name);
/* Mechanism i in our order of preference; NULL after the last. */
const struct sasl_mech *sasl_at(size_t i);
/* Is there an offered mechanism that takes a password at all? */
bool sasl_takes_password(const struct words *offered);
bool sasl_offers_token(const struct words *offered);

enum sasl_status { SASL_MORE, SASL_DONE, SASL_BROKEN, SASL_UNPROVEN };

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
/* True when nothing more is due from the server's side. */
bool sasl_complete(const struct sasl *s);
void sasl_free(struct sasl **s);
/* A label for the transcript: the challenge without what helps guessing. */
const char *sasl_challenge_label(
    struct arena *a, const struct sasl_mech *m, const char *challenge);

#endif
