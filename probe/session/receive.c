#include "probe/session/receive.h"

#include <stdio.h>
#include <string.h>

#include "probe/net/line.h"
#include "probe/session/login.h"
#include "probe/session/transcript.h"

enum { LINE_LABEL = 9000, LITERALS_MAX = 64 };

enum taken { TAKEN_NONE, TAKEN_LINE, TAKEN_REPLY };

static void
begin_reply(struct session *s)
{
	arena_clear(&s->input.scratch);
	memset(&s->input.reply, 0, sizeof(s->input.reply));
	s->input.fresh = false;
	s->input.taken = 0;
	s->input.goodbye = false;
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

/*
 * The bytes of a literal, as far as they came, go into the line as a quoted
 * string; true when none is missing.  NUL has no place in either (RFC 3501
 * section 9) and becomes another control character.
 */
static bool
take_literal(struct session *s)
{
	struct input_state *in = &s->input;
	size_t i, n = in->literal < in->bytes.len ? in->literal : in->bytes.len;
	const char *p = in->bytes.data;

	if (in->literal == 0)
		return true;
	for (i = 0; i < n; i++) {
		if (p[i] == '"' || p[i] == '\\')
			buf_add(&in->line, "\\", 1);
		buf_add(&in->line, p[i] == '\0' ? "\1" : p + i, 1);
	}
	buf_consume(&in->bytes, n);
	in->literal -= n;
	in->taken += n;
	if (in->literal > 0 || in->taken > REPLY_MAX)
		return false;
	buf_add(&in->line, "\"", 1);
	return true;
}

/* Does the line go on behind a literal?  Then it is kept until it is whole. */
static bool
goes_on(struct session *s, const char *line)
{
	struct input_state *in = &s->input;
	struct buf whole;
	int64_t size;

	if (s->ops->literal == NULL || s->step == STEP_GREETING)
		return false;
	if (in->line.len > 0) {
		buf_add_str(&in->line, line);
		line = buf_text(&in->line);
	}
	size = s->ops->literal(line);
	if (size < 0)
		return false;
	if (size > REPLY_MAX || ++in->literals > LITERALS_MAX) {
		malformed(s, "", true);
		return true;
	}
	buf_init(&whole, in->line.ceiling);
	buf_add(&whole, line, (size_t)(strrchr(line, '{') - line));
	buf_add_str(&whole, size == 0 ? "\"\"" : "\"");
	buf_clear(&in->line);
	in->line = whole;
	in->literal = (size_t)size;
	return true;
}

/* The line with its literals; the transcript has them, too. */
static char *
whole_line(struct session *s, char *line)
{
	struct buf *whole = &s->input.line;

	if (whole->len > 0) {
		line =
		    arena_strndup(&s->input.scratch, whole->data, whole->len);
		transcript_received(s, line);
	}
	buf_clear(whole);
	s->input.literals = 0;
	return line;
}

/* A POP3 timestamp or a SASL challenge would help to guess offline: the
 * transcript gets a label in its place. */
static void
record_line(const struct session *s, const char *line)
{
	const char *open = strchr(line, '<');
	const char *close = open == NULL ? NULL : strchr(open, '>');
	char label[LINE_LABEL];

	if (s->ops->timestamp && s->step == STEP_GREETING && close != NULL) {
		snprintf(label, sizeof(label), "%.*s<timestamp hidden>%s",
		    (int)(open - line), line, close + 1);
		line = label;
	} else if (s->login.exchanging) {
		login_challenge_label(s, line, label, sizeof(label));
		line = label;
	}
	transcript_received(s, line);
}

/* Takes one line out of the input, which may complete a reply. */
static enum taken
take_line(struct session *s)
{
	size_t len = 0, used = 0;
	char *line;

	switch (line_next(
	    buf_text(&s->input.bytes), s->input.bytes.len, &len, &used)) {
	case LINE_PARTIAL:
		return TAKEN_NONE;
	case LINE_BROKEN:
		malformed(s, buf_text(&s->input.bytes), false);
		return TAKEN_NONE;
	case LINE_TOO_LONG:
		malformed(s, "", true);
		return TAKEN_NONE;
	case LINE_FULL:
		break;
	}
	s->input.taken += used;
	if (s->input.fresh)
		begin_reply(s);
	line = arena_strndup(&s->input.scratch, s->input.bytes.data, len);
	buf_consume(&s->input.bytes, used);
	record_line(s, line);
	if (s->input.taken > REPLY_MAX) {
		malformed(s, "", true);
		return TAKEN_NONE;
	}
	if (goes_on(s, line))
		return TAKEN_LINE;
	line = whole_line(s, line);
	if (s->ops->classify(s, line, &s->input.reply) == LINE_KIND_MORE) {
		words_add(&s->input.scratch, &s->input.reply.lines, line);
		return TAKEN_LINE;
	}
	s->input.reply.line = line;
	if (s->input.reply.text == NULL)
		s->input.reply.text = line;
	s->input.fresh = true;
	return TAKEN_REPLY;
}

static bool
in_login(const struct session *s)
{
	return s->step == STEP_AUTH || s->step == STEP_USER ||
	    s->step == STEP_PASS;
}

/*
 * A reply that ends the login counts as it stands.  What a server adds to it
 * (a second 535 or -ERR, 421 before it hangs up) takes nothing back, and must
 * not be read as the answer to the next command.
 */
static bool
drop_surplus(struct session *s)
{
	enum reply_status status = s->input.reply.status;
	const char *line;
	size_t n;

	if (!in_login(s) || status == REPLY_CONTINUE ||
	    status == REPLY_MALFORMED ||
	    (s->step == STEP_USER && status == REPLY_OK))
		return false;
	line = buf_text(&s->input.bytes);
	while (*line != '\0') {
		n = strcspn(line, "\r\n");
		transcript_received(
		    s, arena_strndup(&s->input.scratch, line, n));
		line += n + strspn(line + n, "\r\n");
	}
	buf_clear(&s->input.bytes);
	return true;
}

/* POP3 and SMTP servers say nothing unasked (RFC 1939 section 3, RFC 5321
 * section 4.1).  Behind a STARTTLS reply it is worse: that step judges it. */
static bool
is_alone(const struct session *s)
{
	return s->input.bytes.len == 0 || s->ops->unasked ||
	    s->step == STEP_STARTTLS || (s->pipelined && s->step != STEP_PASS);
}

const struct reply *
receive_reply(struct session *s)
{
	enum taken taken = TAKEN_LINE;

	while (taken == TAKEN_LINE && take_literal(s))
		taken = take_line(s);
	if (taken == TAKEN_REPLY)
		s->input.goodbye = false;
	if (taken == TAKEN_REPLY && (is_alone(s) || drop_surplus(s)))
		return &s->input.reply;
	if (taken == TAKEN_REPLY)
		malformed(s, buf_text(&s->input.bytes), false);
	else if (s->input.taken > REPLY_MAX && s->phase != PHASE_OVER)
		malformed(s, "", true);
	return NULL;
}

const struct reply *
receive_goodbye(struct session *s)
{
	if (s->phase != PHASE_DIALOGUE || !s->input.goodbye)
		return NULL;
	s->input.goodbye = false;
	/* Its words stand in the lines. */
	s->input.reply.line = "";
	s->input.fresh = true;
	return &s->input.reply;
}

/* IMAP may announce things at any time (RFC 3501 section 7), which are read
 * with the next reply; what others say would be taken for that reply. */
void
receive_unasked(struct session *s, const char *bytes, size_t n)
{
	if (buf_add(&s->input.bytes, bytes, n) == -1)
		malformed(s, "", true);
	else if (s->ops->says_goodbye(buf_text(&s->input.bytes)))
		session_fail(s, FACT_CLOSED, buf_text(&s->input.bytes));
	else if (!s->ops->unasked)
		malformed(s, buf_text(&s->input.bytes), false);
}

void
receive_bytes(struct session *s, const char *bytes, size_t n)
{
	if (buf_add(&s->input.bytes, bytes, n) == -1)
		malformed(s, "", true);
}
