#include "probe/session/session-private.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "probe/net/tls-name.h"
#include "probe/net/tls.h"
#include "probe/sasl/sasl.h"
#include "probe/session/channel.h"
#include "probe/session/login.h"
#include "probe/session/receive.h"
#include "probe/session/starttls.h"
#include "probe/session/transcript.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"

/* After that a silent greeting is worth a hint to the owner. */
enum { HINT_MS = 2500, HINT_PERCENT = 30 };

/* How long a tagged reply may come behind a goodbye. */
enum { GOODBYE_MS = 1500, GOODBYE_PERCENT = 20 };

enum { READ_BYTES = 16 * 1024, OUT_MAX = 3 * SECRET_MAX + 1024 };

static const struct protocol_ops *const all_ops[] = { &imap_ops, &pop3_ops,
	&smtp_ops };

static void on_task(struct task *t, int events, void *arg);

/* --- steps --- */

static const enum tls_hello hellos[] = {
	[SESSION_FULL] = TLS_MODERN,
	[SESSION_FRESH] = TLS_FRESH,
	[SESSION_HELLO] = TLS_FRESH,
	[SESSION_LEGACY] = TLS_LEGACY,
};

static void
begin_tls(struct session *s)
{
	assert(s->input.bytes.len == 0);
	s->phase = PHASE_TLS;
	channel_begin_step(s);
	tls_start(
	    s->shared->tls, &s->stream, s->endpoint->host, hellos[s->mode]);
	task_want(s->task, WANT_WRITE);
}

static void
begin_greeting(struct session *s)
{
	s->phase = PHASE_DIALOGUE;
	s->step = STEP_GREETING;
	channel_begin_step(s);
	/* First a hint to the owner, then the end: see on_deadline(). */
	task_deadline(s->task, channel_limit(s, HINT_MS, HINT_PERCENT));
	task_want(s->task, WANT_READ);
}

