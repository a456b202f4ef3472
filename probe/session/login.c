#include "probe/session/login.h"

#include <stdio.h>
#include <string.h>

#include "probe/judge/refusal.h"
#include "probe/net/task.h"
#include "probe/net/tls.h"
#include "probe/sasl/sasl.h"
#include "probe/session/channel.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

enum { RESPONSE_MAX = 3 * SECRET_MAX, TURNS_MAX = 5 };

static void
note_pitfalls(struct session *s)
{
	const char *p = secret_text(s->login.credentials->secret);
	size_t n = secret_len(s->login.credentials->secret);

	if (p[0] == ' ' || p[0] == '\t' || p[n - 1] == ' ' || p[n - 1] == '\t')
		session_fact(s, FACT_PASSWORD_BLANKS, NULL);
	if (!str_is_ascii(p))
		session_fact(s, FACT_PASSWORD_NON_ASCII, NULL);
}

bool
login_is_ascii(const struct session *s)
{
	return str_is_ascii(s->login.credentials->username) &&
	    str_is_ascii(secret_text(s->login.credentials->secret));
}

static enum step_id
login_skip(struct session *s, enum login_skip skip)
{
	struct login_result *login = s->login.result;

	s->login.result = NULL;
	login->outcome = LOGIN_SKIPPED;
	login->skip = skip;
	s->events.login_done(s, s->events.arg);
	return STEP_END;
}

/* Its part of the password's tries is spent, or may be. */
static bool
was_shown(const struct session *s)
{
	return s->login.secret_sent || s->login.further > 0;
}

static enum fact_id
why_nothing_fits(const struct session *s, const struct words *offered)
{
	if (s->login.tried != 0)
		return FACT_AUTH_NONE_SERVED;
	if (!sasl_takes_password(offered) && sasl_offers_token(offered))
		return FACT_AUTH_TOKEN_ONLY;
	return offered->n == 0 ? FACT_AUTH_NONE_OFFERED : FACT_AUTH_NO_COMMON;
}

static enum step_id
nothing_fits(struct session *s)
{
	const struct words *m = &s->result->mechanisms;

	/* An EHLO reply without AUTH has been recorded as that. */
	if (fact_find(&s->result->facts, FACT_SMTP_NO_AUTH) == NULL)
		session_fact(s, why_nothing_fits(s, m),
		    words_join(s->shared->arena, m, ", "));
	return login_skip(s, SKIP_NO_MECHANISM);
}

/* Nothing weaker follows SCRAM: a hostile server would refuse it to be shown
 * the password. */
static bool
is_strict(const struct session *s)
{
	return s->login.credentials->guarded ||
	    s->login.credentials->mechanisms != NULL;
}

/* Takes the first mechanism that is left; the step that tries it, STEP_STAY
 * when there is none. */
static enum step_id
choose(struct session *s)
{
	unsigned char bytes[TLS_BINDING_MAX];
	const char *name;
	struct sasl_choice c = {
		.offered = &s->result->mechanisms,
		.allowed = s->login.credentials->mechanisms,
		.order = is_strict(s) ? SASL_STRONG : SASL_USUAL,
		.binding = tls_binding(&s->stream, bytes, &name) > 0,
	};
	const char *before = s->login.result->mechanism;
	const struct sasl_mech *m;
	enum step_id own;

	for (;;) {
		c.tried = s->login.tried;
		m = sasl_choose(&c);
		if (m == NULL) {
			s->login.result->mechanism = before;
			return STEP_STAY;
		}
		s->login.result->mechanism = m->name;
		own = s->ops->own_login(s, m);
		if (own != STEP_STAY)
			break;
		s->login.tried |= m->bit;
	}
	s->login.mech = m;
	return own == STEP_END ? STEP_AUTH : own;
}

static struct sasl *
start_exchange(struct session *s)
{
	const struct words *m = &s->result->mechanisms;
	bool plus = words_have(m, "SCRAM-SHA-256-PLUS") ||
	    words_have(m, "SCRAM-SHA-1-PLUS");

	return sasl_start(s->login.mech, s->login.credentials, &s->stream, plus,
	    protocol_name(s->endpoint->protocol), s->endpoint->host);
}

