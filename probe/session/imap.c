#include <stdio.h>
#include <string.h>

#include "probe/judge/vendors.h"
#include "probe/sasl/sasl.h"
#include "probe/session/greeting.h"
#include "probe/session/login.h"
#include "probe/session/mailbox.h"
#include "probe/session/session-private.h"
#include "probe/session/starttls.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

/*
 * IMAP4rev1 and rev2: RFC 3501, 9051; SASL-IR: RFC 4959; response codes: RFC
 * 5530.
 */

enum { COMMAND_MAX = 3 * SECRET_MAX };

static bool
has_word(const char *s, const char *word)
{
	size_t n = strlen(word);

	return str_starts_nocase(s, word) && (s[n] == ' ' || s[n] == '\0');
}

static bool
is_capability(const char *line)
{
	return strncmp(line, "* ", 2) == 0 && has_word(line + 2, "CAPABILITY");
}

/* resp-text = ["[" resp-text-code "]" SP] text (RFC 3501 section 9) */
static void
take_text(struct reply *r, const char *text)
{
	size_t n;

	while (*text == ' ')
		text++;
	r->text = text;
	r->bracket[0] = '\0';
	if (*text != '[')
		return;
	n = strcspn(++text, " ]");
	if (n >= sizeof(r->bracket))
		return;
	memcpy(r->bracket, text, n);
	r->bracket[n] = '\0';
	while (n-- > 0)
		if (r->bracket[n] >= 'a' && r->bracket[n] <= 'z')
			r->bracket[n] -= 'a' - 'A';
}

/* resp-cond-state = ("OK" / "NO" / "BAD") SP resp-text */
static bool
take_condition(struct reply *r, const char *p)
{
	static const struct {
		const char *word;
		enum reply_status status;
	} words[] = {
		{ "OK", REPLY_OK },
		{ "NO", REPLY_NO },
		{ "BAD", REPLY_BAD },
		{ "BYE", REPLY_BYE },
		{ "PREAUTH", REPLY_PREAUTH },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!has_word(p, words[i].word))
			continue;
		r->status = words[i].status;
		take_text(r, p + strlen(words[i].word));
		if (r->status != REPLY_OK &&
		    strcmp(r->bracket, "UNAVAILABLE") == 0)
			r->status = REPLY_TEMPORARY;
		return true;
	}
	return false;
}

/*
 * literal = "{" number ["+"] "}" CRLF *CHAR8 (RFC 3501 section 9).  Human text
 * and lists of capabilities hold none, whatever they end in.
 */
static int64_t
literal_size(const char *line)
{
	const char *open = strrchr(line, '{');
	struct reply ignored = { 0 };
	char digits[16];
	size_t n;
	int64_t size;

	if (open == NULL || strncmp(line, "* ", 2) != 0 ||
	    is_capability(line) || take_condition(&ignored, line + 2))
		return -1;
	n = strspn(open + 1, "0123456789");
	if (n == 0 || n >= sizeof(digits) ||
	    (strcmp(open + 1 + n, "}") != 0 && strcmp(open + 1 + n, "+}") != 0))
		return -1;
	memcpy(digits, open + 1, n);
	digits[n] = '\0';
	return str_number(digits, 0, INT64_MAX, &size) == 0 ? size : -1;
}

/* What stands behind the tag of that number, or NULL. */
static const char *
behind(const char *line, int number)
{
	char tag[16];
	size_t n = (size_t)snprintf(tag, sizeof(tag), "P%d ", number);

	return strncmp(line, tag, n) == 0 ? line + n : NULL;
}

/* Behind a tag that is due.  What is asked about the mailbox in one flight
 * may be answered in any order (RFC 3501 section 5.5). */
static const char *
behind_tag(struct session *s, const char *line)
{
	const char *rest = NULL;
	int q;

	if (s->step != STEP_MAILBOX)
		return behind(line, s->imap.tag);
	for (q = 0; q < ASK_COUNT && rest == NULL; q++) {
		if (s->imap.due[q] == 0)
			continue;
		rest = behind(line, s->imap.due[q]);
		s->imap.answered = (enum mailbox_question)q;
	}
	return rest;
}

static bool
is_login(const struct session *s)
{
	return s->step == STEP_AUTH || s->step == STEP_USER;
}

/*
 * An alert is for the user's eyes (RFC 3501 section 7.1, RFC 9051 section
 * 7.1), when it is the server's: before TLS, and inside of a TLS that proves
 * nobody, it may be anybody's.
 */
