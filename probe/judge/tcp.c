#include <sys/socket.h>

#include "probe/judge/rule.h"
#include "profiles/settings/hint.h"

/* No IPv6 here is no fault of the server, as long as IPv4 is tried. */
static bool
everywhere(const struct subject *s, const struct fact *f)
{
	return subject_endpoint_all(s->endpoint, f->id);
}

/* The provider is reached through a program on the customer's machine. */
static bool
is_bridge(const struct subject *s, const struct fact *f)
{
	(void)f;
	return words_have(&s->report->hints, hint_code(HINT_BRIDGE_PROGRAM)) &&
	    subject_is_local(s);
}

static const char *
provider(const struct subject *s, const struct fact *f)
{
	const struct report *r = s->report;

	(void)f;
	return r->provider == NULL ? r->domain : r->provider;
}

const struct rule judge_rules_tcp[] = {
	{ .fact = FACT_TCP_REFUSED,
	    .finding = FINDING_CONFIG_BRIDGE,
	    .flags = RULE_ENDS,
	    .place = "provider",
	    .value = provider,
	    .when = is_bridge },
	{ .fact = FACT_TCP_REFUSED,
	    .finding = FINDING_TCP_REFUSED,
	    .flags = RULE_ENDS },
	{ .fact = FACT_TCP_TIMEOUT,
	    .finding = FINDING_TCP_FILTERED,
	    .flags = RULE_ENDS },
	{ .fact = FACT_TCP_UNREACHABLE,
	    .finding = FINDING_TCP_UNREACHABLE,
	    .flags = RULE_ENDS,
	    .when = everywhere },
	{ .fact = FACT_TCP_CLOSED_EARLY,
	    .finding = FINDING_TCP_CLOSED_EARLY,
	    .flags = RULE_ENDS },
	{ .fact = FACT_COUNT },
};

/* What stopped an address, by the name of the finding it would have been. */
static const char *
trouble_name(const struct address_result *a)
{
	size_t i;

	for (i = 0; judge_rules_tcp[i].fact != FACT_COUNT; i++)
		if (judge_rules_tcp[i].when == NULL &&
		    subject_address_has(a, judge_rules_tcp[i].fact))
			return finding_name(judge_rules_tcp[i].finding);
	return "";
}

/* One family lost while the other works, or some addresses of many. */
void
judge_tcp_addresses(const struct subject *s)
{
	const struct address_result *a;
	struct arena *arena = &s->report->arena;
	const char *bad = NULL, *evidence = NULL, *name;
	bool bad4 = false, bad6 = false, good4 = false, good6 = false;
	enum finding_id id = FINDING_TCP_PARTIAL;

	STAILQ_FOREACH (a, &s->endpoint->addresses, entry) {
		enum reach reach = subject_address_reach(s->endpoint, a);
		bool v6 = a->family == AF_INET6;

		if (reach == REACH_UNKNOWN)
			continue;
		if (reach == s->best) {
			*(v6 ? &good6 : &good4) = true;
			continue;
		}
		*(v6 ? &bad6 : &bad4) = true;
		bad = subject_list_add(arena, bad, a->ip);
		name = trouble_name(a);
		evidence = subject_list_add(arena, evidence,
		    *name == '\0' ? a->ip
				  : arena_printf(arena, "%s %s", a->ip, name));
	}
	if (bad == NULL)
		return;
	if (bad6 && !bad4 && good4 && !good6)
		id = FINDING_TCP_V6_BROKEN;
	if (bad4 && !bad6 && good6 && !good4)
		id = FINDING_TCP_V4_BROKEN;
	subject_tell(s, id, PLACES({ "addresses", bad }), evidence);
}
