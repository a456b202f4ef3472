#include "probe/session/mailbox.h"

#include <stdio.h>
#include <string.h>

#include "profiles/base/str.h"

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

/* --- IMAP --- */

static void
ask(struct session *s, const char *command)
{
	char text[96];

	snprintf(text, sizeof(text), "P%d %s",
	    s->imap.tag + ++s->imap.answers_due, command);
	session_send(s, text);
}

void
mailbox_ask_imap(struct session *s)
{
	const struct words *w = capabilities(s);
	bool roles = words_have(w, "SPECIAL-USE");

	begin(s)->append_limit = number_of(w, "APPENDLIMIT=", INT64_MAX);
	s->imap.answers_due = 0;
	ask(s,
	    words_have(w, "STATUS=SIZE") ? "STATUS INBOX (MESSAGES SIZE)"
					 : "STATUS INBOX (MESSAGES)");
	if (roles && words_have(w, "LIST-EXTENDED"))
		ask(s, "LIST (SPECIAL-USE) \"\" \"*\"");
	else if (roles)
		ask(s, "LIST \"\" \"*\"");
	else
		ask(s, "LIST \"\" \"\"");
	if (words_have(w, "NAMESPACE"))
		ask(s, "NAMESPACE");
	if (words_have(w, "QUOTA"))
		ask(s, "GETQUOTAROOT INBOX");
	s->imap.tag++;
}

enum step_id
mailbox_got_imap(struct session *s, const struct reply *r)
{
	struct mailbox_result *m = s->result->mailbox;
	size_t i;

	for (i = 0; i < r->lines.n; i++)
		mailbox_take_imap(
		    m, s->shared->arena, session_hide(s, r->lines.list[i]));
	if (r->status == REPLY_MALFORMED || r->status == REPLY_BYE ||
	    r->status == REPLY_CONTINUE || --s->imap.answers_due <= 0)
		return STEP_END;
	s->imap.tag++;
	return STEP_STAY;
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

void
mailbox_ask_pop3(struct session *s)
{
	policies(begin(s), capabilities(s));
	session_send(s, "STAT");
}

enum step_id
mailbox_got_pop3(struct session *s, const struct reply *r)
{
	struct mailbox_result *m = s->result->mailbox;

	if (s->pop3.uidl_asked) {
		m->uidl = r->status == REPLY_OK ? MAILBOX_YES : MAILBOX_NO;
		return STEP_END;
	}
	(void)mailbox_take_stat(m, r->line);
	if (m->uidl != MAILBOX_NO)
		return STEP_END;
	/* Older servers know more than they list. */
	m->uidl = MAILBOX_UNKNOWN;
	if (m->messages <= 0)
		return STEP_END;
	s->pop3.uidl_asked = true;
	session_send(s, "UIDL 1");
	return STEP_STAY;
}
