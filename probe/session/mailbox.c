#include "probe/session/mailbox.h"

#include <stdio.h>
#include <string.h>

#include "probe/judge/vendors.h"
#include "probe/session/channel.h"
#include "profiles/base/str.h"

/* Once INBOX was shown, the answers about the rest are not waited for long. */
enum { EXTRAS_MS = 3000 };

static struct mailbox_result *
begin(struct session *s)
{
	struct mailbox_result *m = arena_alloc(s->shared->arena, sizeof(*m));

	m->messages = m->bytes = -1;
	m->quota_used = m->quota_limit = m->append_limit = -1;
	m->expire_days = m->login_delay = -1;
	m->uidl = MAILBOX_UNKNOWN;
	s->result->mailbox = m;
	return m;
}

/* The last list counts that the server gave. */
static const struct words *
capabilities(const struct session *s)
{
	return s->result->after_login.n > 0 ? &s->result->after_login
					    : &s->result->after_tls;
}

/* The number behind "APPENDLIMIT=" or "EXPIRE "; -1: not told. */
static int64_t
number_of(const struct words *w, const char *name, int64_t max)
{
	char digits[20];
	const char *p;
	size_t i, n;
	int64_t value;

	for (i = 0; i < w->n; i++) {
		if (!str_starts_nocase(w->list[i], name))
			continue;
		p = w->list[i] + strlen(name);
		n = strcspn(p, " ");
		if (n == 0 || n >= sizeof(digits))
			continue;
		memcpy(digits, p, n);
		digits[n] = '\0';
		if (str_number(digits, 0, max, &value) == 0)
			return value;
	}
	return -1;
}

static void
refused(struct session *s, const struct reply *r)
{
	if (r->status == REPLY_MALFORMED)
		session_fact(s, FACT_REPLY_MALFORMED, r->line);
	else
		mailbox_refused(s, session_words(s, r));
}

void
mailbox_refused(struct session *s, const char *words)
{
	session_fact(s, FACT_MAILBOX_REFUSED, words);
}

/* --- IMAP --- */

static void
ask(struct session *s, enum mailbox_question q, const char *command)
{
	char text[96];

	s->imap.due[q] = ++s->imap.tag;
	snprintf(text, sizeof(text), "P%d %s", s->imap.tag, command);
	session_send(s, text);
}

/* Some providers show a mailbox only to programs that say who they are (RFC
 * 2971); our name is all that they get. */
static bool
wants_id(const struct session *s)
{
	return words_have(&s->result->after_login, "ID") ||
	    words_have(&s->result->after_tls, "ID");
}

void
mailbox_ask_imap(struct session *s)
{
	const struct words *w = capabilities(s);
	bool roles = words_have(w, "SPECIAL-USE");

	begin(s)->append_limit = number_of(w, "APPENDLIMIT=", INT64_MAX);
	if (wants_id(s))
		ask(s, ASK_ID, "ID (\"name\" \"postlotse\")");
	ask(s, ASK_STATUS,
	    words_have(w, "STATUS=SIZE") ? "STATUS INBOX (MESSAGES SIZE)"
					 : "STATUS INBOX (MESSAGES)");
	if (roles && words_have(w, "LIST-EXTENDED"))
		ask(s, ASK_LIST, "LIST (SPECIAL-USE) \"\" \"*\"");
	else if (roles)
		ask(s, ASK_LIST, "LIST \"\" \"*\"");
	else
		ask(s, ASK_LIST, "LIST \"\" \"\"");
	if (words_have(w, "NAMESPACE"))
		ask(s, ASK_NAMESPACE, "NAMESPACE");
	if (words_have(w, "QUOTA"))
		ask(s, ASK_QUOTA, "GETQUOTAROOT INBOX");
}

/*
 * STATUS or EXAMINE shows INBOX.  A refused STATUS is not the last word: mail
 * programs open the mailbox, which EXAMINE does without changing anything
 * (RFC 3501 section 6.3.2).
 */
