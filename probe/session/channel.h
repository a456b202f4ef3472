#ifndef PROBE_SESSION_CHANNEL_H
#define PROBE_SESSION_CHANNEL_H

#include "probe/session/session-private.h"

/* What the whole dialogue rests on: sending, time and the end. */

/* loop_now of the run. */
int64_t channel_now(const struct session *s);
/*
 * When a wait that begins now has to end: after ms or that share of the run,
 * whatever is shorter, and never later than the run.  Percent 0: with the run.
 */
int64_t channel_limit(const struct session *s, int ms, int percent);
/* The step that is under way; before the dialogue and while the session
 * waits for its owner, too. */
const struct step *channel_step(const struct session *s);
/* From now on the present step has so long, and no more. */
void channel_shorten(struct session *s, int ms);
/* That step begins now, and so does its time. */
void channel_begin_step(struct session *s);
/* Sends what is due, as far as the peer takes it. */
void channel_flush(struct session *s);
/* Everything is closed, the owner is told; once. */
void channel_end(struct session *s);

#endif
