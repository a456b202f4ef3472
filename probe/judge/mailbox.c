#include "probe/judge/replies.h"
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

/* What replies to a login may also mean after it; anything else would speak
 * of a password that has just been accepted. */
static const enum finding_id beyond_login[] = {
	FINDING_AUTH_DISABLED,
	FINDING_AUTH_DISABLED_ADMIN,
	FINDING_AUTH_DISABLED_BASIC,
	FINDING_AUTH_WEB_LOGIN,
	FINDING_AUTH_EXPIRED,
	FINDING_AUTH_AUTHZ,
	FINDING_AUTH_REFERRAL,
	FINDING_AUTH_RATELIMIT,
	FINDING_CONNECTION_LIMIT,
	FINDING_OVERQUOTA,
	FINDING_POP3_LOGIN_DELAY,
	FINDING_POP3_IN_USE,
};

static enum finding_id
meaning(enum protocol p, const char *reply)
{
	enum finding_id said = replies_finding(p, NULL, 0, reply);
	size_t i;

	/* 163.com, 126.com, 188.com; POP3 has no such command. */
	if (p == PROTO_IMAP && str_find_nocase(reply, "unsafe login") != NULL)
		return FINDING_MAILBOX_ID;
	if (said == FINDING_AUTH_TEMPORARY)
		return FINDING_MAILBOX_TEMPORARY;
	for (i = 0; i < sizeof(beyond_login) / sizeof(beyond_login[0]); i++)
		if (said == beyond_login[i])
			return said;
	return FINDING_MAILBOX_REFUSED;
}

/* Of several refusals the first that says why. */
static void
judge_refused(const struct subject *s, const struct address_result *used)
{
	enum protocol p = s->endpoint->endpoint.protocol;
	enum finding_id id = FINDING_MAILBOX_REFUSED;
	const struct fact *f, *told = NULL;

	STAILQ_FOREACH (f, &used->facts.list, entry) {
		if (f->id != FACT_MAILBOX_REFUSED ||
		    (told != NULL && id != FINDING_MAILBOX_REFUSED))
			continue;
		if (told != NULL &&
		    meaning(p, f->text) == FINDING_MAILBOX_REFUSED)
			continue;
		told = f;
		id = meaning(p, f->text);
	}
	if (told != NULL)
		subject_tell(s, id,
		    PLACES({ "user", s->endpoint->login.username },
			{ "reply", told->text }),
		    told->text);
}

void
judge_mailbox(const struct subject *s)
{
	const struct address_result *used = s->endpoint->used;

	if (s->endpoint->login.outcome != LOGIN_OK || used == NULL)
		return;
	if (used->unseen) {
		judge_refused(s, used);
		return;
	}
	if (used->mailbox == NULL)
		return;
	if (s->endpoint->endpoint.protocol == PROTO_IMAP)
		judge_imap(s, used->mailbox);
	else
		judge_pop3(s, used->mailbox);
}
