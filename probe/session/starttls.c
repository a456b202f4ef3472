#include "probe/session/starttls.h"

#include <string.h>

#include "profiles/base/str.h"

enum { GREETING_SLOW_MS = 5000 };

/* How other protocols begin, so that a mix-up gets its name. */
static const struct {
	const char *start, *protocol;
} beginnings[] = {
	{ "+OK", "pop3" },
	{ "-ERR", "pop3" },
	{ "* OK", "imap" },
	{ "* PREAUTH", "imap" },
	{ "* BYE", "imap" },
	{ "220", "smtp" },
	{ "421", "smtp" },
	{ "554", "smtp" },
	{ "HTTP/", "http" },
	{ "<!DOCTYPE", "http" },
	{ "<html", "http" },
};

static const char *const crowded[] = { "too many connections",
	"too many concurrent", "too many simultaneous", "too many sessions",
	"connection rate", "rate limit" };

/* Mail shields that answer in the server's place. */
static const char *const shields[] = { "avast", "AVG", "Kaspersky", "ESET",
	"Norton", "Bitdefender", "G DATA", "McAfee", "Fortinet", "FortiMail",
	"Sophos", "proxy" };

enum {
	NBEGINNINGS = sizeof(beginnings) / sizeof(beginnings[0]),
	NCROWDED = sizeof(crowded) / sizeof(crowded[0]),
	NSHIELDS = sizeof(shields) / sizeof(shields[0])
};

static bool
has_one_of(const char *text, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (str_find_nocase(text, list[i]) != NULL)
			return true;
	return false;
}

static const char *
protocol_of(const char *line)
{
	size_t i;

	for (i = 0; i < NBEGINNINGS; i++)
		if (str_starts_nocase(line, beginnings[i].start))
			return beginnings[i].protocol;
	return NULL;
}

static void
note_greeting(struct session *s, const struct reply *r)
{
	int64_t ms = loop_now(s->shared->loop) - s->step_start;

	s->result->greeting = session_text(s, r->line);
	if (ms > GREETING_SLOW_MS)
		fact_add_number(&s->result->facts, FACT_GREETING_DELAYED,
		    s->result->greeting, ms);
	if (strstr(r->line, "****") != NULL || strstr(r->line, "XXXX") != NULL)
		session_fact(s, FACT_GREETING_MASKED, r->line);
	if (has_one_of(r->text, shields, NSHIELDS))
		session_fact(s, FACT_GREETING_PROXY, r->line);
}

bool
starttls_greeting(struct session *s, const struct reply *r)
{
	const char *other = protocol_of(r->line);
	const char *ours = protocol_name(s->endpoint->protocol);

	note_greeting(s, r);
	if (r->status == REPLY_MALFORMED && other != NULL &&
	    strcmp(other, ours) != 0) {
		session_fact(s, FACT_GREETING_OTHER_PROTOCOL, other);
		return false;
	}
	switch (r->status) {
	case REPLY_OK:
		return true;
	case REPLY_PREAUTH:
		session_fact(s, FACT_GREETING_PREAUTH, r->line);
		return false;
	case REPLY_MALFORMED:
	case REPLY_CONTINUE:
		session_fact(s, FACT_GREETING_MALFORMED, r->line);
		return false;
	default:
		break;
	}
	if (has_one_of(r->text, crowded, NCROWDED))
		session_fact(s, FACT_GREETING_RATELIMIT, r->line);
	else if (r->status == REPLY_TEMPORARY)
		session_fact(s, FACT_GREETING_BUSY, r->line);
	else
		session_fact(s, FACT_GREETING_REFUSED, r->line);
	return false;
}

/* Mechanisms that a passive listener would see in clear, before TLS. */
static bool
offers_cleartext(const struct session *s)
{
	const struct words *m = &s->result->mechanisms;

	return words_have(m, "PLAIN") || words_have(m, "LOGIN") ||
	    words_have(m, "USER");
}

/* A longer list inside TLS is usual.  One that lost something is not. */
static void
compare_mechanisms(struct session *s)
{
	const struct words *before = &s->mechanisms_before;
	const struct words *after = &s->result->mechanisms;
	bool lost = false, lost_plus = false;
	const char *text;
	size_t i, n;

	for (i = 0; i < before->n; i++) {
		if (words_have(after, before->list[i]))
			continue;
		n = strlen(before->list[i]);
		lost = true;
		if (n > 5 && strcmp(before->list[i] + n - 5, "-PLUS") == 0)
			lost_plus = true;
	}
	if (!lost)
		return;
	text = arena_printf(s->shared->arena, "%s -> %s",
	    words_join(s->shared->arena, before, " "),
	    after->n == 0 ? "-" : words_join(s->shared->arena, after, " "));
	session_fact(
	    s, lost_plus ? FACT_AUTH_DOWNGRADE : FACT_AUTH_DIFFERS, text);
}

enum step_id
starttls_after_capability(struct session *s)
{
	if (s->in_tls) {
		compare_mechanisms(s);
		return STEP_READY;
	}
	if (s->endpoint->security == SECURITY_NONE)
		return STEP_READY;
	if (offers_cleartext(s))
		session_fact(s, FACT_STARTTLS_CLEARTEXT, NULL);
	/* Also when it is not listed: one try tells a broken list from a
	 * server, or a network, without TLS. */
	return STEP_STARTTLS;
}

enum step_id
starttls_got_reply(struct session *s, const struct reply *r)
{
	if (r->status == REPLY_OK) {
		if (s->in.len > 0) {
			/* CVE-2011-0411 and its kin: no byte may stand
			 * between the go-ahead and TLS. */
			session_abort(
			    s, FACT_STARTTLS_INJECTION, buf_text(&s->in));
			return STEP_END;
		}
		if (!s->starttls_offered)
			session_fact(s, FACT_STARTTLS_UNADVERTISED, r->line);
		return STEP_TLS;
	}
	/* 421 is said of the server, not of TLS. */
	if (s->starttls_offered || r->code == 421)
		session_fact(s,
		    r->status == REPLY_TEMPORARY ? FACT_STARTTLS_TEMPORARY
						 : FACT_STARTTLS_REFUSED,
		    r->line);
	else
		session_fact(s,
		    s->capabilities_cut ? FACT_STARTTLS_STRIPPED
					: FACT_STARTTLS_ABSENT,
		    r->line);
	return STEP_END;
}

void
starttls_tls_is_up(struct session *s)
{
	s->mechanisms_before = s->result->mechanisms;
	memset(&s->result->mechanisms, 0, sizeof(s->result->mechanisms));
	s->starttls_offered = false;
	s->capabilities_cut = false;
	s->reply_fresh = true;
	s->skip = 0;
	s->after_literal = false;
}
