#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/sasl/sasl.h"
#include "probe/session/greeting.h"
#include "probe/session/login.h"
#include "probe/session/mailbox.h"
#include "probe/session/session-private.h"
#include "probe/session/starttls.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

/*
 * POP3: RFC 1939; CAPA: RFC 2449; STLS: RFC 2595; AUTH: RFC 5034; response
 * codes: RFC 2449 section 8, RFC 3206.
 */

enum { COMMAND_MAX = SECRET_MAX + 512, AUTH_LINE_MAX = 255 };

/* extended-response = "[" respcode "]" in front of the text */
static void
take_text(struct reply *r, const char *text)
{
	size_t n, i;

	while (*text == ' ')
		text++;
	r->text = text;
	if (*text != '[' || strchr(text, ']') == NULL)
		return;
	n = strcspn(++text, "]");
	if (n >= sizeof(r->bracket))
		return;
	for (i = 0; i < n; i++)
		r->bracket[i] = (char)(text[i] >= 'a' && text[i] <= 'z'
			? text[i] - ('a' - 'A')
			: text[i]);
	r->bracket[n] = '\0';
}

/*
 * response = "+OK" [text] / "-ERR" [text] / "+" SP challenge; after CAPA's
 * +OK lines follow, the last one is a dot (RFC 1939 section 3).
 */
static enum line_kind
classify(struct session *s, const char *line, struct reply *r)
{
	if (s->pop3.multiline) {
		if (strcmp(line, ".") != 0)
			return LINE_KIND_MORE;
		s->pop3.multiline = false;
		r->status = REPLY_OK;
		return LINE_KIND_LAST;
	}
	if (strncmp(line, "+OK", 3) == 0 &&
	    (line[3] == '\0' || line[3] == ' ')) {
		r->status = REPLY_OK;
		take_text(r, line + 3);
		if (s->step != STEP_CAPABILITY && s->step != STEP_LATER)
			return LINE_KIND_LAST;
		s->pop3.multiline = true;
		return LINE_KIND_MORE;
	}
	if (strncmp(line, "-ERR", 4) == 0) {
		r->status = REPLY_NO;
		take_text(r, line + 4);
		if (strcmp(r->bracket, "SYS/TEMP") == 0)
			r->status = REPLY_TEMPORARY;
	} else if (line[0] == '+' && (line[1] == ' ' || line[1] == '\0') &&
	    s->step != STEP_GREETING) {
		r->status = REPLY_CONTINUE;
	} else {
		r->status = REPLY_MALFORMED;
	}
	return LINE_KIND_LAST;
}

/* timestamp = "<" *VCHAR "@" *VCHAR ">" (RFC 1939 section 7) */
static void
take_timestamp(struct session *s, const char *line)
{
	const char *open = strchr(line, '<');
	const char *close = open == NULL ? NULL : strchr(open, '>');

	if (close == NULL || memchr(open, '@', (size_t)(close - open)) == NULL)
		return;
	free(s->pop3.apop_stamp);
	s->pop3.apop_stamp = xstrndup(open, (size_t)(close - open) + 1);
}

/* The timestamp is shown nowhere: with the digest it could be guessed at. */
static void
hide_timestamp(struct session *s)
{
	const char *g = s->result->greeting;
	const char *open = strchr(g, '<');
	const char *close = open == NULL ? NULL : strchr(open, '>');

	if (close != NULL)
		s->result->greeting = arena_printf(s->shared->arena,
		    "%.*s<...>%s", (int)(open - g), g, close + 1);
}

static enum step_id
got_greeting(struct session *s, const struct reply *r)
{
	bool good = greeting_is_ours(s, r);

	hide_timestamp(s);
	if (!good)
		return STEP_END;
	take_timestamp(s, r->line);
	return STEP_CAPABILITY;
}

static void
send_capa(struct session *s)
{
	s->pop3.multiline = false;
	session_send(s, "CAPA");
}

