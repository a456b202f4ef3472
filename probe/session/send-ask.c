#include "probe/session/send-ask.h"

#include <string.h>

#include "probe/session/path.h"
#include "profiles/base/str.h"

/* One short letter, where the size is told with its sender (RFC 1870). */
enum { LETTER_BYTES = 2048, COMMAND_MAX = 512, PORT_RELAY = 25 };

/* The number of "SIZE 10240000" (RFC 1870 section 4); 0: no fixed limit, -1:
 * not told. */
static int64_t
size_limit(const struct words *w)
{
	int64_t n;
	size_t i;

	for (i = 0; i < w->n; i++)
		if (str_starts_nocase(w->list[i], "SIZE ") &&
		    str_number(w->list[i] + 5, 0, INT64_MAX, &n) == 0)
			return n;
	return -1;
}

static bool
lists_size(const struct session *s)
{
	return session_has(s, "SIZE") || s->result->send->size_limit >= 0;
}

/* Why the question is not put; SEND_SKIP_NONE: it is. */
static enum send_skip
skip_of(const struct session *s, struct send_result *send)
{
	if (s->shared->sender == NULL)
		return SEND_SKIP_UNASKED;
	/* There mail is passed on between servers (RFC 6409 section 3.1). */
	if (s->endpoint->port == PORT_RELAY)
		return SEND_SKIP_PORT;
	send->path = path_of(s->shared->arena, s->shared->sender, &send->utf8);
	if (send->path == NULL)
		return SEND_SKIP_ADDRESS;
	return send->utf8 && !session_has(s, "SMTPUTF8") ? SEND_SKIP_UTF8
							 : SEND_SKIP_NONE;
}

enum step_id
send_after_login(struct session *s)
{
	struct send_result *send = arena_alloc(s->shared->arena, sizeof(*send));

	send->size_limit = size_limit(&s->result->after_tls);
	send->skip = skip_of(s, send);
	send->outcome =
	    send->skip == SEND_SKIP_NONE ? SEND_UNANSWERED : SEND_SKIPPED;
	s->result->send = send;
	return send->skip == SEND_SKIP_NONE ? STEP_SENDER : STEP_END;
}

static void
say(struct session *s, const char *command, const char *parameters)
{
	struct buf text;

	buf_init(&text, COMMAND_MAX);
	buf_printf(
	    &text, "%s:<%s>%s", command, s->result->send->path, parameters);
	session_send(s, buf_text(&text));
	buf_clear(&text);
}

static void
say_recipient(struct session *s)
{
	say(s, "RCPT TO", "");
}

void
send_ask_sender(struct session *s)
{
	struct buf parameters;

	buf_init(&parameters, COMMAND_MAX);
	if (lists_size(s))
		buf_printf(&parameters, " SIZE=%d", LETTER_BYTES);
	if (s->result->send->utf8)
		buf_add_str(&parameters, " SMTPUTF8");
	say(s, "MAIL FROM", buf_text(&parameters));
	buf_clear(&parameters);
	if (!session_has(s, "PIPELINING"))
		return;
	say_recipient(s);
	session_send(s, "RSET");
	session_send(s, "QUIT");
	s->pipelined = true;
}

/* Takes over what the server says to one of the two. */
static bool
take(struct session *s, struct send_reply *reply, const struct reply *r)
{
	struct send_result *send = s->result->send;

	if (r->status == REPLY_MALFORMED)
		return false;
	reply->status = r->code;
	reply->text = session_words(s, r);
	if (r->enhanced[0] != '\0')
		reply->code = arena_strdup(s->shared->arena, r->enhanced);
	if (r->status != REPLY_OK)
		send->outcome = SEND_REFUSED;
	return r->status == REPLY_OK;
}

enum step_id
send_got_sender(struct session *s, const struct reply *r)
{
	bool good = take(s, &s->result->send->sender, r);

	/* 421: the server ends the connection (RFC 5321 section 3.8) */
	if (r->status == REPLY_MALFORMED || r->code == 421)
		return STEP_END;
	/* What was sent along is answered, too. */
	return good || s->pipelined ? STEP_RECIPIENT : STEP_END;
}

void
send_ask_recipient(struct session *s)
{
	if (!s->pipelined)
		say_recipient(s);
}

enum step_id
send_got_recipient(struct session *s, const struct reply *r)
{
	struct send_result *send = s->result->send;

	/* Behind a refused sender, "503 MAIL first" says nothing. */
	if (send->outcome != SEND_REFUSED && take(s, &send->recipient, r))
		send->outcome = SEND_OK;
	if (r->status == REPLY_MALFORMED || r->code == 421)
		return STEP_END;
	return STEP_RESET;
}

void
send_ask_reset(struct session *s)
{
	if (!s->pipelined)
		session_send(s, "RSET");
}

enum step_id
send_got_reset(struct session *s, const struct reply *r)
{
	(void)s;
	(void)r;
	return STEP_END;
}
