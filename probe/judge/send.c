#include "probe/judge/send.h"

#include <string.h>

#include "probe/judge/rule.h"
#include "probe/judge/vendors.h"
#include "profiles/base/str.h"

/* MAIL: at MAIL FROM only; RCPT: at RCPT TO only, where many servers also say
 * what they think of the sender. */
enum { MAIL = 1, RCPT = 2, BOTH = MAIL | RCPT };

/* The first row that fits counts. */
static const struct saying {
	unsigned at;
	const char *text; /* anywhere in the reply, without regard to case */
	enum finding_id finding;
} sayings[] = {
	/* later */
	{ BOTH, "greylist", FINDING_SMTP_GREYLISTED },
	{ BOTH, "graylist", FINDING_SMTP_GREYLISTED },
	{ BOTH, "grey-list", FINDING_SMTP_GREYLISTED },
	{ BOTH, "grey list", FINDING_SMTP_GREYLISTED },
	{ BOTH, "postgrey", FINDING_SMTP_GREYLISTED },

	/* so many messages or recipients in an hour or a day */
	{ BOTH, "sending limit", FINDING_SMTP_SENDING_LIMIT }, /* Google */
	{ BOTH, "sending quota", FINDING_SMTP_SENDING_LIMIT }, /* Google */
	{ BOTH, "submission quota",
	    FINDING_SMTP_SENDING_LIMIT }, /* Microsoft */
	{ BOTH, "submissionquota", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "daily limit", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "hourly limit", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "emails per hour", FINDING_SMTP_SENDING_LIMIT },   /* cPanel */
	{ BOTH, "failures per hour", FINDING_SMTP_SENDING_LIMIT }, /* cPanel */
	{ BOTH, "too many messages", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "too many mails", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "too many recipients", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "too much mail", FINDING_SMTP_SENDING_LIMIT }, /* Postfix */
	{ BOTH, "rate limit", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "ratelimit", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "rate exceeded", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "your quota", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "exceeded your", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "message quota", FINDING_SMTP_SENDING_LIMIT },
	{ BOTH, "message limit", FINDING_SMTP_SENDING_LIMIT },
	{ MAIL, "quota exceeded", FINDING_SMTP_SENDING_LIMIT },

	/* the account was shut off for what it sent */
	{ BOTH, "bad outbound sender", FINDING_SMTP_BLOCKED }, /* Microsoft */
	{ BOTH, "tenant has exceeded", FINDING_SMTP_BLOCKED }, /* Microsoft */
	{ BOTH, "spam abuse", FINDING_SMTP_BLOCKED },	       /* Microsoft */
	{ BOTH, "banned send", FINDING_SMTP_BLOCKED },	       /* Microsoft */
	{ BOTH, "outgoing blocked", FINDING_SMTP_BLOCKED },    /* Zoho */
	{ BOTH, "unusual sending activity", FINDING_SMTP_BLOCKED }, /* Zoho */
	{ BOTH, "suspended", FINDING_SMTP_BLOCKED }, /* cPanel and others */
	{ BOTH, "account blocked", FINDING_SMTP_BLOCKED },
	{ BOTH, "account is blocked", FINDING_SMTP_BLOCKED },
	{ BOTH, "account has been blocked", FINDING_SMTP_BLOCKED },
	{ BOTH, "account disabled", FINDING_SMTP_BLOCKED },
	{ BOTH, "account is disabled", FINDING_SMTP_BLOCKED },
	{ BOTH, "account locked", FINDING_SMTP_BLOCKED },
	{ BOTH, "account is locked", FINDING_SMTP_BLOCKED },
	{ BOTH, "user is blocked", FINDING_SMTP_BLOCKED },
	{ BOTH, "user blocked", FINDING_SMTP_BLOCKED },
	{ BOTH, "sender blocked", FINDING_SMTP_BLOCKED },
	{ BOTH, "blocked from sending", FINDING_SMTP_BLOCKED },

	/* the old way, without a login */
	{ BOTH, "check for new mail before", FINDING_SMTP_POP_FIRST },
	{ BOTH, "pop before smtp", FINDING_SMTP_POP_FIRST },
	{ BOTH, "pop-before-smtp", FINDING_SMTP_POP_FIRST },
	{ BOTH, "check your mail first", FINDING_SMTP_POP_FIRST },

	/* as if there had been no login */
	{ BOTH, "not authenticated", FINDING_SMTP_AUTH_REQUIRED },
	{ BOTH, "authentication required", FINDING_SMTP_AUTH_REQUIRED },
	{ BOTH, "authentication is required", FINDING_SMTP_AUTH_REQUIRED },
	{ BOTH, "must authenticate", FINDING_SMTP_AUTH_REQUIRED },
	{ BOTH, "issue an auth", FINDING_SMTP_AUTH_REQUIRED },

	/* another sender than the login; Postfix says so at RCPT TO */
	{ BOTH, "not owned by", FINDING_SMTP_SENDER_DENIED },  /* Postfix */
	{ BOTH, "not logged in", FINDING_SMTP_SENDER_DENIED }, /* Postfix */
	{ BOTH, "permissions to send as",
	    FINDING_SMTP_SENDER_DENIED }, /* Microsoft */
	{ BOTH, "permission to send as", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "not allowed to send as", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "not authorized to send as", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "not allowed to send from", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "not authorized to send from", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "not permitted to send from", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "sendasdenied", FINDING_SMTP_SENDER_DENIED }, /* Microsoft */
	{ BOTH, "sender address is not allowed",
	    FINDING_SMTP_SENDER_DENIED }, /* IONOS */
	{ BOTH, "sender address not allowed", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "sender is not allowed", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "sender not allowed", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "relaying disallowed as",
	    FINDING_SMTP_SENDER_DENIED }, /* Zoho */
	{ BOTH, "same as authorization user",
	    FINDING_SMTP_SENDER_DENIED }, /* QQ */
	{ BOTH, "must equal authorized user",
	    FINDING_SMTP_SENDER_DENIED },			  /* 163 */
	{ BOTH, "not local sender", FINDING_SMTP_SENDER_DENIED }, /* mail.ru */
	{ BOTH, "address is not verified",
	    FINDING_SMTP_SENDER_DENIED }, /* Amazon */
	{ BOTH, "address not verified", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "sender mismatch", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "does not match authenticated", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "sender address rejected",
	    FINDING_SMTP_SEND_REFUSED }, /* Postfix, for other reasons */

	/* nobody may send to others here */
	{ BOTH, "relay access denied",
	    FINDING_SMTP_RELAY_DENIED }, /* Postfix */
	{ BOTH, "relay not permitted", FINDING_SMTP_RELAY_DENIED }, /* Exim */
	{ BOTH, "not permitted to relay", FINDING_SMTP_RELAY_DENIED },
	{ BOTH, "unable to relay", FINDING_SMTP_RELAY_DENIED }, /* Microsoft */
	{ BOTH, "relaying denied", FINDING_SMTP_RELAY_DENIED }, /* Sendmail */
	{ BOTH, "relaying not", FINDING_SMTP_RELAY_DENIED },
	{ BOTH, "relaying prohibited", FINDING_SMTP_RELAY_DENIED },
	{ BOTH, "do not relay", FINDING_SMTP_RELAY_DENIED },
	{ BOTH, "relay denied", FINDING_SMTP_RELAY_DENIED },

	/* the size, even of a short letter */
	{ MAIL, "size exceeds", FINDING_SMTP_SIZE_REFUSED },
	{ MAIL, "message too large", FINDING_SMTP_SIZE_REFUSED },
	{ MAIL, "too big", FINDING_SMTP_SIZE_REFUSED },

	/* the mailbox itself */
	{ RCPT, "quota", FINDING_OVERQUOTA },
	{ RCPT, "mailbox full", FINDING_OVERQUOTA },
	{ RCPT, "mailbox is full", FINDING_OVERQUOTA },
	{ RCPT, "user unknown", FINDING_SMTP_RCPT_REFUSED },
	{ RCPT, "unknown user", FINDING_SMTP_RCPT_REFUSED },
	{ RCPT, "no such", FINDING_SMTP_RCPT_REFUSED },
	{ RCPT, "does not exist", FINDING_SMTP_RCPT_REFUSED },
	{ RCPT, "mailbox unavailable", FINDING_SMTP_RCPT_REFUSED },
	{ RCPT, "mailbox not found", FINDING_SMTP_RCPT_REFUSED },
};

