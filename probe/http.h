#ifndef PROBE_HTTP_H
#define PROBE_HTTP_H

#include <stddef.h>
#include <stdint.h>

struct dns;
struct err;
struct http;
struct http_fetch;
struct loop;

enum { HTTP_BODY_MAX = 256 * 1024 };

/* Borrowed by the callback. */
struct http_answer {
	int status;	   /* HTTP status, 0 when there was no answer */
	const char *error; /* a few words when status is 0, else NULL */
	const char *url;   /* after redirects */
	const char *content_type; /* "" when none */
	const char *body;
	size_t len;
	int redirects; /* followed: https to https only, at most 5 */
};

typedef void http_fn(const struct http_answer *answer, void *arg);

/* ca_file is added to the system's trust; NULL: none. */
int http_open(struct loop *l, struct dns *dns, const char *ca_file,
    struct http **out, struct err *err);
/* Open fetches are cancelled without a callback. */
void http_close(struct http **h);
/* GETs an https URL; fn is called once, from the loop. */
struct http_fetch *http_get(struct http *h, const char *url, int64_t deadline,
    http_fn *fn, void *arg);
void http_cancel(struct http_fetch **f);

#endif
