#include "probe/judge/rule.h"
#include "probe/report/quota.h"
#include "profiles/base/str.h"

enum { NEARLY_FULL = 90 }; /* percent */

static void
judge_quota(const struct subject *s, const struct mailbox_result *m)
{
	struct arena *a = &s->report->arena;
	const char *evidence;
	int percent = quota_percent(m);

	if (percent < NEARLY_FULL)
		return;
	evidence = arena_printf(a, "%lld / %lld KiB",
	    (long long)(m->quota_used / 1024),
	    (long long)(m->quota_limit / 1024));
	if (percent >= 100)
		subject_tell(s, FINDING_OVERQUOTA,
		    PLACES({ "user", s->endpoint->login.username }), evidence);
	else
		subject_tell(s, FINDING_NEARLY_FULL,
		    PLACES({ "user", s->endpoint->login.username },
			{ "percent", arena_printf(a, "%d", percent) }),
		    evidence);
}

static void
judge_imap(const struct subject *s, const struct mailbox_result *m)
{
	judge_quota(s, m);
	if (m->folders.sent == NULL &&
	    words_have(&s->endpoint->used->after_login, "SPECIAL-USE"))
		subject_tell(s, FINDING_SPECIAL_USE, NULL, "");
}

static void
judge_pop3(const struct subject *s, const struct mailbox_result *m)
{
	if (m->uidl == MAILBOX_NO)
		subject_tell(s, FINDING_POP3_UIDL, NULL, "CAPA");
	if (m->expire_days >= 0)
		subject_tell(s, FINDING_POP3_RETENTION,
		    PLACES({ "days",
			arena_printf(
			    &s->report->arena, "%d", m->expire_days) }),
		    "EXPIRE");
}

void
judge_mailbox(const struct subject *s)
{
	const struct address_result *used = s->endpoint->used;

	if (s->endpoint->login.outcome != LOGIN_OK || used == NULL ||
	    used->mailbox == NULL)
		return;
	if (s->endpoint->endpoint.protocol == PROTO_IMAP)
		judge_imap(s, used->mailbox);
	else
		judge_pop3(s, used->mailbox);
}
