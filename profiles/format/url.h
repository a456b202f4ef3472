#ifndef PROFILES_FORMAT_URL_H
#define PROFILES_FORMAT_URL_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct endpoint;

/* Appends s as a part of a URL: everything but unreserved characters becomes
 * %HH (RFC 3986 section 2).  It holds no NUL. */
void url_add_word(struct buf *out, const char *s);
/* The same of len bytes. */
void url_add_part(struct buf *out, const char *s, size_t len);
/* Appends the host as in a URL: IPv6 in brackets (section 3.2.2). */
void url_add_host(struct buf *out, const char *host);
/* Appends scheme://user@host:port, without the user when not with_user. */
void url_add_place(struct buf *out, const char *scheme,
    const struct endpoint *e, bool with_user);

#endif