static void
note_alert(struct session *s, const char *condition)
{
	struct reply r = { 0 };
	const char *text;

	if (!s->in_tls || !s->result->tls.verified ||
	    !take_condition(&r, condition) || strcmp(r.bracket, "ALERT") != 0)
		return;
	text = strchr(r.text, ']');
	if (text != NULL && text[1 + strspn(text + 1, " ")] != '\0')
		session_fact(s, FACT_ALERT, text + 1 + strspn(text + 1, " "));
}

/*
 * response = *(continue-req / response-data) response-done
 * (RFC 3501 section 9)
 */
static enum line_kind
classify(struct session *s, const char *line, struct reply *r)
{
	if (strncmp(line, "* ", 2) == 0) {
		note_alert(s, line + 2);
		if (s->step == STEP_GREETING) {
			if (!take_condition(r, line + 2))
				r->status = REPLY_MALFORMED;
			return LINE_KIND_LAST;
		}
		if (!has_word(line + 2, "BYE"))
			return LINE_KIND_MORE;
		(void)take_condition(r, line + 2);
		/* It ends the dialogue, for now or for good. */
		if (s->step != STEP_STARTTLS)
			r->status = REPLY_BYE;
		/* The tagged reply to a login may stand behind it. */
		s->input.goodbye = is_login(s);
		return is_login(s) ? LINE_KIND_MORE : LINE_KIND_LAST;
	}
	if (line[0] == '+' && s->step != STEP_GREETING) {
		r->status = REPLY_CONTINUE;
		return LINE_KIND_LAST;
	}
	line = behind_tag(s, line);
	if (s->step == STEP_GREETING || line == NULL ||
	    !take_condition(r, line))
		r->status = REPLY_MALFORMED;
	else
		note_alert(s, line);
	return LINE_KIND_LAST;
}

static void
send_tagged(struct session *s, const char *command)
{
	char text[128];

	snprintf(text, sizeof(text), "P%d %s", ++s->imap.tag, command);
	session_send(s, text);
}

/* --- capabilities --- */

/* The next word of a list, up to a bracket or the end of the line; NULL when
 * there is none.  p is moved behind it. */
static const char *
next_word(struct session *s, const char **p)
{
	size_t n;

	*p += strspn(*p, " ");
	n = strcspn(*p, " ]");
	if (n == 0)
		return NULL;
	*p += n;
	return arena_strndup(&s->input.scratch, *p - n, n);
}

static void
take_word(struct session *s, const char *word)
{
	if (str_starts_nocase(word, "AUTH=") && sasl_find(word + 5) != NULL)
		session_mechanism(s, word + 5);
	else if (str_equal_nocase(word, "STARTTLS"))
		s->offer.starttls = true;
}

static void
keep_word(struct session *s, const char *word, struct words *only)
{
	if (only != NULL) {
		session_word(s, only, word);
		return;
	}
	session_capability(s, word);
	if (str_starts_nocase(word, "AUTH="))
		session_mechanism(s, word + 5);
}

/* capability-data = "CAPABILITY" *(SP capability) (RFC 3501 section 9) */
static void
take_capabilities(struct session *s, const char *p, struct words *only)
{
	/* What is kept had the password taken out while it was one text. */
	const char *shown = session_hide(s, p), *word;

	while (only == NULL && (word = next_word(s, &p)) != NULL)
		take_word(s, word);
	while ((word = next_word(s, &shown)) != NULL)
		keep_word(s, word, only);
}

/* The untagged CAPABILITY lines of a reply. */
static void
untagged_capabilities(
    struct session *s, const struct reply *r, struct words *only)
{
	size_t i;

	for (i = 0; i < r->lines.n; i++)
		if (is_capability(r->lines.list[i]))
			take_capabilities(
			    s, r->lines.list[i] + strlen("* CAPABILITY"), only);
}

static void
reset_capabilities(struct session *s)
{
	struct address_result *r = s->result;

	memset(s->in_tls ? &r->after_tls : &r->before_tls, 0,
	    sizeof(struct words));
	memset(&r->mechanisms, 0, sizeof(r->mechanisms));
	s->offer.starttls = false;
}

static bool
bracket_capabilities(
    struct session *s, const struct reply *r, struct words *only)
{
	const char *open;

	if (strcmp(r->bracket, "CAPABILITY") != 0)
		return false;
	open = strchr(r->text, '[') + 1 + strlen("CAPABILITY");
	take_capabilities(s, open, only);
	return true;
}

