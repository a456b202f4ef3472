#ifndef PROFILES_URL_H
#define PROFILES_URL_H

#include <stdbool.h>

struct buf;
struct endpoint;

/* Appends s as a part of a URL: everything but unreserved characters becomes
 * %HH (RFC 3986 section 2). */
void url_add_word(struct buf *out, const char *s);
/* Appends the host as in a URL: IPv6 in brackets (section 3.2.2). */
void url_add_host(struct buf *out, const char *host);
/* Appends scheme://user@host:port, without the user when not with_user. */
void url_add_place(struct buf *out, const char *scheme,
    const struct endpoint *e, bool with_user);

#endif
