#include "probe/session/starttls.h"

#include <string.h>

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
	const struct words *before = &s->offer.mechanisms_before;
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
		if (s->input.bytes.len > 0) {
			/* CVE-2011-0411 and its kin: no byte may stand
			 * between the go-ahead and TLS. */
			session_abort(s, FACT_STARTTLS_INJECTION,
			    buf_text(&s->input.bytes));
			return STEP_END;
		}
		if (!s->offer.starttls)
			session_fact(s, FACT_STARTTLS_UNADVERTISED, r->line);
		return STEP_TLS;
	}
	/* 421 is said of the server, not of TLS. */
	if (s->offer.starttls || r->code == 421)
		session_reply_fact(s,
		    r->status == REPLY_TEMPORARY ? FACT_STARTTLS_TEMPORARY
						 : FACT_STARTTLS_REFUSED,
		    r);
	else
		session_reply_fact(s,
		    s->offer.cut ? FACT_STARTTLS_STRIPPED
				 : FACT_STARTTLS_ABSENT,
		    r);
	return STEP_END;
}

void
starttls_forget(struct session *s)
{
	s->offer.mechanisms_before = s->result->mechanisms;
	memset(&s->result->mechanisms, 0, sizeof(s->result->mechanisms));
	s->offer.starttls = false;
	s->offer.cut = false;
	s->input.fresh = true;
	s->input.literal = 0;
	s->input.literals = 0;
	buf_clear(&s->input.line);
}