/* LOGIN stands in the list unless the server forbids it (RFC 3501 7.2.1). */
static enum step_id
capabilities_known(struct session *s)
{
	if (!session_has(s, "LOGINDISABLED"))
		session_mechanism(s, "LOGIN");
	s->offer.cut =
	    !session_has(s, "IMAP4rev1") && !session_has(s, "IMAP4rev2");
	return starttls_after_capability(s);
}

/* Untagged data and codes before TLS prove nothing and may be injected. */
static void
note_untagged(struct session *s, const struct reply *r, bool asked)
{
	size_t i;

	if (s->in_tls || s->endpoint->security != SECURITY_STARTTLS)
		return;
	for (i = 0; i < r->lines.n; i++) {
		if (strncmp(r->lines.list[i], "* ", 2) != 0 ||
		    (asked && is_capability(r->lines.list[i])))
			continue;
		session_fact(s, FACT_STARTTLS_UNTAGGED, r->lines.list[i]);
	}
	if (r->bracket[0] != '\0' && strcmp(r->bracket, "CAPABILITY") != 0)
		session_fact(s, FACT_STARTTLS_UNTAGGED, r->line);
}

static enum step_id
got_greeting(struct session *s, const struct reply *r)
{
	if (!greeting_is_ours(s, r))
		return STEP_END;
	note_untagged(s, r, false);
	if (!bracket_capabilities(s, r, NULL))
		return STEP_CAPABILITY;
	/* Without STARTTLS the short list of a greeting proves nothing. */
	if (s->endpoint->security == SECURITY_STARTTLS && !s->in_tls &&
	    !s->offer.starttls)
		return STEP_CAPABILITY;
	return capabilities_known(s);
}

static void
send_capability(struct session *s)
{
	send_tagged(s, "CAPABILITY");
}

/* Goodbye before anything was offered, as in a greeting. */
static void
leaves_early(struct session *s, const struct reply *r)
{
	if (vendors_is_crowded(session_words(s, r)))
		session_reply_fact(s, FACT_GREETING_RATELIMIT, r);
	else if (strcmp(r->bracket, "UNAVAILABLE") == 0)
		session_reply_fact(s, FACT_GREETING_BUSY, r);
	else
		session_fact(s, FACT_CLOSED, r->line);
}

static enum step_id
got_capability(struct session *s, const struct reply *r)
{
	note_untagged(s, r, true);
	if (r->status == REPLY_BYE) {
		leaves_early(s, r);
		return STEP_END;
	}
	if (r->status != REPLY_OK) {
		session_fact(s, FACT_CAPA_REFUSED, r->line);
		if (r->status == REPLY_MALFORMED) {
			session_fact(s, FACT_REPLY_MALFORMED, r->line);
			return STEP_END;
		}
	}
	reset_capabilities(s);
	untagged_capabilities(s, r, NULL);
	return capabilities_known(s);
}

static void
send_starttls(struct session *s)
{
	send_tagged(s, "STARTTLS");
}

static enum step_id
got_starttls(struct session *s, const struct reply *r)
{
	enum step_id next = starttls_got_reply(s, r);

	if (next == STEP_TLS)
		note_untagged(s, r, false);
	return next;
}

/* --- login --- */

static bool
initial_response(const struct session *s, size_t length)
{
	return !s->login.ir_forbidden && session_has(s, "SASL-IR") &&
	    length < COMMAND_MAX - 64;
}

static void
send_auth(struct session *s, const struct sasl_mech *m, const char *ir)
{
	struct buf text;
	char label[128];

	buf_init(&text, COMMAND_MAX);
	buf_printf(&text, "P%d AUTHENTICATE %s", ++s->imap.tag, m->name);
	snprintf(label, sizeof(label), "%s%s", buf_text(&text),
	    ir == NULL ? "" : " <hidden>");
	if (ir != NULL) {
		/* "=" is an empty initial response (RFC 4959 section 3) */
		buf_printf(&text, " %s", *ir == '\0' ? "=" : ir);
		session_send_secret(s, buf_text(&text), label);
	} else {
		session_send(s, buf_text(&text));
	}
	buf_clear(&text);
}

/* quoted = DQUOTE *QUOTED-CHAR DQUOTE (RFC 3501 section 9) */
static void
add_quoted(struct buf *b, const char *p)
{
	buf_add(b, "\"", 1);
	for (; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			buf_add(b, "\\", 1);
		buf_add(b, p, 1);
	}
	buf_add(b, "\"", 1);
}

