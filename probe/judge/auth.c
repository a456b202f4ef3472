#include <string.h>

#include "probe/judge/refusal.h"
#include "probe/judge/replies.h"
#include "probe/judge/rule.h"
#include "profiles/base/str.h"
#include "profiles/settings/hint.h"

static bool
auth_offered(const struct subject *s, const struct fact *f)
{
	(void)f;
	return !subject_address_has(s->address, FACT_SMTP_NO_AUTH);
}

static bool
no_tokens(const struct subject *s, const struct fact *f)
{
	return auth_offered(s, f) &&
	    !subject_address_has(s->address, FACT_AUTH_TOKEN_ONLY);
}

/* All that the server has to say, each message once. */
static const char *
alerts(const struct subject *s, const struct fact *f)
{
	const struct facts *all = &s->address->facts;
	const char *list = f->text;
	const struct fact *other;

	STAILQ_FOREACH (other, &all->list, entry)
		if (other->id == FACT_ALERT &&
		    strstr(list, other->text) == NULL)
			list = arena_printf(
			    &s->report->arena, "%s | %s", list, other->text);
	return list;
}

static bool
one_worked(const struct subject *s, const struct fact *f)
{
	(void)f;
	return s->endpoint->login.outcome == LOGIN_OK;
}

/* That a mechanism was refused is the trouble itself then. */
static bool
not_said_yet(const struct subject *s, const struct fact *f)
{
	(void)f;
	return !subject_address_has(s->address, FACT_AUTH_NONE_SERVED) &&
	    !subject_address_has(s->address, FACT_AUTH_SCRAM_REFUSED);
}

/* The ports that smtp.auth.not-offered would recommend. */
static bool
is_submission(const struct endpoint_result *e)
{
	return e->endpoint.port == 465 || e->endpoint.port == 587;
}

static bool
at_submission(const struct subject *s, const struct fact *f)
{
	(void)f;
	return is_submission(s->endpoint);
}

const struct rule judge_rules_auth[] = {
	{ .fact = FACT_SMTP_NO_AUTH,
	    .finding = FINDING_SMTP_NO_LOGIN,
	    .flags = RULE_ENDS,
	    .when = at_submission },
	{ .fact = FACT_SMTP_NO_AUTH,
	    .finding = FINDING_SMTP_NO_AUTH,
	    .flags = RULE_ENDS },
	{ .fact = FACT_AUTH_TOKEN_ONLY,
	    .finding = FINDING_AUTH_TOKEN_ONLY,
	    .flags = RULE_ENDS,
	    .place = "mechanisms",
	    .when = auth_offered },
	{ .fact = FACT_AUTH_NONE_OFFERED,
	    .finding = FINDING_AUTH_NONE_OFFERED,
	    .flags = RULE_ENDS },
	{ .fact = FACT_AUTH_NONE_SERVED,
	    .finding = FINDING_AUTH_NONE_SERVED,
	    .flags = RULE_ENDS,
	    .place = "mechanisms" },
	{ .fact = FACT_AUTH_SCRAM_REFUSED,
	    .finding = FINDING_AUTH_SCRAM_REFUSED,
	    .flags = RULE_ENDS,
	    .place = "reply" },
	{ .fact = FACT_AUTH_OTHER_WAY,
	    .finding = FINDING_AUTH_OTHER_WAY,
	    .place = "mechanism" },
	{ .fact = FACT_AUTH_NO_COMMON,
	    .finding = FINDING_AUTH_NO_COMMON,
	    .flags = RULE_ENDS,
	    .place = "mechanisms",
	    .when = no_tokens },
	{ .fact = FACT_AUTH_DOWNGRADE,
	    .finding = FINDING_AUTH_DOWNGRADE,
	    .flags = RULE_ENDS },
	{ .fact = FACT_AUTH_SERVER_PROOF,
	    .finding = FINDING_AUTH_UNPROVEN,
	    .flags = RULE_ENDS },
	{ .fact = FACT_AUTH_CLEAR_REFUSED,
	    .finding = FINDING_AUTH_CLEARTEXT,
	    .flags = RULE_ENDS | RULE_CONSEQUENCE },
	{ .fact = FACT_AUTH_DIFFERS,
	    .finding = FINDING_AUTH_DIFFERS,
	    .place = "mechanisms",
	    .when = one_worked },
	{ .fact = FACT_AUTH_DIFFERS,
	    .finding = FINDING_AUTH_UNRELIABLE,
	    .place = "mechanisms" },
	{ .fact = FACT_AUTH_MECH_BROKEN,
	    .finding = FINDING_AUTH_DIFFERS,
	    .place = "mechanisms",
	    .when = one_worked },
	{ .fact = FACT_AUTH_MECH_BROKEN,
	    .finding = FINDING_AUTH_UNRELIABLE,
	    .place = "mechanisms",
	    .when = not_said_yet },
	{ .fact = FACT_AUTH_WEAK,
	    .finding = FINDING_AUTH_MECH_WEAK,
	    .place = "mechanism" },
	{ .fact = FACT_AUTH_IR_LIES, .finding = FINDING_AUTH_IR_LIES },
	{ .fact = FACT_ALERT,
	    .finding = FINDING_SERVER_ALERT,
	    .place = "reply",
	    .value = alerts },
	{ .fact = FACT_COUNT },
};

