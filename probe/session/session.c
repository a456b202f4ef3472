#include "probe/session/session-private.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probe/net/tls-name.h"
#include "probe/net/tls.h"
#include "probe/sasl/sasl.h"
#include "probe/session/login.h"
#include "probe/session/starttls.h"
#include "probe/session/transcript.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"

enum { READ_BYTES = 16 * 1024, OUT_MAX = 3 * SECRET_MAX + 1024 };

static const struct protocol_ops *const all_ops[] = { &imap_ops, &pop3_ops,
	&smtp_ops };

static void on_task(struct task *t, int events, void *arg);

static int64_t
now(const struct session *s)
{
	return loop_now(s->shared->loop);
}

/* Steps may take their share of the run, and never more than is left. */
static int64_t
limit(const struct session *s, int64_t most, int percent)
{
	int64_t share = s->shared->timeout_ms * percent / 100;
	int64_t end = now(s) + (most < share ? most : share);

	return end < s->shared->deadline ? end : s->shared->deadline;
}

/* Records the step that just ended; the next one begins now. */
void
session_end_step(
    struct session *s, const char *name, const char *result, bool failed)
{
	struct step_result *step = arena_alloc(s->shared->arena, sizeof(*step));

	step->name = name;
	step->ms = now(s) - s->step_start;
	step->result = result;
	step->failed = failed;
	STAILQ_INSERT_TAIL(&s->result->steps, step, entry);
	s->step_start = now(s);
	if (s->events.step != NULL)
		s->events.step(s, step, s->events.arg);
}

static const char *
step_name(const struct session *s)
{
	switch (s->phase) {
	case PHASE_CONNECT:
		return "connect";
	case PHASE_TLS:
		return "tls";
	default:
		return s->step < STEP_COUNT ? s->ops->steps[s->step].name
					    : "idle";
	}
}

/* The dialogue is over: everything is closed, the owner is told. */
static void
finish(struct session *s)
{
	if (s->phase == PHASE_OVER)
		return;
	s->phase = PHASE_OVER;
	task_stop(&s->task);
	stream_close(&s->stream);
	buf_clear(&s->in);
	buf_clear(&s->out);
	if (s->login != NULL)
		login_unanswered(s);
	s->events.ended(s, s->events.arg);
}

void
session_fail(struct session *s, enum fact_id id, const char *text)
{
	/* The login is proven: the rest of the mailbox examination is not
	 * needed. */
	bool proven = s->phase == PHASE_DIALOGUE && s->step == STEP_MAILBOX;

	if (proven)
		session_end_step(s, step_name(s), "failed", false);
	if (id != FACT_COUNT && !proven) {
		session_fact(s, id, text);
		session_end_step(s, step_name(s), "failed", true);
	}
	transcript_event(s, "closed");
	finish(s);
}

void
session_abort(struct session *s, enum fact_id id, const char *text)
{
	if (s->phase != PHASE_OVER)
		session_fail(s, id, text);
}

/* The connection ended without our doing: what that means here. */
static void
peer_closed(struct session *s)
{
	if (s->quitting)
		finish(s);
	else if (s->step == STEP_GREETING && s->in.len == 0)
		session_fail(s, FACT_TCP_CLOSED_EARLY, NULL);
	else
		session_fail(s, FACT_CLOSED, step_name(s));
}

static void
want(struct session *s, int events)
{
	task_want(s->task, events);
}

static void
set_limit(struct session *s, int64_t end)
{
	s->step_limit = end;
	task_deadline(s->task, end);
}

/* --- sending --- */

