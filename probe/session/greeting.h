#ifndef PROBE_SESSION_GREETING_H
#define PROBE_SESSION_GREETING_H

#include "probe/session/session-private.h"

/*
 * Records what a greeting of any protocol shows.  True when the dialogue may
 * go on: the greeting is one of our protocol and the server is ready.
 */
bool greeting_is_ours(struct session *s, const struct reply *r);

#endif