/* What the provider database knows of rejected passwords; hint classes. */
static const struct refinement {
	enum finding_id said;
	enum hint_id hint;
	enum finding_id meant;
} refinements[] = {
	{ FINDING_AUTH_PASSWORD, HINT_OAUTH_ONLY, FINDING_AUTH_DISABLED_BASIC },
	{ FINDING_AUTH_AMBIGUOUS, HINT_OAUTH_ONLY,
	    FINDING_AUTH_DISABLED_BASIC },
	{ FINDING_AUTH_PASSWORD, HINT_APP_PASSWORD, FINDING_AUTH_APP_PASSWORD },
	{ FINDING_AUTH_AMBIGUOUS, HINT_APP_PASSWORD,
	    FINDING_AUTH_APP_PASSWORD },
	{ FINDING_AUTH_PASSWORD, HINT_SEPARATE_MAIL_PASSWORD,
	    FINDING_AUTH_APP_PASSWORD },
	{ FINDING_AUTH_PASSWORD, HINT_AUTHORISATION_CODE,
	    FINDING_AUTH_APP_PASSWORD },
	{ FINDING_AUTH_PASSWORD, HINT_APP_PASSWORD_WITH_TWO_FACTOR,
	    FINDING_AUTH_AMBIGUOUS },
	{ FINDING_AUTH_PASSWORD, HINT_ENABLE_IMAP_POP, FINDING_AUTH_AMBIGUOUS },
	{ FINDING_AUTH_PASSWORD, HINT_ADMIN_MUST_ALLOW,
	    FINDING_AUTH_AMBIGUOUS },
	{ FINDING_AUTH_PASSWORD, HINT_LOGIN_IS_NOT_ADDRESS,
	    FINDING_AUTH_AMBIGUOUS },
};

static enum finding_id
refine(const struct words *hints, enum finding_id said)
{
	size_t i;

	for (i = 0; i < sizeof(refinements) / sizeof(refinements[0]); i++)
		if (refinements[i].said == said &&
		    words_have(hints, hint_code(refinements[i].hint)))
			return refinements[i].meant;
	return said;
}

static const char *
user_of(const struct subject *s)
{
	const struct endpoint_result *e = s->endpoint;

	if (e->login.username != NULL)
		return e->login.username;
	if (e->endpoint.username != NULL)
		return e->endpoint.username;
	return s->report->address;
}

