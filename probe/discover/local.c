#include "probe/discover/lookup.h"
#include "probe/discover/sources.h"
#include "profiles/base/err.h"
#include "profiles/read/local.h"

/*
 * A file that the administrator of this machine wrote.  Its word
 * stands above all others, as it does in Thunderbird.
 */
void
local_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	const char *path, *why = "no such file";
	struct settings *s;
	struct err err;

	lookup_url(lk, "");
	if (local_read(&d->report->arena, d->domain, d->typed, &s, &path,
		&err) == -1) {
		lookup_url(lk, path);
		lookup_has_servers(lk, &s, &why);
		lookup_failed(lk, err.text);
	} else if (lookup_has_servers(lk, &s, &why)) {
		lookup_url(lk, path);
		lookup_found_all(lk, s, TRUST_NAMED, "");
	} else {
		if (path != NULL)
			lookup_url(lk, path);
		lookup_none(lk, why);
	}
}