static void
take_line(struct session *s, const char *line)
{
	session_capability(s, line);
	if (str_starts_nocase(line, "SASL "))
		session_mechanisms(s, line + 5);
	else if (str_equal_nocase(line, "STLS"))
		s->offer.starttls = true;
	else if (str_equal_nocase(line, "USER"))
		session_mechanism(s, "USER");
}

static enum step_id
got_capa(struct session *s, const struct reply *r)
{
	struct address_result *result = s->result;
	size_t i;

	if (r->status != REPLY_OK)
		session_fact(s, FACT_CAPA_REFUSED, r->line);
	if (r->status == REPLY_MALFORMED) {
		session_fact(s, FACT_REPLY_MALFORMED, r->line);
		return STEP_END;
	}
	/* The first line is the +OK itself. */
	for (i = 1; i < r->lines.n; i++)
		take_line(s, r->lines.list[i]);
	/* Servers older than CAPA know USER and PASS (RFC 1939 section 7), and
	 * so may those whose list has neither, unless a timestamp offers APOP;
	 * in clear that is no offer we would report. */
	if (s->in_tls && result->mechanisms.n == 0 &&
	    (r->status != REPLY_OK || s->pop3.apop_stamp == NULL))
		session_mechanism(s, "USER");
	if (s->in_tls && s->pop3.apop_stamp != NULL)
		session_mechanism(s, "APOP");
	return starttls_after_capability(s);
}

static void
send_stls(struct session *s)
{
	session_send(s, "STLS");
}

static enum step_id
got_stls(struct session *s, const struct reply *r)
{
	enum step_id next = starttls_got_reply(s, r);

	/* A timestamp from before TLS may be a bait for APOP. */
	free(s->pop3.apop_stamp);
	s->pop3.apop_stamp = NULL;
	return next;
}

/* A command line has 255 octets (RFC 5034 section 4). */
static bool
initial_response(const struct session *s, size_t length)
{
	(void)s;
	return length + strlen("AUTH SCRAM-SHA-256-PLUS ") + 2 <= AUTH_LINE_MAX;
}

/* USER and PASS say in fewer turns what the mechanism LOGIN says.  They are
 * for ASCII; a server without the mechanism gets them anyway. */
static enum step_id
own_login(struct session *s, const struct sasl_mech *m)
{
	bool user = strcmp(m->name, "USER") == 0;

	if (user && s->login.own_refused)
		return STEP_STAY;
	if (m->flags & MECH_OWN)
		return STEP_USER;
	if (strcmp(m->name, "LOGIN") == 0 && login_is_ascii(s) &&
	    s->login.credentials->mechanisms == NULL && !s->login.own_refused &&
	    words_have(&s->result->mechanisms, "USER"))
		return STEP_USER;
	return STEP_END;
}

/* digest = MD5(timestamp secret) in hex (RFC 1939 section 7) */
static void
send_apop(struct session *s)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned int n = 0, i;
	struct buf text;

	buf_init(&text, COMMAND_MAX);
	buf_add_str(&text, s->pop3.apop_stamp);
	buf_add_str(&text, secret_text(s->login.credentials->secret));
	EVP_Digest(text.data, text.len, md, &n, EVP_md5(), NULL);
	buf_clear(&text);
	buf_printf(&text, "APOP %s ", s->login.credentials->username);
	for (i = 0; i < n; i++)
		buf_printf(&text, "%02x", md[i]);
	session_send_secret(s, buf_text(&text), "APOP <user> <hidden>");
	buf_clear(&text);
}

static void
send_pass(struct session *s)
{
	struct buf text;

	if (s->pipelined)
		return;
	buf_init(&text, COMMAND_MAX);
	buf_printf(&text, "PASS %s", secret_text(s->login.credentials->secret));
	session_send_secret(s, buf_text(&text), "PASS <hidden>");
	buf_clear(&text);
}

