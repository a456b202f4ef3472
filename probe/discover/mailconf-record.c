#include "probe/discover/mailconf-record.h"

#include <string.h>

#include "profiles/base/str.h"

static const char key[] = "mailconf=";

const char *
mailconf_url(const char *text)
{
	return str_starts_nocase(text, key) ? text + strlen(key) : NULL;
}

bool
mailconf_is_https(const char *url)
{
	const char *p;

	for (p = url; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~')
			return false;
	return str_starts_nocase(url, "https://") && url[8] != '\0' &&
	    p - url <= MAILCONF_URL_MAX;
}
