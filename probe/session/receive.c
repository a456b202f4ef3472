#include "probe/session/session-private.h"

#include <string.h>

#include "probe/net/line.h"
#include "probe/session/transcript.h"

/* Bytes to lines, lines to replies, replies to the step that waits. */

static void
begin_reply(struct session *s)
{
	arena_clear(&s->scratch);
	memset(&s->reply, 0, sizeof(s->reply));
	s->reply_fresh = false;
	s->reply_bytes = 0;
}

static const char *
describe(const struct reply *r)
{
	static const char *const words[] = { "ok", "no", "temporary", "bad",
		"continue", "bye", "preauth", "malformed" };

	return words[r->status];
}

static void
malformed(struct session *s, const char *line, bool too_long)
{
	if (s->step == STEP_GREETING)
		session_fail(s, FACT_GREETING_MALFORMED, line);
	else
		session_fail(s,
		    too_long ? FACT_REPLY_TOO_LONG : FACT_REPLY_MALFORMED,
		    line);
}

static void
take_reply(struct session *s)
{
	enum step_id now = s->step, next;
	const struct step *step = &s->ops->steps[now];
	bool good = s->reply.status == REPLY_OK ||
	    s->reply.status == REPLY_CONTINUE ||
	    s->reply.status == REPLY_PREAUTH;

	s->reply_fresh = true;
	/* POP3 and SMTP servers say nothing unasked (RFC 1939 section 3, RFC
	 * 5321 section 4.1); behind a STARTTLS reply it is worse. */
	if (s->in.len > 0 && s->endpoint->protocol != PROTO_IMAP &&
	    now != STEP_STARTTLS && !s->pipelined) {
		malformed(s, buf_text(&s->in), false);
		return;
	}
	next = step->reply(s, &s->reply);
	if (s->phase == PHASE_OVER)
		return;
	if (next != STEP_STAY)
		session_end_step(s, step->name, describe(&s->reply), !good);
	session_goto(s, next);
}

/* The literal of an untagged IMAP line is counted, never kept. */
static bool
skip_literal(struct session *s)
{
	size_t n = s->skip < s->in.len ? s->skip : s->in.len;

	buf_consume(&s->in, n);
	s->skip -= n;
	s->reply_bytes += n;
	return s->skip == 0;
}

/* Takes one line out of the input; false when there is none to take. */
static bool
take_line(struct session *s)
{
	size_t len = 0, used = 0;
	char *line;

	switch (line_next(buf_text(&s->in), s->in.len, &len, &used)) {
	case LINE_PARTIAL:
		return false;
	case LINE_BROKEN:
		malformed(s, buf_text(&s->in), false);
		return false;
	case LINE_TOO_LONG:
		malformed(s, "", true);
		return false;
	case LINE_FULL:
		break;
	}
	s->reply_bytes += used;
	if (s->reply_fresh)
		begin_reply(s);
	line = arena_strndup(&s->scratch, s->in.data, len);
	buf_consume(&s->in, used);
	transcript_received(s, line);
	if (s->reply_bytes > REPLY_MAX) {
		malformed(s, "", true);
		return false;
	}
	if (s->ops->classify(s, line, &s->reply) == LINE_KIND_MORE) {
		words_add(&s->scratch, &s->reply.lines, line);
		return true;
	}
	s->reply.line = line;
	if (s->reply.text == NULL)
		s->reply.text = line;
	take_reply(s);
	return true;
}

/* "421", "-ERR" and "* BYE" say that the server is about to go. */
static bool
says_goodbye(const struct session *s, const char *text)
{
	switch (s->endpoint->protocol) {
	case PROTO_SMTP:
		return strncmp(text, "421", 3) == 0;
	case PROTO_POP3:
		return strncmp(text, "-ERR", 4) == 0;
	default:
		return strncmp(text, "* BYE", 5) == 0 ||
		    strstr(text, "\n* BYE") != NULL;
	}
}

/* IMAP may announce things at any time (RFC 3501 section 7), which are read
 * with the next reply; what others say would be taken for that reply. */
void
session_unasked(struct session *s, const char *bytes, size_t n)
{
	if (buf_add(&s->in, bytes, n) == -1)
		malformed(s, "", true);
	else if (says_goodbye(s, buf_text(&s->in)))
		session_fail(s, FACT_CLOSED, buf_text(&s->in));
	else if (s->endpoint->protocol != PROTO_IMAP)
		malformed(s, buf_text(&s->in), false);
}

void
session_feed(struct session *s, const char *bytes, size_t n)
{
	if (buf_add(&s->in, bytes, n) == -1) {
		malformed(s, "", true);
		return;
	}
	while (s->phase == PHASE_DIALOGUE && skip_literal(s) && take_line(s))
		;
	if (s->reply_bytes > REPLY_MAX && s->phase == PHASE_DIALOGUE)
		malformed(s, "", true);
}
