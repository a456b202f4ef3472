#ifndef PROBE_NET_HTTP_H
#define PROBE_NET_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns;
struct http;
struct http_fetch;
struct loop;
struct secret;
struct tls_context;

enum { HTTP_BODY_MAX = 256 * 1024, HTTP_REDIRECTS_MAX = 5 };

/* Why there is no answer. */
enum http_trouble {
	HTTP_ANSWERED,
	HTTP_NO_NAME, /* the host is no name, does not exist, has no address */
	HTTP_DNS,     /* the name could not be looked up */
	HTTP_CONNECT, /* refused, closed, no TLS */
	HTTP_UNTRUSTED, /* the certificate does not hold */
	HTTP_TIMEOUT,
	HTTP_TOO_LONG,
	HTTP_REDIRECT /* to where we do not follow */
};

/* Borrowed by the callback. */
struct http_answer {
	enum http_trouble trouble;
	int status;	   /* HTTP status, 0 when there was no answer */
	const char *error; /* a few words when there is trouble, else NULL */
	const char *url;   /* after redirects */
	const char *host;  /* of url */
	const char *content_type; /* "" when none */
	const char *body;	  /* NUL-terminated */
	size_t len;
	const char *tls; /* "TLSv1.3" of the last connection, or NULL */
	int redirects;	 /* followed: never from https to http, at most 5 */
	/* Every URL on the way, the first and the last included; nchain is 0
	 * when there was no redirect. */
	char *const *chain;
	int nchain;
	bool basic; /* with 401: user name and password would be taken */
	const char *location; /* with HTTP_TELL and POST: sent on to, or NULL */
};

typedef void http_fn(const struct http_answer *answer, void *arg);

/*
 * Certificates are verified with the roots of tls, which is borrowed; NULL:
 * the system's, opened with the first fetch, as libcurl is.
 */
struct http *http_new(struct loop *l, struct dns *dns, struct tls_context *tls);
/* Open fetches are cancelled without a callback; before dns_close, and not
 * from a callback. */
void http_free(struct http **h);
enum {
	HTTP_STAY = 1,	/* every redirect is HTTP_REDIRECT */
	HTTP_PLAIN = 2, /* http is allowed, until a redirect leads to https */
	HTTP_TELL = 4	/* a redirect is told as location and not followed */
};

/* What is asked for; all strings are copied. */
struct http_request {
	const char *url; /* https, or http with HTTP_PLAIN */
	int rules;
	int family; /* AF_INET, AF_INET6, or AF_UNSPEC for both */
	int64_t deadline;
	/* A document in UTF-8 to POST; NULL: a GET.  Redirects are told then,
	 * and the caller decides which server gets the document. */
	const char *post;
	/* Basic authentication (RFC 7617), sent to this host alone, by https;
	 * the password is borrowed until the end.  NULL: none. */
	const char *username;
	const struct secret *password;
};

/*
 * fn is called once, from the loop.  Names are looked up by dns, certificates
 * verified, cookies and proxies not used.
 */
struct http_fetch *http_ask(
    struct http *h, const struct http_request *r, http_fn *fn, void *arg);
void http_cancel(struct http_fetch **f);

#endif