/* RFC 3463, by subject and detail; a row of a subject ends with a dot. */
static const struct code {
	unsigned at;
	const char *code;
	enum finding_id finding;
} codes[] = {
	{ BOTH, "5.7.57", FINDING_SMTP_AUTH_REQUIRED },	 /* Microsoft */
	{ BOTH, "5.7.60", FINDING_SMTP_SENDER_DENIED },	 /* Microsoft */
	{ BOTH, "5.2.252", FINDING_SMTP_SENDER_DENIED }, /* Microsoft */
	{ BOTH, "5.7.54", FINDING_SMTP_RELAY_DENIED },	 /* Microsoft */
	{ BOTH, "5.7.50", FINDING_SMTP_BLOCKED },  /* Microsoft: 501 to 509 */
	{ BOTH, "5.7.705", FINDING_SMTP_BLOCKED }, /* Microsoft */
	{ BOTH, "5.7.708", FINDING_IP_BLOCKED },   /* Microsoft */
	{ BOTH, "5.1.90", FINDING_SMTP_SENDING_LIMIT }, /* Microsoft */
	{ BOTH, "5.4.5", FINDING_SMTP_SENDING_LIMIT },	/* Google */
	{ BOTH, "5.3.4", FINDING_SMTP_SIZE_REFUSED },
	{ BOTH, "5.2.3", FINDING_SMTP_SIZE_REFUSED },
	{ BOTH, "5.1.7", FINDING_SMTP_SENDER_DENIED },
	{ BOTH, "5.1.8", FINDING_SMTP_SEND_REFUSED },
	{ MAIL, "5.7.1", FINDING_SMTP_SENDER_DENIED },
	{ RCPT, "5.1.", FINDING_SMTP_RCPT_REFUSED },
	{ RCPT, "5.2.2", FINDING_OVERQUOTA },
	{ RCPT, "4.2.2", FINDING_OVERQUOTA },
	{ RCPT, "5.2.", FINDING_SMTP_RCPT_REFUSED },
	{ BOTH, "4.5.3", FINDING_SMTP_SENDING_LIMIT },
	{ RCPT, "4.7.1", FINDING_SMTP_GREYLISTED },
};

