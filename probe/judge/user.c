#include <string.h>

#include "probe/judge/rule.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"

/*
 * A rejected user name that is an address: the other form in which the server
 * may know the mailbox.  It is told and not tried, for a second failure may
 * lock the account.
 */

/* anna+shop@example.org is delivered to anna@example.org (RFC 5233). */
static const char *
without_detail(struct arena *a, const char *user)
{
	const char *at = strrchr(user, '@'), *plus = strchr(user, '+');

	if (at == NULL || plus == NULL || plus == user || plus > at ||
	    *user == '"')
		return NULL;
	return arena_printf(a, "%.*s%s", (int)(plus - user), user, at);
}

/* The domain in its other spelling: A-labels for U-labels, or back. */
static const char *
other_domain(struct arena *a, const char *user)
{
	const char *at = strrchr(user, '@'), *domain;

	if (at == NULL || at == user)
		return NULL;
	domain =
	    str_is_ascii(at) ? idna_unicode(a, at + 1) : idna_ascii(a, at + 1);
	if (domain == NULL || strcmp(domain, at + 1) == 0)
		return NULL;
	return arena_printf(a, "%.*s@%s", (int)(at - user), user, domain);
}

void
judge_user(const struct subject *s, const char *user)
{
	const struct address_result *used = s->endpoint->used;
	struct arena *a = &s->report->arena;
	const char *other;

	other = without_detail(a, user);
	if (other != NULL)
		subject_tell(s, FINDING_AUTH_USER_PLUS,
		    PLACES({ "user", user }, { "other", other }), NULL);
	other = other_domain(a, user);
	if (other != NULL)
		subject_tell(s, FINDING_AUTH_USER_IDN,
		    PLACES({ "user", user }, { "other", other }), NULL);
	if (used != NULL && subject_address_has(used, FACT_USER_NON_ASCII))
		subject_tell(s, FINDING_AUTH_USER_NON_ASCII,
		    PLACES({ "user", user },
			{ "mechanisms",
			    words_join(a, &used->mechanisms, ", ") }),
		    NULL);
}
