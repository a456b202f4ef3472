#include "probe/session/greeting.h"

#include <string.h>

#include "probe/judge/vendors.h"
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

enum { NBEGINNINGS = sizeof(beginnings) / sizeof(beginnings[0]) };

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
	if (vendors_is_shield(r->text))
		session_fact(s, FACT_GREETING_PROXY, r->line);
}

bool
greeting_is_ours(struct session *s, const struct reply *r)
{
	const char *other = protocol_of(r->line);
	const char *ours = protocol_name(s->endpoint->protocol), *words;

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
	words = session_words(s, r);
	if (vendors_is_crowded(words))
		session_reply_fact(s, FACT_GREETING_RATELIMIT, r);
	else if (r->status == REPLY_TEMPORARY)
		session_reply_fact(s, FACT_GREETING_BUSY, r);
	else
		session_reply_fact(s, FACT_GREETING_REFUSED, r);
	return false;
}
