#ifndef PROBE_NET_HTTP_MULTI_H
#define PROBE_NET_HTTP_MULTI_H

#include <curl/curl.h>

struct http_multi;
struct loop;

/* Called once from the loop when a transfer has ended; it is removed then. */
typedef void http_multi_fn(CURL *easy, CURLcode code);

/* libcurl's multi interface, driven by our loop. */
struct http_multi *http_multi_new(struct loop *l, http_multi_fn *fn);
/* All transfers must have been removed. Not from a callback. */
void http_multi_free(struct http_multi **m);
/* The easy handle stays the caller's. */
void http_multi_add(struct http_multi *m, CURL *easy);
void http_multi_remove(struct http_multi *m, CURL *easy);

#endif
