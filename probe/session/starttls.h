#ifndef PROBE_SESSION_STARTTLS_H
#define PROBE_SESSION_STARTTLS_H

#include "probe/session/session-private.h"

/* Policy that the protocols share, and that none of them may soften. */

/* Judges a greeting line of any protocol: true when it fits ours. */
bool starttls_greeting(struct session *s, const struct reply *r);
/* The capabilities are known: STARTTLS, or the place where a login may begin.
 * Without TLS, STARTTLS is asked for even where it is not listed. */
enum step_id starttls_after_capability(struct session *s);
/* The go-ahead, unless bytes follow it (CVE-2011-0411), or a refusal. */
enum step_id starttls_got_reply(struct session *s, const struct reply *r);
/* Forgets what was learnt before TLS (RFC 3501 6.2.1, 3207 4.2, 2595 4). */
void starttls_tls_is_up(struct session *s);

#endif
