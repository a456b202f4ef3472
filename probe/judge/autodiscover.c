#include "probe/judge/rule.h"

/* A server that tells the settings after a login. */

/* Another source names servers, or a guess has found one. */
static bool
is_any_known(const struct report *r)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (!e->guessed || subject_endpoint_reach(e) == REACH_GOOD)
			return true;
	return false;
}

void
judge_autodiscover(struct report *r)
{
	const struct fact *wanted =
	    fact_find(&r->facts, FACT_AUTODISCOVER_LOGIN);
	const struct fact *shown =
	    fact_find(&r->facts, FACT_AUTODISCOVER_SHOWN);
	bool refused = shown != NULL && shown->number == 1;

	if (wanted == NULL || (!refused && is_any_known(r)))
		return;
	finding_add(&r->findings,
	    refused ? FINDING_AUTODISCOVER_REFUSED
		    : FINDING_CONFIG_LOGIN_NEEDED,
	    (struct place[]){ { "server", wanted->text },
		{ "domain", r->domain }, { "host", r->domain },
		{ NULL, NULL } },
	    NULL);
}
