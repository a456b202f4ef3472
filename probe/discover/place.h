#ifndef PROBE_DISCOVER_PLACE_H
#define PROBE_DISCOVER_PLACE_H

struct arena;

/* Where a domain publishes on the web what mail programs look for. */
enum web_place {
	PLACE_PACC,
	PLACE_AUTOCONFIG,
	PLACE_WELL_KNOWN,
	PLACE_AUTOCONFIG_HTTP,
	PLACE_AUTODISCOVER, /* at a name of its own; a question is posted */
	PLACE_AUTODISCOVER_ROOT, /* the same at the domain itself */
	PLACE_AUTODISCOVER_HTTP, /* leads to another place at most */
	PLACE_COUNT
};

/* The URL of the place of a domain, in the arena. */
const char *place_url(
    struct arena *a, enum web_place place, const char *domain);
/* How an autoconfig place is told the address: a URL in the arena, or url
 * itself when the address is too long for a query. */
const char *place_with_address(
    struct arena *a, const char *url, const char *address);
/* The name of the records that hold the digests of PLACE_PACC. */
const char *place_digests(struct arena *a, const char *domain);

#endif
