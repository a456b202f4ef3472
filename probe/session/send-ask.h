#ifndef PROBE_SESSION_SEND_ASK_H
#define PROBE_SESSION_SEND_ASK_H

#include "probe/session/session-private.h"

/*
 * After an SMTP login, the question whether this account may send as its
 * address: MAIL FROM and RCPT TO that address, RSET, QUIT, in one flight where
 * the server lists PIPELINING (RFC 2920), else step by step.  No message is
 * ever begun, so there is nothing to deliver.  Never without a login, and
 * never on port 25.  The answers go into address_result.send.
 */

/* The step that follows the login. */
enum step_id send_after_login(struct session *s);
void send_ask_sender(struct session *s);
enum step_id send_got_sender(struct session *s, const struct reply *r);
void send_ask_recipient(struct session *s);
enum step_id send_got_recipient(struct session *s, const struct reply *r);
void send_ask_reset(struct session *s);
enum step_id send_got_reset(struct session *s, const struct reply *r);

#endif
