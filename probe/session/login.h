#ifndef PROBE_SESSION_LOGIN_H
#define PROBE_SESSION_LOGIN_H

#include "probe/session/session-private.h"

/* The login of a session: one SASL exchange, or the protocol's own. */

/* AUTH of POP3 and SMTP: send_auth of struct protocol_ops. */
void login_send_auth(
    struct session *s, const struct sasl_mech *m, const char *ir);
/* Chooses a mechanism; without verified TLS or without one, a skip. */
enum step_id login_begin(struct session *s);
/* A step of SASL: enter begins the exchange, reply goes on with it. */
void login_enter(struct session *s);
enum step_id login_reply(struct session *s, const struct reply *r);
/* That was the try, and nothing follows it. */
enum step_id login_rejected(struct session *s, const struct reply *r);
/* User name and password are ASCII: commands that know no UTF-8 may do. */
bool login_is_ascii(const struct session *s);
/* A received line during an exchange, as the transcript may show it. */
void login_challenge_label(
    const struct session *s, const char *line, char *out, size_t size);

#endif