void
login_send_auth(struct session *s, const struct sasl_mech *m, const char *ir)
{
	struct buf text;
	char label[64];

	snprintf(label, sizeof(label), "AUTH %s%s", m->name,
	    ir == NULL ? "" : " <hidden>");
	if (ir == NULL) {
		session_send(s, label);
		return;
	}
	/* "=" is an empty initial response (RFC 4954 and 5034 section 4). */
	buf_init(&text, RESPONSE_MAX);
	buf_printf(&text, "AUTH %s %s", m->name, *ir == '\0' ? "=" : ir);
	session_send_secret(s, buf_text(&text), label);
	buf_clear(&text);
}

void
login_enter(struct session *s)
{
	struct buf response;

	s->login.sasl = start_exchange(s);
	buf_init(&response, RESPONSE_MAX);
	s->login.exchanging = true;
	s->login.turns = 0;
	s->login.ir_sent = s->login.sasl != NULL &&
	    (s->login.mech->flags & MECH_FIRST) &&
	    s->ops->initial_response(s, 0) &&
	    sasl_turn(s->login.sasl, NULL, &response) <= SASL_DONE &&
	    s->ops->initial_response(s, response.len);
	if (!s->login.ir_sent && response.len > 0) {
		/* Too long for one line: begin again, with the server's turn
		 * first (RFC 5034 section 4). */
		sasl_free(&s->login.sasl);
		s->login.sasl = start_exchange(s);
	}
	s->ops->send_auth(
	    s, s->login.mech, s->login.ir_sent ? buf_text(&response) : NULL);
	buf_clear(&response);
}

/* "+ challenge", "334 challenge": what stands behind the first blank. */
static const char *
challenge_of(const char *line)
{
	const char *p = strchr(line, ' ');

	return p == NULL ? "" : p + 1;
}

void
login_challenge_label(
    const struct session *s, const char *line, char *out, size_t size)
{
	struct arena a = { NULL };
	bool turn = line[0] == '+' || strncmp(line, "334", 3) == 0;

	if (!turn || str_starts_nocase(line, "+OK"))
		snprintf(out, size, "%s", line);
	else
		snprintf(out, size, "%.3s %s", line[0] == '+' ? "+" : line,
		    sasl_challenge_label(
			&a, s->login.mech, challenge_of(line)));
	arena_clear(&a);
}

static enum step_id
after_success(struct session *s)
{
	if (s->ops->after_login != NULL)
		return s->ops->after_login(s);
	s->result->unseen = true;
	return s->ops->more_capabilities(s) ? STEP_LATER : STEP_MAILBOX;
}

/* The login ends: outcome and the server's words, NULL when none came. */
static void
login_finish(
    struct session *s, enum login_outcome outcome, const struct reply *r)
{
	struct login_result *login = s->login.result;
	struct arena *a = s->shared->arena;

	s->login.result = NULL;
	s->login.exchanging = false;
	task_stop(&s->login.work);
	sasl_free(&s->login.sasl);
	login->outcome = outcome;
	if (outcome == LOGIN_OK && s->login.further > 0)
		*s->login.credentials->further += s->login.further;
	login->answered = r != NULL;
	if (r != NULL) {
		login->reply = session_words(s, r);
		login->status = r->code;
		if (r->bracket[0] != '\0')
			login->code = session_text(s, r->bracket);
		else if (r->enhanced[0] != '\0')
			login->code = arena_strdup(a, r->enhanced);
		if (str_find_nocase(login->reply, "[REFERRAL") != NULL)
			fact_add(
			    &s->result->facts, FACT_REFERRAL, login->reply);
	}
	s->events.login_done(s, s->events.arg);
}

/* The connection ended, or is given up, while a verdict was due. */
static void
unanswered(struct session *s)
{
	if (!was_shown(s)) {
		(void)login_skip(s, SKIP_NOT_REACHED);
		return;
	}
	login_finish(s, LOGIN_FAILED, NULL);
}

