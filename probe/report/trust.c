#include "probe/report/trust.h"

#include <libpsl.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"
#include "profiles/base/str.h"

static const char *const names[] = { "T0", "T1", "T2", "T3", "T4", "T5" };

const char *
trust_name(enum trust t)
{
	return names[t];
}

/* Lower case, without the final dot. */
static char *
normal_name(const char *host)
{
	char *name = str_lower(xstrdup(host));
	size_t n = strlen(name);

	if (n > 0 && name[n - 1] == '.')
		name[n - 1] = '\0';
	return name;
}

char *
trust_domain(const char *host)
{
	char *name = normal_name(host), *domain;
	const char *found = NULL;

	if (!str_is_ip(name))
		found = psl_registrable_domain(psl_builtin(), name);
	if (found == NULL)
		return name;
	domain = xstrdup(found);
	free(name);
	return domain;
}

bool
trust_is_shared(const char *domain)
{
	return *domain != '\0' &&
	    psl_is_public_suffix2(psl_builtin(), domain,
		PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) != 0;
}

enum trust
trust_of_record(bool secure)
{
	return secure ? TRUST_CURATED : TRUST_DNS;
}

enum trust
trust_of_srv(const char *host, const char *domain, bool secure)
{
	return trust_of_record(secure || str_host_inside(host, domain));
}

enum trust
trust_of_certified(enum trust t)
{
	return t == TRUST_DNS ? TRUST_CURATED : t;
}

/* The user named this very host, or the domain it is registered under. */
static bool
is_named(const char *host, const char *const *allowed)
{
	char *name = normal_name(host), *domain = trust_domain(host), *word;
	bool found = false;

	for (; allowed != NULL && *allowed != NULL && !found; allowed++) {
		word = normal_name(*allowed);
		found = strcmp(word, name) == 0 || strcmp(word, domain) == 0;
		free(word);
	}
	free(domain);
	free(name);
	return found;
}

bool
trust_permits(enum trust t, const char *host, const char *const *allowed)
{
	if (t <= TRUST_CURATED)
		return true;
	return t != TRUST_NONE && is_named(host, allowed);
}
