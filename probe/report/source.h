#ifndef PROBE_REPORT_SOURCE_H
#define PROBE_REPORT_SOURCE_H

#include <stdbool.h>

#include "probe/report/trust.h"

/* Where settings come from: one line each in source.def. */
enum source_id {
#define SOURCE(id, name, rank, trust, flags) SOURCE_##id,
#include "probe/report/source.def"
#undef SOURCE
	SOURCE_COUNT
};

enum source_flag {
	SOURCE_IS_NETWORK = 1,	    /* not with --offline */
	SOURCE_IS_LATE = 2,	    /* only when the others do not suffice */
	SOURCE_IS_HINT = 4,	    /* names a provider, ends no search */
	SOURCE_IS_NO_MAIL = 8,	    /* a check does not wait for it */
	SOURCE_IS_PUBLIC_LIST = 16, /* kept by others than the domain */
	SOURCE_NEEDS_ADDRESS = 32   /* cannot be asked for a bare domain */
};

/* The columns of the row. */
const char *source_name(enum source_id id); /* word of the report */
int source_rank(enum source_id id);	    /* smaller is stronger */
enum trust source_trust(enum source_id id); /* as a rule */
bool source_has(enum source_id id, enum source_flag flag);
/* True when that word of a report means this source. */
bool source_is(const char *name, enum source_id id);

#endif
