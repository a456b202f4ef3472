#ifndef PROBE_DISCOVER_MAILCONF_RECORD_H
#define PROBE_DISCOVER_MAILCONF_RECORD_H

#include <stdbool.h>

enum { MAILCONF_URL_MAX = 2048 };

/*
 * The TXT record "mailconf=URL" of a mail domain names the place of an
 * autoconfig document.  Returns what stands behind the equals sign, a part of
 * text; or NULL when the record is another one.  Pure.
 */
const char *mailconf_url(const char *text);
/* An https URL of at most MAILCONF_URL_MAX bytes, all of them visible ASCII
 * (RFC 3986 section 2): the only kind that is asked.  Pure. */
bool mailconf_is_https(const char *url);

#endif
