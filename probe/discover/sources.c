#include "probe/discover/sources.h"

#include "probe/discover/lookup.h"

static const struct source rows[SOURCE_COUNT] = {
	[SOURCE_LOCAL_FILE] = { .start = local_start },
	[SOURCE_DATABASE] = { .start = database_start },
	[SOURCE_PACC] = { .start = pacc_start, .stop = pacc_stop },
	[SOURCE_AUTOCONFIG] = { .start = autoconfig_start,
	    .stop = autoconfig_stop },
	[SOURCE_WELL_KNOWN] = { .start = autoconfig_well_known_start,
	    .stop = autoconfig_stop },
	[SOURCE_AUTOCONFIG_HTTP] = { .ready = plain_ready,
	    .start = plain_start,
	    .stop = plain_stop },
	[SOURCE_ISPDB] = { .start = ispdb_start, .stop = ispdb_stop },
	[SOURCE_MX] = { .start = mx_start, .stop = mx_stop },
	[SOURCE_SRV] = { .start = srv_start, .stop = srv_stop },
	[SOURCE_MAILCONF] = { .start = mailconf_start, .stop = mailconf_stop },
	[SOURCE_AUTODISCOVER] = { .ready = lookup_is_next,
	    .start = autodiscover_start,
	    .stop = autodiscover_stop },
	[SOURCE_AUTODISCOVER_V2] = { .ready = lookup_is_next,
	    .start = microsoft_start,
	    .stop = microsoft_stop },
	[SOURCE_NS] = { .ready = lookup_is_next,
	    .start = ns_start,
	    .stop = ns_stop },
	[SOURCE_GUESS] = { .start = guess_start, .stop = guess_stop },
	[SOURCE_SERVICES] = { .start = services_start, .stop = services_stop },
};

const struct source *
sources_row(enum source_id id)
{
	return &rows[id];
}