/* The login by the mechanism that was chosen, in that step. */
static enum step_id
try_mechanism(struct session *s, enum step_id step)
{
	const struct sasl_mech *m = s->login.mech;

	s->login.turns = 0;
	if ((m->flags & MECH_WEAK) != 0 &&
	    s->login.credentials->mechanisms == NULL)
		session_fact(s, FACT_AUTH_WEAK, m->name);
	if (step != STEP_AUTH && !str_is_ascii(s->login.credentials->username))
		session_fact(s, FACT_USER_NON_ASCII, m->name);
	return step;
}

enum step_id
login_begin(struct session *s)
{
	enum step_id step;

	s->login.unanswered = unanswered;
	if (!s->result->tls.verified) {
		if (!s->in_tls)
			session_fact(s, FACT_AUTH_CLEAR_REFUSED, NULL);
		return login_skip(s, SKIP_UNVERIFIED);
	}
	/* A -PLUS form that vanished from the list was taken out by someone
	 * between us and the server. */
	if (fact_find(&s->result->facts, FACT_AUTH_DOWNGRADE) != NULL)
		return login_skip(s, SKIP_DOWNGRADE);
	step = choose(s);
	if (step == STEP_STAY)
		return nothing_fits(s);
	note_pitfalls(s);
	return try_mechanism(s, step);
}

/* What would be tried next, were it not weaker than SCRAM. */
static void
note_other_way(struct session *s)
{
	struct sasl_choice c = { .offered = &s->result->mechanisms,
		.tried = sasl_bits(MECH_PROOF) };
	const struct sasl_mech *m = sasl_choose(&c);

	if ((s->login.mech->flags & MECH_PROOF) != 0 && is_strict(s) &&
	    m != NULL &&
	    fact_find(&s->result->facts, FACT_AUTH_DOWNGRADE) == NULL)
		session_fact(s, FACT_AUTH_OTHER_WAY, m->name);
}

enum step_id
login_rejected(struct session *s, const struct reply *r)
{
	note_other_way(s);
	login_finish(s, LOGIN_FAILED, r);
	return STEP_END;
}

/* Once it has been shown, it is shown again only while the run has a turn
 * left for that. */
static bool
may_show_again(struct session *s)
{
	int *left = s->login.credentials->further;

	if (!s->login.secret_sent)
		return true;
	if (left == NULL || *left == 0)
		return false;
	--*left;
	s->login.further++;
	s->login.secret_sent = false;
	return true;
}

/* The mechanism, or the protocol's own command, is out of the question. */
static void
cross_out(struct session *s)
{
	const struct sasl_mech *m = s->login.mech;

	if (s->step == STEP_AUTH || (m->flags & MECH_WEAK) != 0)
		s->login.tried |= m->bit;
	else
		s->login.own_refused = true;
	/* What fails one kind of binding fails the other. */
	if (m->flags & MECH_PLUS)
		s->login.tried |= sasl_bits(MECH_PLUS);
}

/* Nobody has judged the password: the next mechanism has its turn. */
static enum step_id
try_next(struct session *s, const struct reply *r, enum refusal why)
{
	bool ir_lies = why == REFUSAL_SYNTAX && s->login.ir_sent &&
	    s->ops->ir_capability && !s->login.ir_forbidden;
	enum step_id step;

	task_stop(&s->login.work);
	sasl_free(&s->login.sasl);
	s->login.exchanging = false;
	if (ir_lies) {
		s->login.ir_forbidden = true;
		session_fact(s, FACT_AUTH_IR_LIES, r->line);
	} else {
		session_fact(s, FACT_AUTH_MECH_BROKEN,
		    arena_printf(&s->input.scratch, "%s: %s",
			s->login.result->mechanism, r->line));
		cross_out(s);
	}
	if ((s->login.mech->flags & MECH_PROOF) != 0 && is_strict(s) &&
	    !ir_lies) {
		session_fact(s, FACT_AUTH_SCRAM_REFUSED,
		    s->ops->reply_words(r->line, true, true));
		return login_rejected(s, r);
	}
	step = choose(s);
	if (step == STEP_STAY && !was_shown(s))
		return nothing_fits(s);
	if (step == STEP_STAY || !may_show_again(s))
		return login_rejected(s, r);
	return try_mechanism(s, step);
}

/* Does the reply to this login leave room for another mechanism?  One that
 * the server has taken first was served, unless it says otherwise. */
