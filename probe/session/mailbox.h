#ifndef PROBE_SESSION_MAILBOX_H
#define PROBE_SESSION_MAILBOX_H

#include "probe/session/session-private.h"

struct redactor;

/*
 * After a login has its verdict, one flight of questions about the mailbox:
 * folders and their roles (RFC 6154), namespace (RFC 2342), size (RFC 3501,
 * 8438) and quota (RFC 9208) by IMAP, behind ID (RFC 2971) where it is known;
 * STAT and UIDL by POP3 (RFC 1939).  Nothing is changed.  What POP3 says of
 * EXPIRE and LOGIN-DELAY (RFC 2449 section 6) is taken from its capabilities.
 *
 * Until INBOX or the maildrop is seen, every refusal is a fact, and so are
 * silence and a closed connection: a login alone shows no mail.  Afterwards
 * an answer that is refused or does not come is no fault.
 */
void mailbox_ask_imap(struct session *s);
enum step_id mailbox_got_imap(struct session *s, const struct reply *r);
void mailbox_ask_pop3(struct session *s);
enum step_id mailbox_got_pop3(struct session *s, const struct reply *r);
/* The server ended it before, in these words. */
void mailbox_refused(struct session *s, const char *words);
/*
 * Pure: one untagged line of an answer into what is known of the mailbox.
 * Texts are copied into a; anything unknown is passed over, and so are names
 * that hold the secret of r, in whatever encoding.
 */
void mailbox_take_imap(struct mailbox_result *m, struct arena *a,
    const struct redactor *r, const char *line);
/* "+OK 3 1200"; returns 0, or -1 when it is none. */
int mailbox_take_stat(struct mailbox_result *m, const char *line);

#endif
