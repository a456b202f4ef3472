#include "probe/report/source.h"

#include <string.h>

static const struct row {
	const char *name;
	int rank;
	enum trust trust;
	unsigned flags;
} rows[] = {
#define SOURCE(id, name, rank, trust, flags) \
	[SOURCE_##id] = { name, rank, trust, flags },
#include "probe/report/source.def"
#undef SOURCE
};

const char *
source_name(enum source_id id)
{
	return rows[id].name;
}

int
source_rank(enum source_id id)
{
	return rows[id].rank;
}

enum trust
source_trust(enum source_id id)
{
	return rows[id].trust;
}

bool
source_has(enum source_id id, enum source_flag flag)
{
	return (rows[id].flags & (unsigned)flag) != 0;
}

bool
source_is(const char *name, enum source_id id)
{
	return strcmp(name, rows[id].name) == 0;
}