static bool
leaves_room(const struct session *s, enum refusal why)
{
	bool own = s->step != STEP_AUTH;

	if (why == REFUSAL_SYNTAX)
		return own ? !s->login.secret_sent : s->login.turns == 0;
	return why == REFUSAL_MECHANISM;
}

static enum refusal
refusal_by(const struct session *s, const struct reply *r)
{
	return refusal_of(s->endpoint->protocol,
	    r->bracket[0] != '\0' ? r->bracket : r->enhanced, r->code, r->line);
}

static enum step_id
no_proof(struct session *s, const struct reply *r)
{
	session_fact(s, FACT_AUTH_SERVER_PROOF, NULL);
	login_finish(s, LOGIN_FAILED, r);
	return STEP_END;
}

static void on_work(struct task *t, int events, void *arg);

/* The turn is over, or goes on when the loop has looked at the others and at
 * the clock. */
static enum step_id
say_response(
    struct session *s, enum sasl_status status, const struct buf *response)
{
	struct loop *l = s->shared->loop;

	switch (status) {
	case SASL_MORE:
	case SASL_DONE:
		session_send_secret(s, buf_text(response),
		    response->len == 0 ? "" : "<response hidden>");
		return STEP_STAY;
	case SASL_BUSY:
		s->login.work =
		    task_start(l, -1, 0, loop_now(l) + 1, on_work, s);
		return STEP_STAY;
	default:
		break;
	}
	session_send(s, "*"); /* cancels (RFC 4954 section 4) */
	if (status == SASL_UNPROVEN)
		return no_proof(s, NULL);
	unanswered(s); /* a challenge that has no place here */
	return STEP_END;
}

/* Work alone never ends a login, so no step follows from it. */
static void
on_work(struct task *t, int events, void *arg)
{
	struct session *s = arg;
	struct buf response;

	(void)t;
	(void)events;
	task_stop(&s->login.work);
	buf_init(&response, RESPONSE_MAX);
	(void)say_response(s, sasl_work(s->login.sasl, &response), &response);
	buf_clear(&response);
	channel_flush(s);
}

static enum step_id
answer_challenge(struct session *s, const struct reply *r)
{
	bool opening = (s->login.mech->flags & MECH_FIRST) &&
	    !s->login.ir_sent && s->login.turns == 0;
	struct buf response;
	enum sasl_status status = SASL_BROKEN;
	enum step_id next;

	/* Nothing is due from the server while we compute. */
	task_stop(&s->login.work);
	buf_init(&response, RESPONSE_MAX);
	if (s->login.sasl == NULL || ++s->login.turns > TURNS_MAX)
		status = SASL_BROKEN;
	else if (!sasl_complete(s->login.sasl))
		status = sasl_turn(s->login.sasl,
		    opening ? NULL : challenge_of(r->line), &response);
	else if ((s->login.mech->flags & MECH_PROOF) &&
	    *challenge_of(r->line) == '\0')
		status = SASL_DONE; /* some ask once more, for nothing */
	next = say_response(s, status, &response);
	buf_clear(&response);
	return next;
}

/* Success counts when our part of the exchange was said, all of it. */
static enum step_id
succeed(struct session *s, const struct reply *r)
{
	if (s->step == STEP_AUTH &&
	    (s->login.sasl == NULL || !sasl_complete(s->login.sasl))) {
		if (s->login.mech->flags & MECH_PROOF)
			return no_proof(s, r);
		session_fact(s, FACT_REPLY_MALFORMED, r->line);
		unanswered(s);
		return STEP_END;
	}
	login_finish(s, LOGIN_OK, r);
	return after_success(s);
}

enum step_id
login_reply(struct session *s, const struct reply *r)
{
	enum refusal why = refusal_by(s, r);

	switch (r->status) {
	case REPLY_CONTINUE:
		return answer_challenge(s, r);
	case REPLY_OK:
		return succeed(s, r);
	default:
		break;
	}
	if (str_find_nocase(r->line, "channel-binding") != NULL)
		session_fact(s, FACT_AUTH_DOWNGRADE, r->line);
	else if (leaves_room(s, why))
		return try_next(s, r, why);
	return login_rejected(s, r);
}
