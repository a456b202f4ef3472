#ifndef PROBE_SASL_SCRAM_H
#define PROBE_SASL_SCRAM_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct scram;
struct secret;

/*
 * The client's side of SCRAM (RFC 5802, 7677).  libgsasl 2.2.0 cannot say
 * that a client would bind to the channel while the server offers no -PLUS
 * form (gs2 flag "y"), which is how a list that was cut on the way is found
 * out; so this one is ours.
 */
enum scram_binding {
	SCRAM_NO_BINDING,  /* we have none: "n" */
	SCRAM_NOT_OFFERED, /* we have one, the server offers no -PLUS: "y" */
	SCRAM_BOUND	   /* "p=name" */
};

enum scram_status {
	SCRAM_MORE,
	SCRAM_DONE,
	SCRAM_UNPROVEN,
	SCRAM_BUSY /* there is work left: scram_work, before anything else */
};

/*
 * hash is "SHA-1" or "SHA-256"; name and bytes are the channel binding, used
 * with SCRAM_BOUND.  secret is borrowed until scram_free.  Returns NULL when
 * user or password cannot be prepared (RFC 4013).
 */
struct scram *scram_new(const char *hash, const char *user,
    const struct secret *secret, enum scram_binding binding, const char *name,
    const unsigned char *bytes, size_t len);
/* client-first-message */
void scram_first(struct scram *s, struct buf *out);
/*
 * One message of the server, not base64.  SCRAM_UNPROVEN: it did not prove that
 * it knows the password, asks for too little or too much work, or breaks the
 * grammar.
 */
enum scram_status scram_answer(
    struct scram *s, const char *message, struct buf *out);
/* Goes on with the work for some milliseconds, for the same message. */
enum scram_status scram_work(struct scram *s, struct buf *out);
void scram_free(struct scram **s);

#endif
