#include "probe/session/channel.h"

#include <assert.h>
#include <string.h>

#include "probe/session/transcript.h"

/* The steps that all protocols share. */
static const struct step connecting = { "connect", 4000, 40, FACT_TCP_TIMEOUT,
	NULL, NULL };
static const struct step handshake = { "tls", 6000, 60, FACT_TLS_SILENT, NULL,
	NULL };
static const struct step idle = { "idle", 0, 0, FACT_COUNT, NULL, NULL };

/* --- time --- */

int64_t
channel_now(const struct session *s)
{
	return loop_now(s->shared->loop);
}

int64_t
channel_limit(const struct session *s, int ms, int percent)
{
	int64_t share = s->shared->timeout_ms * percent / 100;
	int64_t end = channel_now(s) + (ms < share ? ms : share);

	return percent > 0 && end < s->shared->deadline ? end
							: s->shared->deadline;
}

const struct step *
channel_step(const struct session *s)
{
	switch (s->phase) {
	case PHASE_CONNECT:
		return &connecting;
	case PHASE_TLS:
		return &handshake;
	default:
		return s->step < STEP_COUNT ? &s->ops->steps[s->step] : &idle;
	}
}

void
channel_begin_step(struct session *s)
{
	const struct step *step = channel_step(s);

	s->step_start = channel_now(s);
	task_deadline(s->task, channel_limit(s, step->ms, step->percent));
}

void
channel_shorten(struct session *s, int ms)
{
	task_deadline(s->task, channel_limit(s, ms, 70));
}

void
session_end_step(struct session *s, const char *result, bool failed)
{
	struct step_result *step = arena_alloc(s->shared->arena, sizeof(*step));

	step->name = channel_step(s)->name;
	step->ms = channel_now(s) - s->step_start;
	step->result = result;
	step->failed = failed;
	STAILQ_INSERT_TAIL(&s->result->steps, step, entry);
	s->step_start = channel_now(s);
	if (s->events.step != NULL)
		s->events.step(s, step, s->events.arg);
}

/* --- the end --- */

void
channel_end(struct session *s)
{
	if (s->phase == PHASE_OVER)
		return;
	s->phase = PHASE_OVER;
	task_stop(&s->task);
	stream_close(&s->stream);
	buf_clear(&s->input.bytes);
	buf_clear(&s->input.line);
	buf_clear(&s->out);
	if (s->login.result != NULL)
		s->login.unanswered(s);
	s->events.ended(s, s->events.arg);
}

void
session_fail(struct session *s, enum fact_id id, const char *text)
{
	/* The login is proven, and the mailbox was seen: trouble in what else
	 * is asked is no fault of the dialogue. */
	bool proven = s->phase == PHASE_DIALOGUE && s->step >= STEP_MAILBOX &&
	    !s->result->unseen;

	if (proven)
		session_end_step(s, "failed", false);
	if (id != FACT_COUNT && !proven) {
		session_fact(s, id, text);
		session_end_step(s, "failed", true);
	}
	transcript_event(s, "closed");
	channel_end(s);
}

void
session_abort(struct session *s, enum fact_id id, const char *text)
{
	if (s->phase != PHASE_OVER)
		session_fail(s, id, text);
}

/* --- sending --- */

void
channel_flush(struct session *s)
{
	ssize_t n;

	while (s->out.len > 0) {
		n = stream_write(&s->stream, s->out.data, s->out.len);
		if (n == STREAM_AGAIN_WRITE || n == STREAM_AGAIN_READ) {
			task_want(s->task, WANT_READ | WANT_WRITE);
			return;
		}
		if (n <= 0) {
			/* What the peer said last is still to be read. */
			buf_clear(&s->out);
			break;
		}
		explicit_bzero(s->out.data, (size_t)n);
		buf_consume(&s->out, (size_t)n);
	}
	if (s->out.len == 0)
		buf_clear(&s->out);
	task_want(s->task, WANT_READ);
}

static void
send_line(struct session *s, const char *text, const char *label)
{
	transcript_sent(s, label);
	if (buf_add_str(&s->out, text) == -1 ||
	    buf_add(&s->out, "\r\n", 2) == -1)
		assert(!"a command is longer than a secret allows");
}

void
session_send(struct session *s, const char *text)
{
	send_line(s, text, text);
}

void
session_send_secret(struct session *s, const char *text, const char *label)
{
	assert(s->in_tls && s->result->tls.verified);
	s->login.secret_sent = true;
	send_line(s, text, label);
}

void
session_quit(struct session *s)
{
	if (s->phase == PHASE_OVER)
		return;
	if (s->phase == PHASE_IDLE || s->phase == PHASE_DIALOGUE) {
		s->ops->send_goodbye(s);
		channel_flush(s);
	}
	transcript_event(s, "closed");
	channel_end(s);
}