static bool
used_has(const struct subject *s, enum fact_id id)
{
	const struct address_result *used = s->endpoint->used;

	return (used != NULL && subject_address_has(used, id)) ||
	    fact_find(&s->report->facts, id) != NULL;
}

/* The rejection may mean the user name as well as the password. */
static bool
blames_user(enum finding_id id)
{
	return id == FINDING_AUTH_PASSWORD || id == FINDING_AUTH_AMBIGUOUS ||
	    id == FINDING_AUTH_APP_PASSWORD;
}

/*
 * "No" alone means the password, unless it was the mechanism that failed:
 * either the reply says so, or it was SCRAM, which servers offer although
 * they keep the password in a form that cannot serve it.
 */
static enum finding_id
meaning(const struct endpoint_result *e)
{
	const struct login_result *l = &e->login;
	enum protocol p = e->endpoint.protocol;
	enum finding_id said = replies_finding(p, l->code, l->status, l->reply);

	if (said == FINDING_SMTP_NO_AUTH && is_submission(e))
		return FINDING_SMTP_NO_LOGIN;
	if (said != FINDING_AUTH_PASSWORD)
		return said;
	if (l->mechanism != NULL && str_starts_nocase(l->mechanism, "SCRAM-"))
		return FINDING_AUTH_AMBIGUOUS;
	return refusal_of(p, l->code, l->status, l->reply) == REFUSAL_LOGIN
	    ? said
	    : FINDING_AUTH_AMBIGUOUS;
}

static void
judge_failed(const struct subject *s)
{
	const struct login_result *l = &s->endpoint->login;
	const struct findings *f = &s->endpoint->findings;
	enum finding_id id;

	/* A server without proof of itself says nothing of the password, nor
	 * does one that does not serve what it offers. */
	if (finding_find(f, FINDING_AUTH_UNPROVEN) != NULL ||
	    finding_find(f, FINDING_AUTH_SCRAM_REFUSED) != NULL)
		return;
	if (!l->answered) {
		subject_tell(s, FINDING_AUTH_NO_REPLY,
		    PLACES(
			{ "user", user_of(s) }, { "mechanism", l->mechanism }),
		    l->reply);
		return;
	}
	id = refine(&s->report->hints, meaning(s->endpoint));
	subject_tell(s, id,
	    PLACES({ "user", user_of(s) }, { "reply", l->reply }), l->reply);
	if (used_has(s, FACT_PASSWORD_BLANKS))
		subject_tell(s, FINDING_PASSWORD_PITFALL, NULL,
		    "begins or ends with a blank");
	if (used_has(s, FACT_PASSWORD_NON_ASCII))
		subject_tell(s, FINDING_PASSWORD_PITFALL, NULL,
		    "holds letters that are not ASCII");
	if (blames_user(id) && user_of(s) != NULL)
		judge_user(s, user_of(s));
}

/* The mechanisms of the server where a login was due. */
static const char *
offered(const struct subject *s)
{
	const struct address_result *used = s->endpoint->used;

	return used == NULL
	    ? ""
	    : words_join(&s->report->arena, &used->mechanisms, ", ");
}

void
judge_login(const struct subject *s)
{
	const struct login_result *l = &s->endpoint->login;
	const struct findings *f = &s->endpoint->findings;

	if (l->outcome == LOGIN_FAILED)
		judge_failed(s);
	if (l->outcome != LOGIN_SKIPPED)
		return;
	if (l->skip == SKIP_BUDGET)
		subject_tell(
		    s, FINDING_LOCKOUT_RISK, NULL, report_skip_name(l->skip));
	if (l->skip == SKIP_NO_MECHANISM && findings_worst(f) != SEV_ERROR)
		subject_tell(s,
		    *offered(s) == '\0' ? FINDING_AUTH_NONE_OFFERED
					: FINDING_AUTH_NO_COMMON,
		    PLACES({ "mechanisms", offered(s) }),
		    report_skip_name(l->skip));
}