/* The only way to move to another step. */
static void
go_to(struct session *s, enum step_id step)
{
	switch (step) {
	case STEP_STAY:
		s->step_start = channel_now(s);
		channel_flush(s);
		return;
	case STEP_TLS:
		begin_tls(s);
		return;
	case STEP_READY:
		s->phase = PHASE_IDLE;
		s->step = STEP_READY;
		s->result->ready = true;
		channel_begin_step(s);
		task_want(s->task, WANT_READ);
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
	channel_begin_step(s);
	if (s->ops->steps[step].enter != NULL)
		s->ops->steps[step].enter(s);
	if (s->phase != PHASE_OVER)
		channel_flush(s);
}

void
session_login(
    struct session *s, const struct credentials *c, struct login_result *login)
{
	assert(s->phase == PHASE_IDLE);
	s->login.credentials = c;
	s->login.result = login;
	login->username = c->username;
	go_to(s, login_begin(s));
}

/* --- receiving --- */

static const char *
describe(const struct reply *r)
{
	static const char *const words[] = { "ok", "no", "temporary", "bad",
		"continue", "bye", "preauth", "malformed" };

	return words[r->status];
}

/* A reply goes to the step that waits for it. */
static void
take_reply(struct session *s, const struct reply *r)
{
	const struct step *step = &s->ops->steps[s->step];
	bool good = r->status == REPLY_OK || r->status == REPLY_CONTINUE ||
	    r->status == REPLY_PREAUTH;
	enum step_id next = step->reply(s, r);
	const char *what = describe(r);

	if (s->phase == PHASE_OVER)
		return;
	/* What else is asked about the mailbox may be refused. */
	if (s->step == STEP_MAILBOX) {
		good = !s->result->unseen;
		what = good ? "ok" : what;
	}
	if (next != STEP_STAY)
		session_end_step(s, what, !good);
	go_to(s, next);
}

void
session_feed(struct session *s, const char *bytes, size_t n)
{
	const struct reply *r;

	receive_bytes(s, bytes, n);
	while (s->phase == PHASE_DIALOGUE && (r = receive_reply(s)) != NULL)
		take_reply(s, r);
	/* A server that says goodbye hangs up; should it not, we do. */
	if (s->phase == PHASE_DIALOGUE && s->input.goodbye)
		task_deadline(
		    s->task, channel_limit(s, GOODBYE_MS, GOODBYE_PERCENT));
}

/* Nothing more comes behind a goodbye: it was the reply. */
static bool
took_goodbye(struct session *s)
{
	const struct reply *goodbye = receive_goodbye(s);

	if (goodbye != NULL)
		take_reply(s, goodbye);
	return goodbye != NULL;
}

/* The peer closed the connection, or it broke. */
static void
peer_closed(struct session *s)
{
	if (took_goodbye(s))
		return;
	if (s->step == STEP_GREETING && s->input.bytes.len == 0)
		session_fail(s, FACT_TCP_CLOSED_EARLY, NULL);
	else
		session_fail(s, FACT_CLOSED, channel_step(s)->name);
}

static void
read_some(struct session *s)
{
	char bytes[READ_BYTES];
	ssize_t n = stream_read(&s->stream, bytes, sizeof(bytes));

	if (n == STREAM_AGAIN_READ) {
		if (s->out.len == 0)
			task_want(s->task, WANT_READ);
		return;
	}
	if (n == STREAM_AGAIN_WRITE) {
		task_want(s->task, WANT_READ | WANT_WRITE);
		return;
	}
	if (n <= 0) {
		peer_closed(s);
		return;
	}
	if (s->phase == PHASE_IDLE)
		receive_unasked(s, bytes, (size_t)n);
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
		session_end_step(s, "ok", false);
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
		session_fail(s, FACT_TCP_UNREACHABLE, strerrordesc_np(error));
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
	session_end_step(s, r->tls.version, false);
	transcript_event(s, r->tls.version);
	if (s->mode == SESSION_HELLO || s->mode == SESSION_LEGACY) {
		channel_end(s);
		return;
	}
	if (s->endpoint->security == SECURITY_TLS) {
		begin_greeting(s);
		return;
	}
	starttls_forget(s);
	go_to(s, STEP_CAPABILITY);
}

static void
on_tls(struct session *s)
{
	switch (tls_handshake(&s->stream, &s->result->facts)) {
	case TLS_WANT_READ:
		task_want(s->task, WANT_READ);
		break;
	case TLS_WANT_WRITE:
		task_want(s->task, WANT_WRITE);
		break;
	case TLS_DONE:
		on_tls_up(s);
		break;
	case TLS_FAILED:
		s->failed_to_resume = tls_offered_session(&s->stream);
		session_hide_tls(s);
		session_end_step(s, "failed", true);
		transcript_event(s, "TLS failed");
		channel_end(s);
		break;
	}
}

/* What it means for the address that its time is over. */
static void
note_time(struct session *s, bool whole_run)
{
	if (s->phase == PHASE_TLS && !whole_run)
		s->failed_to_resume = tls_offered_session(&s->stream);
	s->result->unfinished =
	    whole_run && (s->step < STEP_MAILBOX || s->result->unseen);
}

/* The greeting's first deadline is the owner's hint, the second the end. */
static void
on_deadline(struct session *s)
{
	const struct step *step = channel_step(s);
	bool whole_run = channel_now(s) >= s->shared->deadline;

	if (s->phase == PHASE_DIALOGUE && s->step == STEP_GREETING &&
	    !s->silent_told && !whole_run) {
		s->silent_told = true;
		task_deadline(
		    s->task, channel_limit(s, step->ms, step->percent));
		if (s->input.bytes.len == 0 && s->events.silent != NULL)
			s->events.silent(s, s->events.arg);
		return;
	}
	note_time(s, whole_run);
	if (s->phase == PHASE_IDLE)
		/* Its turn never came: no fault of this server. */
		session_quit(s);
	else if (step->silence == FACT_GREETING_SILENT &&
	    s->input.bytes.len > 0)
		session_fail(
		    s, FACT_GREETING_MALFORMED, buf_text(&s->input.bytes));
	else
		session_fail(s, step->silence,
		    step->silence == FACT_DEADLINE ? step->name : NULL);
}

static void
on_task(struct task *t, int events, void *arg)
{
	struct session *s = arg;

	(void)t;
	if (events == 0) {
		if (!took_goodbye(s))
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
			channel_flush(s);
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
	s->input.fresh = true;
	buf_init(&s->input.bytes, REPLY_MAX + READ_BYTES);
	buf_init(&s->input.line, 3 * REPLY_MAX);
	buf_init(&s->out, OUT_MAX);
	s->step_start = channel_now(s);
	s->stream.fd = -1;
	return s;
}

struct session *
session_start(const struct session_shared *shared,
    const struct endpoint *endpoint, struct address_result *result,
    enum session_mode mode, const struct session_events *events)
{
	struct session *s = session_new(shared, endpoint, result, mode, events);
	const struct step *step = channel_step(s);
	int done;

	transcript_event(s, "connect");
	done = stream_connect(&s->stream, result->ip, endpoint->port);
	s->task = task_start(shared->loop, s->stream.fd, WANT_WRITE,
	    done == -1 ? channel_now(s)
		       : channel_limit(s, step->ms, step->percent),
	    done == -1 ? on_refused : on_task, s);
	return s;
}

void
session_set_deadline(struct session *s)
{
	if (s->phase == PHASE_IDLE)
		task_deadline(s->task, s->shared->deadline);
}

bool
session_failed_to_resume(const struct session *s)
{
	return s->failed_to_resume;
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
	buf_clear(&p->input.bytes);
	buf_clear(&p->input.line);
	buf_clear(&p->out);
	task_stop(&p->login.work);
	sasl_free(&p->login.sasl);
	arena_clear(&p->input.scratch);
	free(p->pop3.apop_stamp);
	free(p);
}