static void
flush(struct session *s)
{
	ssize_t n;

	while (s->out.len > 0) {
		n = stream_write(&s->stream, s->out.data, s->out.len);
		if (n == STREAM_AGAIN_WRITE || n == STREAM_AGAIN_READ) {
			want(s, WANT_READ | WANT_WRITE);
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
	want(s, WANT_READ);
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
	s->secret_sent = true;
	send_line(s, text, label);
}

void
session_quit(struct session *s)
{
	if (s->phase == PHASE_OVER)
		return;
	s->quitting = true;
	if (s->phase == PHASE_IDLE || s->phase == PHASE_DIALOGUE) {
		char text[64];

		if (s->endpoint->protocol == PROTO_IMAP)
			snprintf(text, sizeof(text), "P%d LOGOUT", ++s->tag);
		else
			snprintf(text, sizeof(text), "%s", s->ops->goodbye);
		session_send(s, text);
		flush(s);
	}
	transcript_event(s, "closed");
	finish(s);
}

/* --- steps --- */

static void
begin_tls(struct session *s)
{
	assert(s->in.len == 0);
	s->phase = PHASE_TLS;
	s->step_start = now(s);
	tls_start(s->shared->tls, &s->stream, s->endpoint->host,
	    s->mode == SESSION_LEGACY);
	set_limit(s, limit(s, 6000, 60));
	want(s, WANT_WRITE);
}

static void
begin_greeting(struct session *s)
{
	s->phase = PHASE_DIALOGUE;
	s->step = STEP_GREETING;
	s->step_start = now(s);
	/* First a hint to the owner, then the end: see on_deadline(). */
	set_limit(s, limit(s, 2500, 30));
	want(s, WANT_READ);
}

void
session_goto(struct session *s, enum step_id step)
{
	s->step_start = now(s);
	switch (step) {
	case STEP_STAY:
		flush(s);
		return;
	case STEP_TLS:
		begin_tls(s);
		return;
	case STEP_READY:
		s->phase = PHASE_IDLE;
		s->step = STEP_READY;
		s->result->ready = true;
		set_limit(s, s->shared->deadline);
		want(s, WANT_READ);
		s->events.ready(s, s->events.arg);
		return;
	case STEP_END:
		session_quit(s);
		return;
	default:
		break;
	}
	s->phase = PHASE_DIALOGUE;
	s->step = step;
	/* A refused login may be held back for many seconds. */
	set_limit(s,
	    step == STEP_AUTH || step == STEP_USER || step == STEP_PASS
		? s->shared->deadline
		: limit(s, step == STEP_MAILBOX ? 3000 : 10000, 70));
	if (s->ops->steps[step].enter != NULL)
		s->ops->steps[step].enter(s);
	if (s->phase != PHASE_OVER)
		flush(s);
}

void
session_login(
    struct session *s, const struct credentials *c, struct login_result *login)
{
	assert(s->phase == PHASE_IDLE);
	s->credentials = c;
	s->login = login;
	login->username = c->username;
	session_goto(s, login_begin(s));
}

/* --- receiving --- */

static void
read_some(struct session *s)
{
	char bytes[READ_BYTES];
	ssize_t n = stream_read(&s->stream, bytes, sizeof(bytes));

	if (n == STREAM_AGAIN_READ) {
		if (s->out.len == 0)
			want(s, WANT_READ);
		return;
	}
	if (n == STREAM_AGAIN_WRITE) {
		want(s, WANT_READ | WANT_WRITE);
		return;
	}
	if (n <= 0) {
		peer_closed(s);
		return;
	}
	if (s->phase == PHASE_IDLE)
		session_unasked(s, bytes, (size_t)n);
	else
		session_feed(s, bytes, (size_t)n);
}

/* --- phases --- */

static void
on_connected(struct session *s)
{
	int error = stream_connected(&s->stream);

	/* A reset behind the handshake: it was connected for a moment, which
	 * the next read will tell again. */
	if (error == 0 || error == ECONNRESET) {
		session_end_step(s, "connect", "ok", false);
		if (s->endpoint->security == SECURITY_TLS ||
		    s->mode == SESSION_HELLO)
			begin_tls(s);
		else
			begin_greeting(s);
		return;
	}
	if (error == ECONNREFUSED)
		session_fail(s, FACT_TCP_REFUSED, NULL);
	else if (error == ETIMEDOUT)
		session_fail(s, FACT_TCP_TIMEOUT, NULL);
	else
		session_fail(s, FACT_TCP_UNREACHABLE, strerror(error));
}

static void
on_tls_up(struct session *s)
{
	struct address_result *r = s->result;
	struct tls_names names = { s->endpoint->host, s->shared->domain,
		s->endpoint->protocol, r->by_srv };

	s->in_tls = true;
	tls_observe(&s->stream, &names, s->shared->arena, &r->facts, &r->tls);
	session_hide_tls(s);
	session_end_step(s, "tls", r->tls.version, false);
	transcript_event(s, r->tls.version);
	if (s->mode != SESSION_FULL) {
		finish(s);
		return;
	}
	if (s->endpoint->security == SECURITY_TLS) {
		begin_greeting(s);
		return;
	}
	starttls_tls_is_up(s);
	session_goto(s, STEP_CAPABILITY);
}

static void
on_tls(struct session *s)
{
	switch (tls_handshake(&s->stream, &s->result->facts)) {
	case TLS_WANT_READ:
		want(s, WANT_READ);
		break;
	case TLS_WANT_WRITE:
		want(s, WANT_WRITE);
		break;
	case TLS_DONE:
		on_tls_up(s);
		break;
	case TLS_FAILED:
		session_hide_tls(s);
		session_end_step(s, "tls", "failed", true);
		transcript_event(s, "TLS failed");
		finish(s);
		break;
	}
}

/* The greeting's first deadline is the owner's hint, the second the end. */
static void
on_deadline(struct session *s)
{
	bool whole_run = now(s) >= s->shared->deadline;

	if (s->phase == PHASE_DIALOGUE && s->step == STEP_GREETING &&
	    !s->silent_told && !whole_run) {
		s->silent_told = true;
		s->step_limit = limit(s, 20000, 75);
		task_deadline(s->task, s->step_limit);
		if (s->in.len == 0 && s->events.silent != NULL)
			s->events.silent(s, s->events.arg);
		return;
	}
	s->result->unfinished = whole_run && s->step != STEP_MAILBOX;
	if (s->phase == PHASE_CONNECT)
		session_fail(s, FACT_TCP_TIMEOUT, NULL);
	else if (s->phase == PHASE_TLS)
		session_fail(s, FACT_TLS_SILENT, NULL);
	else if (s->step == STEP_GREETING && s->in.len > 0)
		session_fail(s, FACT_GREETING_MALFORMED, buf_text(&s->in));
	else if (s->step == STEP_GREETING)
		session_fail(s, FACT_GREETING_SILENT, NULL);
	else if (s->phase == PHASE_IDLE)
		/* Its turn never came: no fault of this server. */
		session_quit(s);
	else
		session_fail(s, FACT_DEADLINE, step_name(s));
}

static void
on_task(struct task *t, int events, void *arg)
{
	struct session *s = arg;

	(void)t;
	if (events == 0) {
		on_deadline(s);
		return;
	}
	switch (s->phase) {
	case PHASE_CONNECT:
		on_connected(s);
		break;
	case PHASE_TLS:
		on_tls(s);
		break;
	case PHASE_DIALOGUE:
		if (s->out.len > 0)
			flush(s);
		/* Also when we can only write: TLS may have waited for that
		 * to go on reading. */
		read_some(s);
		break;
	case PHASE_IDLE:
		read_some(s);
		break;
	case PHASE_OVER:
		break;
	}
}

/* A connect that the system refused at once is told from the loop, too. */
static void
on_refused(struct task *t, int events, void *arg)
{
	struct session *s = arg;

	(void)t;
	(void)events;
	session_fail(s, FACT_TCP_UNREACHABLE, "no route");
}

struct session *
session_new(const struct session_shared *shared,
    const struct endpoint *endpoint, struct address_result *result,
    enum session_mode mode, const struct session_events *events)
{
	struct session *s = xcalloc(1, sizeof(*s));

	s->shared = shared;
	s->endpoint = endpoint;
	s->result = result;
	s->mode = mode;
	s->events = *events;
	s->ops = all_ops[endpoint->protocol];
	s->phase = PHASE_CONNECT;
	s->reply_fresh = true;
	buf_init(&s->in, REPLY_MAX + READ_BYTES);
	buf_init(&s->out, OUT_MAX);
	s->step_start = now(s);
	s->step_limit = limit(s, 4000, 40);
	s->stream.fd = -1;
	return s;
}

struct session *
session_start(const struct session_shared *shared,
    const struct endpoint *endpoint, struct address_result *result,
    enum session_mode mode, const struct session_events *events)
{
	struct session *s = session_new(shared, endpoint, result, mode, events);
	int done;

	transcript_event(s, "connect");
	done = stream_connect(&s->stream, result->ip, endpoint->port);
	s->task = task_start(shared->loop, s->stream.fd, WANT_WRITE,
	    done == -1 ? now(s) : s->step_limit,
	    done == -1 ? on_refused : on_task, s);
	return s;
}

void
session_set_deadline(struct session *s)
{
	if (s->phase == PHASE_IDLE)
		set_limit(s, s->shared->deadline);
}

enum session_mode
session_mode(const struct session *s)
{
	return s->mode;
}

void
session_free(struct session **s)
{
	struct session *p = *s;

	if (p == NULL)
		return;
	*s = NULL;
	p->phase = PHASE_OVER;
	task_stop(&p->task);
	stream_close(&p->stream);
	buf_clear(&p->in);
	buf_clear(&p->out);
	sasl_free(&p->sasl);
	arena_clear(&p->scratch);
	free(p->apop_stamp);
	free(p);
}
