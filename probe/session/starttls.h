#ifndef PROBE_SESSION_STARTTLS_H
#define PROBE_SESSION_STARTTLS_H

#include "probe/session/session-private.h"

/* STARTTLS as all protocols do it; none of them may soften these rules. */

/* The capabilities are known: STARTTLS, or the place where a login may begin.
 * Without TLS, STARTTLS is asked for even where it is not listed. */
enum step_id starttls_after_capability(struct session *s);
/* The go-ahead, unless bytes follow it (CVE-2011-0411), or a refusal. */
enum step_id starttls_got_reply(struct session *s, const struct reply *r);
/* Forgets what was learnt before TLS (RFC 3501 6.2.1, 3207 4.2, 2595 4). */
void starttls_forget(struct session *s);

#endif