static void
send_login(struct session *s)
{
	struct buf text;
	char label[64];

	buf_init(&text, COMMAND_MAX);
	buf_printf(&text, "P%d LOGIN ", ++s->imap.tag);
	add_quoted(&text, s->login.credentials->username);
	buf_add(&text, " ", 1);
	add_quoted(&text, secret_text(s->login.credentials->secret));
	snprintf(
	    label, sizeof(label), "P%d LOGIN <user> <hidden>", s->imap.tag);
	session_send_secret(s, buf_text(&text), label);
	buf_clear(&text);
}

/*
 * LOGIN says in one turn what PLAIN says in two where SASL-IR is missing, and
 * what the mechanism LOGIN says in three.  It is for ASCII; a server without
 * the mechanism gets it anyway.  PLAIN asked for by name stays PLAIN.
 */
static enum step_id
own_login(struct session *s, const struct sasl_mech *m)
{
	bool plain = strcmp(m->name, "PLAIN") == 0, offered;
	char capability[32];

	if (!plain && strcmp(m->name, "LOGIN") != 0)
		return STEP_END;
	snprintf(capability, sizeof(capability), "AUTH=%s", m->name);
	offered = session_has(s, capability);
	if (s->login.own_refused || session_has(s, "LOGINDISABLED"))
		return offered ? STEP_END : STEP_STAY;
	if (plain &&
	    (s->login.credentials->mechanisms != NULL ||
		initial_response(s, 0)))
		return STEP_END;
	if (!login_is_ascii(s) && offered)
		return STEP_END;
	s->login.result->mechanism = "LOGIN";
	return STEP_USER;
}

static enum step_id
got_auth(struct session *s, const struct reply *r)
{
	if (r->status == REPLY_OK &&
	    !bracket_capabilities(s, r, &s->result->after_login))
		untagged_capabilities(s, r, &s->result->after_login);
	return login_reply(s, r);
}

static enum step_id
got_later(struct session *s, const struct reply *r)
{
	untagged_capabilities(s, r, &s->result->after_login);
	if (r->status == REPLY_MALFORMED)
		session_fact(s, FACT_REPLY_MALFORMED, r->line);
	else if (r->status == REPLY_BYE)
		mailbox_refused(s, session_words(s, r));
	else
		return STEP_MAILBOX;
	return STEP_END;
}

/* --- operations --- */

static void
send_goodbye(struct session *s)
{
	send_tagged(s, "LOGOUT");
}

static bool
says_goodbye(const char *text)
{
	return strncmp(text, "* BYE", 5) == 0 ||
	    strstr(text, "\n* BYE") != NULL;
}

/* Of the untagged lines those that explain a refusal. */
static const char *
reply_words(const char *line, bool first, bool last)
{
	const char *blank = strchr(line, ' ');

	(void)first;
	if (*line == '\0')
		return NULL;
	if (last && line[0] == 'P' && blank != NULL)
		return blank + 1; /* our own tag */
	if (last || str_starts_nocase(line, "* NO") ||
	    str_starts_nocase(line, "* BAD") ||
	    str_starts_nocase(line, "* BYE") ||
	    str_find_nocase(line, "[ALERT]") != NULL)
		return line;
	return NULL;
}

/* Many servers tell their capabilities anew with the reply to the login. */
static bool
more_capabilities(const struct session *s)
{
	return s->result->after_login.n == 0;
}

/* A refused login may be held back for many seconds. */
static const struct step steps[STEP_COUNT] = {
	[STEP_GREETING] = { "greeting", 20000, 75, FACT_GREETING_SILENT, NULL,
	    got_greeting },
	[STEP_CAPABILITY] = { "capability", 10000, 70, FACT_DEADLINE,
	    send_capability, got_capability },
	[STEP_STARTTLS] = { "starttls", 10000, 70, FACT_DEADLINE, send_starttls,
	    got_starttls },
	[STEP_AUTH] = { "login", 0, 0, FACT_DEADLINE, login_enter, got_auth },
	[STEP_USER] = { "login", 0, 0, FACT_DEADLINE, send_login, got_auth },
	[STEP_LATER] = { "capability", 10000, 70, FACT_DEADLINE,
	    send_capability, got_later },
	[STEP_MAILBOX] = { "mailbox", 30000, 70, FACT_DEADLINE,
	    mailbox_ask_imap, mailbox_got_imap },
};

const struct protocol_ops imap_ops = {
	.steps = steps,
	.classify = classify,
	.literal = literal_size,
	.send_auth = send_auth,
	.initial_response = initial_response,
	.own_login = own_login,
	.send_goodbye = send_goodbye,
	.says_goodbye = says_goodbye,
	.reply_words = reply_words,
	.more_capabilities = more_capabilities,
	.unasked = true,
	.ir_capability = true,
};