/* RFC 5321 section 4.2.3, RFC 4954 section 6; where there is no other code. */
static const struct status {
	unsigned at;
	int status;
	enum finding_id finding;
} statuses[] = {
	{ BOTH, 530, FINDING_SMTP_AUTH_REQUIRED },
	{ MAIL, 552, FINDING_SMTP_SIZE_REFUSED },
	{ RCPT, 552, FINDING_OVERQUOTA },
	{ MAIL, 553, FINDING_SMTP_SENDER_DENIED },
	{ RCPT, 551, FINDING_SMTP_RCPT_REFUSED },
};

#define NELEMS(a) (sizeof(a) / sizeof((a)[0]))

/* "5.7.50" stands for all details that begin so, "5.7.1" for itself. */
static bool
is_code(const char *code, const char *wanted)
{
	size_t n = strlen(wanted);
	char last = wanted[n - 1];

	if (strncmp(code, wanted, n) != 0)
		return false;
	return code[n] == '\0' || last == '.' ||
	    (strcmp(wanted, "5.7.50") == 0 && strlen(code) == n + 1);
}

static enum finding_id
bare_finding(unsigned at, const struct send_reply *r)
{
	size_t i;

	for (i = 0; i < NELEMS(statuses); i++)
		if ((statuses[i].at & at) != 0 &&
		    statuses[i].status == r->status)
			return statuses[i].finding;
	return r->status / 100 == 4 ? FINDING_SMTP_TEMPORARY
				    : FINDING_SMTP_SEND_REFUSED;
}