static void
answer_of_inbox(struct session *s, const struct reply *r)
{
	if (r->status == REPLY_OK) {
		s->result->unseen = false;
		channel_shorten(s, EXTRAS_MS);
	} else {
		refused(s, r);
		if (s->imap.answered == ASK_STATUS)
			ask(s, ASK_EXAMINE, "EXAMINE INBOX");
	}
}

enum step_id
mailbox_got_imap(struct session *s, const struct reply *r)
{
	size_t i;

	for (i = 0; i < r->lines.n; i++)
		mailbox_take_imap(s->result->mailbox, s->shared->arena,
		    s->shared->redactor, r->lines.list[i]);
	if (r->status == REPLY_MALFORMED || r->status == REPLY_BYE ||
	    r->status == REPLY_CONTINUE) {
		/* goodbye, or nothing that has a place here */
		if (s->result->unseen)
			refused(s, r);
		return STEP_END;
	}
	s->imap.due[s->imap.answered] = 0;
	if (s->imap.answered == ASK_STATUS || s->imap.answered == ASK_EXAMINE)
		answer_of_inbox(s, r);
	for (i = 0; i < ASK_COUNT; i++)
		if (s->imap.due[i] != 0)
			return STEP_STAY;
	return STEP_END;
}

/* --- POP3 --- */

static void
policies(struct mailbox_result *m, const struct words *w)
{
	m->expire_days = (int)number_of(w, "EXPIRE ", 100000);
	m->login_delay = (int)number_of(w, "LOGIN-DELAY ", 10000000);
	if (words_have(w, "EXPIRE NEVER"))
		m->expire_days = MAILBOX_NEVER;
	if (w->n > 0)
		m->uidl = words_have(w, "UIDL") ? MAILBOX_YES : MAILBOX_NO;
}

static void
ask_uidl(struct session *s)
{
	s->pop3.uidl_asked = true;
	session_send(s, "UIDL 1");
}

/* UIDL is asked for even when it is listed, and when it is not: lists lie in
 * both directions. */
void
mailbox_ask_pop3(struct session *s)
{
	policies(begin(s), capabilities(s));
	session_send(s, "STAT");
	if (!session_has(s, "PIPELINING"))
		return;
	s->pipelined = true;
	ask_uidl(s);
}

static enum step_id
seen(struct session *s)
{
	s->result->unseen = false;
	return STEP_END;
}

static enum step_id
got_stat(struct session *s, const struct reply *r)
{
	struct mailbox_result *m = s->result->mailbox;

	s->pop3.stat_taken = true;
	if (r->status != REPLY_OK) {
		refused(s, r);
		return STEP_END;
	}
	(void)mailbox_take_stat(m, r->line);
	/* Of an unlisted UIDL an empty maildrop tells nothing. */
	if (m->messages <= 0 && m->uidl == MAILBOX_NO)
		m->uidl = MAILBOX_UNKNOWN;
	if (m->messages <= 0 && !s->pop3.uidl_asked)
		return seen(s);
	if (!s->pop3.uidl_asked)
		ask_uidl(s);
	return STEP_STAY;
}

/* Is the account meant, and not the command? */
static bool
blames_account(const struct reply *r)
{
	enum finding_id said;

	return r->bracket[0] != '\0' ||
	    vendors_finding(PROTO_POP3, r->line, &said);
}

static enum step_id
got_uidl(struct session *s, const struct reply *r)
{
	struct mailbox_result *m = s->result->mailbox;

	s->pipelined = false;
	if (m->messages <= 0)
		return seen(s);
	if (r->status == REPLY_MALFORMED || r->status == REPLY_CONTINUE ||
	    (r->status != REPLY_OK && blames_account(r))) {
		refused(s, r);
		return STEP_END;
	}
	m->uidl = r->status == REPLY_OK ? MAILBOX_YES : MAILBOX_NO;
	return seen(s);
}

enum step_id
mailbox_got_pop3(struct session *s, const struct reply *r)
{
	return s->pop3.stat_taken ? got_uidl(s, r) : got_stat(s, r);
}
