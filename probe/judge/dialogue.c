#include "probe/judge/rule.h"

/* The deadline of the whole run came before that of the step. */
static bool
run_ended(const struct subject *s, const struct fact *f)
{
	(void)f;
	return s->address->unfinished && s->best != REACH_GOOD;
}

/* The login succeeded, but the mailbox did not come in sight, and the server
 * did not say why. */
static bool
unseen(const struct subject *s, const struct fact *f)
{
	(void)f;
	return s->address->unseen &&
	    !subject_address_has(s->address, FACT_MAILBOX_REFUSED);
}

/* A server that hangs up after all was seen, or while it waits for nothing, is
 * no trouble; after the password, judge_login() has the better word. */
static bool
cut_off(const struct subject *s, const struct fact *f)
{
	const struct login_result *l = &s->endpoint->login;

	if (!s->address->ready || unseen(s, f))
		return true;
	return l->outcome == LOGIN_SKIPPED && l->skip == SKIP_NOT_REACHED;
}

static bool
is_pop3(const struct subject *s, const struct fact *f)
{
	(void)f;
	return s->endpoint->endpoint.protocol == PROTO_POP3;
}

const struct rule judge_rules_dialogue[] = {
	{ .fact = FACT_EHLO_REFUSED,
	    .finding = FINDING_IP_BLOCKED,
	    .flags = RULE_ENDS,
	    .place = "reply",
	    .when = judge_is_blocked },
	{ .fact = FACT_EHLO_REFUSED,
	    .finding = FINDING_EHLO_REJECTED,
	    .flags = RULE_ENDS,
	    .place = "reply" },
	{ .fact = FACT_CAPA_REFUSED,
	    .finding = FINDING_CAPA_MISSING,
	    .when = is_pop3 },
	{ .fact = FACT_CAPA_REFUSED,
	    .finding = FINDING_CAPABILITY_REFUSED,
	    .place = "reply" },
	{ .fact = FACT_REPLY_MALFORMED,
	    .finding = FINDING_DIALOGUE_MALFORMED,
	    .flags = RULE_ENDS },
	{ .fact = FACT_REPLY_TOO_LONG,
	    .finding = FINDING_DIALOGUE_MALFORMED,
	    .flags = RULE_ENDS },
	{ .fact = FACT_CLOSED,
	    .finding = FINDING_DIALOGUE_CLOSED,
	    .flags = RULE_ENDS,
	    .when = cut_off },
	{ .fact = FACT_DEADLINE,
	    .finding = FINDING_UNFINISHED,
	    .flags = RULE_ENDS | RULE_PASSES,
	    .when = run_ended },
	{ .fact = FACT_DEADLINE,
	    .finding = FINDING_UNFINISHED,
	    .flags = RULE_ENDS | RULE_PASSES,
	    .when = unseen },
	{ .fact = FACT_DEADLINE,
	    .finding = FINDING_DIALOGUE_TIMEOUT,
	    .flags = RULE_ENDS,
	    .when = cut_off },
	{ .fact = FACT_COUNT },
};
