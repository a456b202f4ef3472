#ifndef PROBE_SESSION_SESSION_PRIVATE_H
#define PROBE_SESSION_SESSION_PRIVATE_H

#include "probe/net/stream.h"
#include "probe/net/task.h"
#include "probe/session/protocol.h"
#include "probe/session/session.h"
#include "profiles/base/buf.h"

struct sasl;
struct sasl_mech;

/* What the peer sent, on its way to a reply. */
struct input_state {
	struct buf bytes;     /* not read as lines yet */
	struct arena scratch; /* of the present reply */
	struct reply reply;
	bool fresh;   /* the next line begins a reply */
	bool goodbye; /* the present reply has one among its lines */
	size_t taken; /* bytes of the present reply */
	/* A line with literals, which become quoted strings in it. */
	struct buf line;
	size_t literal; /* bytes of the present literal still to come */
	int literals;	/* in this line so far */
};

/* What the server offered so far; before TLS that proves nothing. */
struct offer_state {
	bool starttls;
	bool cut; /* capabilities are missing that belong there */
	struct words mechanisms_before; /* before TLS */
};

struct login_state {
	const struct credentials *credentials;
	struct login_result *result; /* NULL: none, or it has its verdict */
	/* Ends a login without a reply; set by login_begin. */
	void (*unanswered)(struct session *s);
	struct sasl *sasl;
	const struct sasl_mech *mech;
	unsigned tried;		    /* bits of mechanisms that proved broken */
	int turns;		    /* challenges answered in this exchange */
	bool ir_sent, ir_forbidden; /* initial response */
	bool secret_sent;	    /* with it a try is spent */
	bool own_refused;	    /* the protocol's own command was */
	int further;		    /* taken of what the run has left */
	bool exchanging;	    /* challenges may come */
	struct task *work;	    /* a response is being computed */
};

/* What IMAP is asked about the mailbox. */
enum mailbox_question {
	ASK_ID,
	ASK_STATUS,
	ASK_LIST,
	ASK_NAMESPACE,
	ASK_QUOTA,
	ASK_EXAMINE, /* when STATUS was refused */
	ASK_COUNT
};

struct imap_state {
	int tag;	    /* of the last command */
	int due[ASK_COUNT]; /* tags of STEP_MAILBOX; 0: no answer due */
	enum mailbox_question answered; /* by the present reply */
};

struct pop3_state {
	char *apop_stamp; /* of the greeting, or NULL */
	bool multiline;	  /* +OK is followed by lines and a dot */
	bool uidl_asked;  /* with STAT or after it */
	bool stat_taken;
};

struct session {
	const struct session_shared *shared;
	const struct endpoint *endpoint;
	struct address_result *result;
	enum session_mode mode;
	struct session_events events;
	const struct protocol_ops *ops;
	struct stream stream;
	struct task *task;
	struct buf out;
	enum {
		PHASE_CONNECT,
		PHASE_TLS,
		PHASE_DIALOGUE,
		PHASE_IDLE, /* waits for the owner's word */
		PHASE_OVER
	} phase;
	enum step_id step;     /* of PHASE_DIALOGUE */
	int64_t step_start;    /* when the present step began */
	bool silent_told;      /* the owner knows of a slow greeting */
	bool in_tls;	       /* TLS is up */
	bool failed_to_resume; /* see session.h */
	bool pipelined;	       /* the next step's command was sent along */
	struct input_state input;
	struct offer_state offer;
	struct login_state login;
	struct imap_state imap;
	struct pop3_state pop3;
};

enum { REPLY_MAX = 64 * 1024 }; /* bytes of one reply, all lines */

/* session.c: a session without a connection, as session_start begins it */
struct session *session_new(const struct session_shared *shared,
    const struct endpoint *endpoint, struct address_result *result,
    enum session_mode mode, const struct session_events *events);
/* session.c: takes bytes of the peer, as far as they go. */
void session_feed(struct session *s, const char *bytes, size_t n);

/* channel.c */
/* Records the step that just ended; the next one begins now. */
void session_end_step(struct session *s, const char *result, bool failed);
/* The dialogue ends here, with that fact. */
void session_fail(struct session *s, enum fact_id id, const char *text);
/* Sends one command. */
void session_send(struct session *s, const char *text);
/* The same with a secret: the transcript shows the label.  Only after
 * verified TLS; anything else is a mistake in the program. */
void session_send_secret(
    struct session *s, const char *text, const char *label);

/* record.c: into the report */
void session_fact(struct session *s, enum fact_id id, const char *text);
/* Printable and without secrets, in the report's arena. */
const char *session_text(const struct session *s, const char *text);
/* The words of a reply that help, all its lines as one; printable and without
 * secrets, in the report's arena. */
const char *session_words(struct session *s, const struct reply *r);
/* A fact with these words. */
void session_reply_fact(
    struct session *s, enum fact_id id, const struct reply *r);
/* The text without secrets, in the arena of the present reply. */
const char *session_hide(struct session *s, const char *text);
/* Adds a word that a server said; there is a limit to how many. */
void session_word(struct session *s, struct words *w, const char *word);
void session_capability(struct session *s, const char *word);
void session_mechanism(struct session *s, const char *name);
/* The same for names separated by blanks, perhaps behind a "=". */
void session_mechanisms(struct session *s, const char *names);
/* Takes secrets out of what the handshake left behind. */
void session_hide_tls(struct session *s);
bool session_has(const struct session *s, const char *capability);

#endif
