#include "probe/judge/judge.h"

#include <string.h>

#include "probe/judge/rank.h"
#include "probe/judge/rule.h"

/* In the order of cause and consequence. */
static const struct judge {
	const struct rule *rules;
	void (*addresses)(const struct subject *s); /* or NULL */
} judges[] = {
	{ judge_rules_dns, NULL },
	{ judge_rules_tcp, judge_tcp_addresses },
	{ judge_rules_tls, judge_tls_addresses },
	{ judge_rules_cert, NULL },
	{ judge_rules_greeting, NULL },
	{ judge_rules_starttls, NULL },
	{ judge_rules_dialogue, NULL },
	{ judge_rules_auth, judge_login },
};

enum { NJUDGES = sizeof(judges) / sizeof(judges[0]) };

static const struct rule *
rule_for(const struct subject *s, const struct fact *f, int *judge_out)
{
	const struct rule *r;
	int i;

	for (i = 0; i < NJUDGES; i++)
		for (r = judges[i].rules; r->fact != FACT_COUNT; r++)
			if (r->fact == f->id &&
			    (r->when == NULL || r->when(s, f))) {
				*judge_out = i;
				return r;
			}
	return NULL;
}

/* "192.0.2.1, 2001:db8::1: text": everywhere the same was seen. */
static const char *
evidence_of(const struct subject *s, const struct fact *f)
{
	const struct address_result *a;
	const struct fact *other;
	const char *ips = NULL;
	struct arena *arena = &s->report->arena;

	if (s->address == NULL)
		return f->text;
	STAILQ_FOREACH (a, &s->endpoint->addresses, entry) {
		other = fact_find(&a->facts, f->id);
		if (a == s->address ||
		    (other != NULL && strcmp(other->text, f->text) == 0))
			ips = subject_list_add(arena, ips, a->ip);
	}
	if (f->text[0] == '\0')
		return ips;
	return arena_printf(arena, "%s: %s", ips, f->text);
}

/*
 * A waiting problem stays a warning, everything else that keeps a mailbox
 * from working is an error; but not when another address came further.
 */
static void
tell_rule(const struct subject *s, const struct rule *r, const struct fact *f,
    bool consequence)
{
	struct finding *told;
	const char *value = NULL;

	if (r->place != NULL)
		value = r->value == NULL ? f->text : r->value(s, f);
	told = subject_tell(
	    s, r->finding, PLACES({ r->place, value }), evidence_of(s, f));
	if ((r->flags & RULE_ENDS) != 0 && (r->flags & RULE_PASSES) == 0 &&
	    s->best != REACH_GOOD)
		told->severity = SEV_ERROR;
	if ((s->lesser || (s->address == NULL && s->best == REACH_GOOD)) &&
	    told->severity == SEV_ERROR)
		told->severity = SEV_WARNING;
	if (consequence)
		told->severity = SEV_INFO;
}

/* The facts in the order they happened: the first that ends the dialogue is
 * the cause; only its own family may have more to say. */
static void
judge_facts(const struct subject *s, const struct facts *facts)
{
	const struct fact *f;
	const struct rule *r;
	int i, ended = NJUDGES;
	bool consequence;

	STAILQ_FOREACH (f, &facts->list, entry) {
		r = rule_for(s, f, &i);
		if (r == NULL)
			continue;
		consequence = false;
		if ((r->flags & RULE_ENDS) != 0) {
			consequence = ended != NJUDGES && ended != i;
			if (consequence && (r->flags & RULE_CONSEQUENCE) == 0)
				continue;
			if (!consequence)
				ended = i;
		}
		tell_rule(s, r, f, consequence);
	}
}

static enum verdict
address_verdict(const struct endpoint_result *e, const struct address_result *a)
{
	switch (subject_address_reach(e, a)) {
	case REACH_GOOD:
		return VERDICT_OK;
	case REACH_UNKNOWN:
		return VERDICT_SKIPPED;
	default:
		return VERDICT_ERROR;
	}
}

/* Errors first, then by the order of finding.def: cause before consequence. */
static bool
comes_before(const struct finding *a, const struct finding *b)
{
	if (a->severity != b->severity)
		return a->severity > b->severity;
	return a->id < b->id;
}

