#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/sources.h"
#include "profiles/base/err.h"
#include "profiles/read/local.h"
#include "profiles/read/reader.h"

/*
 * A file that the administrator of this machine wrote.  Its word
 * stands above all others, as it does in Thunderbird.
 */
void
local_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	const char *path;
	struct settings *s;
	struct err err;

	lookup_url(lk, "");
	if (local_read(&d->report->arena, d->domain, d->typed, &s, &path,
		&err) == -1) {
		lookup_url(lk, path);
		lookup_failed(lk, err.text);
	} else if (s == NULL) {
		lookup_none(lk, "no such file");
	} else if (lookup_only_others(lk, &s)) {
		lookup_url(lk, path);
		lookup_none(lk, READER_ONLY_OTHERS);
	} else {
		lookup_url(lk, path);
		lookup_found_all(lk, s, TRUST_NAMED, "");
	}
}