static bool
is_apop(const struct session *s)
{
	return strcmp(s->login.mech->name, "APOP") == 0;
}

/* USER and PASS go in one write where CAPA allows it (RFC 2449 6.6). */
static void
send_user(struct session *s)
{
	struct buf text;

	if (is_apop(s)) {
		send_apop(s);
		return;
	}
	s->login.result->mechanism = "USER";
	buf_init(&text, COMMAND_MAX);
	buf_printf(&text, "USER %s", s->login.credentials->username);
	session_send_secret(s, buf_text(&text), "USER <user>");
	buf_clear(&text);
	if (session_has(s, "PIPELINING")) {
		send_pass(s);
		s->pipelined = true;
	}
}

static enum step_id
got_user(struct session *s, const struct reply *r)
{
	if (is_apop(s))
		return login_reply(s, r);
	if (r->status == REPLY_OK)
		return STEP_PASS;
	if (s->pipelined) {
		/* The password left with it, whatever comes back. */
		s->pipelined = false;
		return login_rejected(s, r);
	}
	s->login.secret_sent = false; /* that was the name alone */
	return login_reply(s, r);
}

static enum step_id
got_pass(struct session *s, const struct reply *r)
{
	s->pipelined = false;
	return login_reply(s, r);
}

/* The capabilities of this user (RFC 2449 section 6.5) */
static enum step_id
got_later(struct session *s, const struct reply *r)
{
	size_t i;

	for (i = 1; i < r->lines.n; i++)
		session_word(s, &s->result->after_login, r->lines.list[i]);
	return STEP_MAILBOX;
}

/* --- operations --- */

static void
send_goodbye(struct session *s)
{
	session_send(s, "QUIT");
}

static bool
says_goodbye(const char *text)
{
	return strncmp(text, "-ERR", 4) == 0;
}

static const char *
reply_words(const char *line, bool first, bool last)
{
	(void)first;
	(void)last;
	return line;
}

/* "EXPIRE 30 USER": the user's own value is told after the login (RFC 2449
 * sections 6.5 and 6.7). */
static bool
more_capabilities(const struct session *s)
{
	const struct words *w = &s->result->after_tls;
	size_t i, n;

	for (i = 0; i < w->n; i++) {
		n = strlen(w->list[i]);
		if (n > 5 && str_equal_nocase(w->list[i] + n - 5, " USER"))
			return true;
	}
	return false;
}

/* A refused login may be held back for many seconds. */
static const struct step steps[STEP_COUNT] = {
	[STEP_GREETING] = { "greeting", 20000, 75, FACT_GREETING_SILENT, NULL,
	    got_greeting },
	[STEP_CAPABILITY] = { "capability", 10000, 70, FACT_DEADLINE, send_capa,
	    got_capa },
	[STEP_STARTTLS] = { "starttls", 10000, 70, FACT_DEADLINE, send_stls,
	    got_stls },
	[STEP_AUTH] = { "login", 0, 0, FACT_DEADLINE, login_enter,
	    login_reply },
	[STEP_USER] = { "login", 0, 0, FACT_DEADLINE, send_user, got_user },
	[STEP_PASS] = { "login", 0, 0, FACT_DEADLINE, send_pass, got_pass },
	[STEP_LATER] = { "capability", 10000, 70, FACT_DEADLINE, send_capa,
	    got_later },
	[STEP_MAILBOX] = { "mailbox", 30000, 70, FACT_DEADLINE,
	    mailbox_ask_pop3, mailbox_got_pop3 },
};

const struct protocol_ops pop3_ops = {
	.steps = steps,
	.classify = classify,
	.send_auth = login_send_auth,
	.initial_response = initial_response,
	.own_login = own_login,
	.send_goodbye = send_goodbye,
	.says_goodbye = says_goodbye,
	.reply_words = reply_words,
	.more_capabilities = more_capabilities,
	.timestamp = true,
};
