#ifndef PROBE_SESSION_MAILBOX_H
#define PROBE_SESSION_MAILBOX_H

#include "probe/session/session-private.h"

/*
 * After a login has its verdict, one flight of questions about the mailbox:
 * folders and their roles (RFC 6154), namespace (RFC 2342), size (RFC 3501,
 * 8438) and quota (RFC 9208) by IMAP; STAT by POP3 (RFC 1939).  Nothing is
 * changed or opened.  What POP3 says of UIDL, EXPIRE and LOGIN-DELAY (RFC 2449
 * section 6) is taken from its capabilities.  An answer that does not come
 * back is not reported, and is no fault.
 */
void mailbox_ask_imap(struct session *s);
enum step_id mailbox_got_imap(struct session *s, const struct reply *r);
void mailbox_ask_pop3(struct session *s);
enum step_id mailbox_got_pop3(struct session *s, const struct reply *r);
/*
 * Pure: one untagged line of an answer into what is known of the mailbox.
 * Texts are copied into a; anything unknown is passed over.
 */
void mailbox_take_imap(
    struct mailbox_result *m, struct arena *a, const char *line);
/* "+OK 3 1200"; returns 0, or -1 when it is none. */
int mailbox_take_stat(struct mailbox_result *m, const char *line);

#endif
