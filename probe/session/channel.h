#ifndef PROBE_SESSION_CHANNEL_H
#define PROBE_SESSION_CHANNEL_H

#include "probe/session/session-private.h"

/* What the whole dialogue rests on: sending, time and the end. */

/* loop_now of the run. */
int64_t channel_now(const struct session *s);
/* A step may take its share of the run, and never more than is left:
 * the end of a step that begins now. */
int64_t channel_limit(const struct session *s, int64_t most, int percent);
void channel_set_deadline(struct session *s, int64_t end);
/* "connect", "tls", "greeting" ... of the step that is under way. */
const char *channel_step_name(const struct session *s);
/* Sends what is due, as far as the peer takes it. */
void channel_flush(struct session *s);
/* Everything is closed, the owner is told; once. */
void channel_end(struct session *s);

#endif
