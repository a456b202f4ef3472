#ifndef PROBE_SESSION_RECEIVE_H
#define PROBE_SESSION_RECEIVE_H

#include "probe/session/session-private.h"

/* Bytes to lines, lines to replies.  What breaks the grammar or a limit ends
 * the session with its fact. */

/* Keeps bytes of the peer until replies are taken out of them. */
void receive_bytes(struct session *s, const char *bytes, size_t n);
/* Takes the next whole reply, which lives until the next call; NULL when more
 * has to come, or when the session is over. */
const struct reply *receive_reply(struct session *s);
/* The connection is over, and a goodbye stood where the reply should be: that
 * is the reply, then.  NULL when there was none. */
const struct reply *receive_goodbye(struct session *s);
/* Bytes that came while nothing was asked. */
void receive_unasked(struct session *s, const char *bytes, size_t n);

#endif