static void
findings_sort(struct findings *f)
{
	struct findings sorted;
	struct finding *next, *at, *after;

	findings_init(&sorted, f->arena);
	while ((next = STAILQ_FIRST(&f->list)) != NULL) {
		STAILQ_REMOVE_HEAD(&f->list, entry);
		after = NULL;
		STAILQ_FOREACH (at, &sorted.list, entry) {
			if (comes_before(next, at))
				break;
			after = at;
		}
		if (after == NULL)
			STAILQ_INSERT_HEAD(&sorted.list, next, entry);
		else
			STAILQ_INSERT_AFTER(&sorted.list, after, next, entry);
	}
	STAILQ_CONCAT(&f->list, &sorted.list);
}

/* OK needs proof: a login, or all that goes before when none was wanted. */
static enum verdict
endpoint_verdict(const struct endpoint_result *e)
{
	switch (findings_worst(&e->findings)) {
	case SEV_ERROR:
		return VERDICT_ERROR;
	case SEV_WARNING:
		return VERDICT_WARNING;
	case SEV_INFO:
		break;
	}
	if (report_proven(e))
		return VERDICT_OK;
	if (e->login.outcome == LOGIN_SKIPPED &&
	    e->login.skip == SKIP_NO_PASSWORD &&
	    subject_endpoint_reach(e) == REACH_GOOD)
		return VERDICT_OK;
	return VERDICT_SKIPPED;
}

static void
judge_endpoint(struct report *r, struct endpoint_result *e)
{
	struct subject s = { .report = r, .endpoint = e };
	struct address_result *a;
	int i;

	s.best = subject_endpoint_reach(e);
	STAILQ_FOREACH (a, &e->addresses, entry)
		a->verdict = address_verdict(e, a);
	if (e->guessed && s.best != REACH_GOOD)
		return;
	judge_facts(&s, &e->facts);
	STAILQ_FOREACH (a, &e->addresses, entry) {
		enum reach reach = subject_address_reach(e, a);

		s.address = a;
		s.lesser = reach < s.best;
		if (reach == s.best || reach == REACH_CONNECTED)
			judge_facts(&s, &a->facts);
	}
	s.address = NULL;
	s.lesser = false;
	for (i = 0; i < NJUDGES; i++)
		if (judges[i].addresses != NULL)
			judges[i].addresses(&s);
	judge_mailbox(&s);
	judge_send(&s);
}

static bool
may_not_send(const struct endpoint_result *e)
{
	return e->used != NULL && e->used->send != NULL &&
	    e->used->send->outcome == SEND_REFUSED;
}

/* The error is with the setting that a fallback replaced; a rejected
 * password or sender stays one wherever it was tried, and so does a question
 * that is open. */
static void
conclude_endpoint(struct endpoint_result *e)
{
	struct finding *f;

	if (e->fallback && e->login.outcome != LOGIN_FAILED && !may_not_send(e))
		STAILQ_FOREACH (f, &e->findings.list, entry)
			if (f->severity == SEV_ERROR &&
			    f->id != FINDING_TRUST_NEEDED)
				f->severity = SEV_WARNING;
	findings_sort(&e->findings);
	e->verdict = endpoint_verdict(e);
}

/* The mail domain itself: {host} is the domain here. */
static void
judge_domain(struct report *r)
{
	const struct fact *f;
	const struct rule *rule;

	STAILQ_FOREACH (f, &r->facts.list, entry)
		for (rule = judge_rules_dns; rule->fact != FACT_COUNT; rule++) {
			struct place places[4] = { { "host", r->domain },
				{ "domain", r->domain } };

			if (rule->fact != f->id)
				continue;
			if (rule->place != NULL) {
				places[2].name = rule->place;
				places[2].value = rule->value(NULL, f);
			}
			finding_add(
			    &r->findings, rule->finding, places, f->text);
		}
}

void
judge_report(struct report *r)
{
	struct endpoint_result *e;

	if (r->domain != NULL)
		judge_domain(r);
	STAILQ_FOREACH (e, &r->endpoints, entry)
		judge_endpoint(r, e);
	if (r->domain != NULL)
		rank_report(r);
	judge_account(r);
	STAILQ_FOREACH (e, &r->endpoints, entry)
		conclude_endpoint(e);
	findings_sort(&r->findings);
	r->verdict = account_verdict(r);
}