enum finding_id
send_finding(bool to_recipient, const struct send_reply *r)
{
	unsigned at = to_recipient ? RCPT : MAIL;
	size_t i;

	for (i = 0; i < NELEMS(sayings); i++)
		if ((sayings[i].at & at) != 0 &&
		    str_find_nocase(r->text, sayings[i].text) != NULL)
			return sayings[i].finding;
	/* the connection, not the account */
	if (vendors_is_blocked(r->text))
		return FINDING_IP_BLOCKED;
	for (i = 0; r->code != NULL && i < NELEMS(codes); i++)
		if ((codes[i].at & at) != 0 && is_code(r->code, codes[i].code))
			return codes[i].finding;
	return bare_finding(at, r);
}

/* --- the judge --- */

/* Base64 makes 78 bytes of 57: 76 letters and a line end (RFC 2045 section
 * 6.8).  In units that file managers show, never too much. */
static const char *
attachment_size(struct arena *a, int64_t limit)
{
	int64_t kilobytes = limit / 78 * 57 / 1024;

	if (kilobytes < 2048)
		return arena_printf(a, "%lld KB", (long long)kilobytes);
	return arena_printf(a, "%lld MB", (long long)(kilobytes / 1024));
}

static void
judge_size(const struct subject *s, const struct send_result *send)
{
	struct arena *a = &s->report->arena;

	if (send->size_limit > 0 && send->size_limit <= INT64_MAX / 1024)
		subject_tell(s, FINDING_SMTP_SIZE,
		    PLACES({ "size", attachment_size(a, send->size_limit) }),
		    arena_printf(a, "SIZE %lld", (long long)send->size_limit));
}

static void
judge_refused(const struct subject *s, const struct send_result *send)
{
	bool to_recipient = send->recipient.status != 0;
	const struct send_reply *r =
	    to_recipient ? &send->recipient : &send->sender;
	enum finding_id id = send_finding(to_recipient, r);
	struct finding *told = subject_tell(s, id,
	    PLACES({ "address", send->path },
		{ "user", s->endpoint->login.username }, { "reply", r->text }),
	    r->text);

	/* What waiting may mend is no error, whatever it is called. */
	if (r->status / 100 == 4)
		told->severity = SEV_WARNING;
}

void
judge_send(const struct subject *s)
{
	const struct address_result *used = s->endpoint->used;
	const struct send_result *send = used == NULL ? NULL : used->send;
	const char *address;

	if (s->endpoint->login.outcome != LOGIN_OK || send == NULL)
		return;
	judge_size(s, send);
	address = send->path != NULL ? send->path : s->report->address;
	if (send->outcome == SEND_OK)
		subject_tell(s, FINDING_SMTP_TEST_OK,
		    PLACES({ "address", address },
			{ "user", s->endpoint->login.username }),
		    send->recipient.text);
	else if (send->outcome == SEND_REFUSED)
		judge_refused(s, send);
	else if (send->outcome == SEND_UNANSWERED)
		subject_tell(s, FINDING_SMTP_UNANSWERED,
		    PLACES({ "address", address }), "");
	else if (send->skip == SEND_SKIP_UTF8)
		subject_tell(s, FINDING_SMTP_UTF8_MISSING,
		    PLACES({ "address", address }), "SMTPUTF8");
	else if (send->skip == SEND_SKIP_ADDRESS)
		subject_tell(s, FINDING_SMTP_ADDRESS,
		    PLACES({ "address", address }), "");
}
