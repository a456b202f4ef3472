#include <string.h>

#include "probe/judge/judge.h"
#include "probe/judge/subject.h"

/* Kinds of login that no list of mechanisms shows. */
static bool
is_unseen(enum auth a)
{
	return a == AUTH_NONE || a == AUTH_CLIENT_IP || a == AUTH_CLIENT_CERT;
}

/* Published "encrypted" means every mechanism that does not show the
 * password (draft-ietf-mailmaint-autoconfig, "authentication"). */
static bool
is_offered(const struct words *mechanisms, enum auth stated)
{
	enum auth found;
	size_t i;

	for (i = 0; i < mechanisms->n; i++)
		if (auth_of_mechanism(mechanisms->list[i], &found) == 0 &&
		    (found == stated ||
			(stated == AUTH_ENCRYPTED && found == AUTH_SCRAM)))
			return true;
	return is_unseen(stated);
}

/* The address that told its mechanisms, or NULL. */
static const struct address_result *
telling(const struct endpoint_result *e)
{
	const struct address_result *a;

	STAILQ_FOREACH (a, &e->addresses, entry)
		if (a->ready && a->mechanisms.n > 0)
			return a;
	return NULL;
}

static void
raise(enum verdict *v, enum severity s)
{
	enum verdict least = s == SEV_ERROR ? VERDICT_ERROR : VERDICT_WARNING;

	if (*v == VERDICT_SKIPPED || *v < least)
		*v = least;
}

static void
judge_mechanisms(struct report *r, struct endpoint_result *e)
{
	const struct endpoint *stated = &e->endpoint;
	const struct address_result *a = telling(e);
	struct subject s = { .report = r, .endpoint = e, .address = a };
	const char *missing = NULL;
	struct finding *f;
	size_t i, n = 0;

	if (a == NULL)
		return;
	for (i = 0; i < stated->nauths; i++) {
		if (is_offered(&a->mechanisms, stated->auths[i]))
			continue;
		missing = subject_list_add(
		    &r->arena, missing, auth_name(stated->auths[i]));
		n++;
	}
	if (n == 0)
		return;
	f = subject_tell(&s, FINDING_PROVIDER_DRIFT,
	    PLACES({ "found", words_join(&r->arena, &a->mechanisms, ", ") },
		{ "mechanisms", missing }),
	    missing);
	/* While one of them is left, mail programs still log in. */
	if (n < stated->nauths)
		f->severity = SEV_WARNING;
	raise(&e->verdict, f->severity);
	raise(&r->verdict, f->severity);
}

void
judge_drift(struct report *r)
{
	struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		judge_mechanisms(r, e);
}
