#ifndef PROBE_SESSION_TRANSCRIPT_H
#define PROBE_SESSION_TRANSCRIPT_H

#include "probe/session/session-private.h"

/*
 * Lines of the --transcript file: what was sent (never a secret: its label),
 * what came (redacted; for a challenge its label), and what happened to the connection.
 */

void transcript_sent(const struct session *s, const char *text);
void transcript_received(const struct session *s, const char *text);
void transcript_event(const struct session *s, const char *text);

#endif
