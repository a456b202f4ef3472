#include "probe/discover/place.h"

#include "profiles/base/arena.h"
#include "profiles/settings/settings.h"

#define AUTODISCOVER "/autodiscover/autodiscover.xml"

static const struct {
	const char *before, *after; /* the domain */
} urls[PLACE_COUNT] = {
	[PLACE_PACC] = { "https://ua-auto-config.",
	    "/.well-known/user-agent-configuration.json" },
	[PLACE_AUTOCONFIG] = { "https://autoconfig.", "/mail/config-v1.1.xml" },
	[PLACE_WELL_KNOWN] = { "https://",
	    "/.well-known/autoconfig/mail/config-v1.1.xml" },
	[PLACE_AUTOCONFIG_HTTP] = { "http://autoconfig.",
	    "/mail/config-v1.1.xml" },
	[PLACE_AUTODISCOVER] = { "https://autodiscover.", AUTODISCOVER },
	[PLACE_AUTODISCOVER_ROOT] = { "https://", AUTODISCOVER },
	[PLACE_AUTODISCOVER_HTTP] = { "http://autodiscover.", AUTODISCOVER },
};

const char *
place_url(struct arena *a, enum web_place place, const char *domain)
{
	return arena_printf(
	    a, "%s%s%s", urls[place].before, domain, urls[place].after);
}

const char *
place_with_address(struct arena *a, const char *url, const char *address)
{
	const char *query = settings_encode(a, address);

	if (query == NULL)
		return url;
	return arena_printf(a, "%s?emailaddress=%s", url, query);
}

const char *
place_digests(struct arena *a, const char *domain)
{
	return arena_printf(a, "_ua-auto-config.%s", domain);
}
