#include "probe/net/http.h"

#include <assert.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "probe/net/dns.h"
#include "probe/net/host.h"
#include "probe/net/http-curl.h"
#include "probe/net/http-multi.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "probe/net/tls-name.h"
#include "probe/net/tls.h"
#include "profiles/base/buf.h"
#include "profiles/base/digest.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

enum {
	URL_MAX_BYTES = 2048,
	HEADERS_MAX = 64 * 1024,
	ADDRESSES_MAX = 1024, /* bytes of the list handed to libcurl */
	CONNECT_MS = 3000,
	/* How long a first address waits for those of the other family
	 * (RFC 8305 section 3). */
	OTHER_FAMILY_MS = 50
};

struct http_fetch {
	TAILQ_ENTRY(http_fetch) entry;
	struct http *http;
	http_fn *fn;
	void *arg;
	struct task *timer;
	int64_t deadline;
	char *url, *host, *port; /* where we are, after redirects */
	int redirects, rules;
	char *chain[HTTP_REDIRECTS_MAX + 1]; /* owned; see http.h */
	int family;
	struct host_query *query; /* while addresses are asked for */
	struct buf addresses;	  /* comma-separated */
	CURL *easy;		  /* while a transfer runs */
	struct curl_slist *resolve;
	char *post;	/* the body to send; NULL: a GET */
	char *username; /* with password, or NULL */
	const struct secret *password;
	struct curl_slist *headers;
	struct buf body;
	size_t header_bytes;
	bool too_long;
	const char *tls; /* static */
	char error[CURL_ERROR_SIZE];
};
TAILQ_HEAD(http_fetches, http_fetch);

struct http {
	struct loop *loop;
	struct dns *dns;
	struct tls_context *tls; /* borrowed, or own: made by the first fetch */
	struct tls_context *own;
	struct http_multi *multi; /* made by the first fetch */
	struct http_fetches fetches;
};

/* The password may stand in one of them. */
static void
wipe(struct curl_slist *headers)
{
	for (; headers != NULL; headers = headers->next)
		explicit_bzero(headers->data, strlen(headers->data));
}

static void
clear_transfer(struct http_fetch *f)
{
	if (f->easy != NULL) {
		http_multi_remove(f->http->multi, f->easy);
		http_curl()->easy_cleanup(f->easy);
		f->easy = NULL;
	}
	http_curl()->slist_free_all(f->resolve);
	wipe(f->headers);
	http_curl()->slist_free_all(f->headers);
	f->resolve = f->headers = NULL;
	host_cancel(&f->query);
	f->addresses.len = 0;
}

static void
free_fetch(struct http_fetch *f)
{
	int i;

	for (i = 0; i <= HTTP_REDIRECTS_MAX; i++)
		free(f->chain[i]);
	TAILQ_REMOVE(&f->http->fetches, f, entry);
	clear_transfer(f);
	task_stop(&f->timer);
	buf_clear(&f->addresses);
	buf_clear(&f->body);
	http_curl()->free(f->host);
	http_curl()->free(f->port);
	free(f->post);
	free(f->username);
	free(f->url);
	free(f);
}

/* Tells the caller and ends the fetch. */
static void
finish(struct http_fetch *f, struct http_answer *answer)
{
	answer->url = f->url == NULL ? "" : f->url;
	answer->host = f->host == NULL ? "" : f->host;
	answer->redirects = f->redirects;
	answer->tls = f->tls;
	answer->chain = f->chain;
	answer->nchain = f->redirects == 0 ? 0 : f->redirects + 1;
	if (answer->content_type == NULL)
		answer->content_type = "";
	answer->body = buf_text(&f->body);
	answer->len = f->body.len;
	/* What the callback may cancel is out of its reach by now. */
	task_stop(&f->timer);
	f->fn(answer, f->arg);
	free_fetch(f);
}

static void
fail(struct http_fetch *f, enum http_trouble trouble, const char *why)
{
	struct http_answer answer = { .trouble = trouble, .error = why };

	buf_consume(&f->body, f->body.len);
	finish(f, &answer);
}

/*
 * Only https, or http as well; once on https there is no way back.
 */
static bool
take_scheme(struct http_fetch *f, const char *scheme)
{
	if (strcmp(scheme, "https") == 0) {
		f->rules &= ~HTTP_PLAIN;
		return true;
	}
	return strcmp(scheme, "http") == 0 && (f->rules & HTTP_PLAIN) != 0;
}

/*
 * Takes a URL apart: https, a host that is a name, no user information.
 * Returns 0 with f->url, host and port set, or -1 with those unchanged.
 */
static int
set_url(struct http_fetch *f, const char *url)
{
	char *scheme = NULL, *user = NULL, *host = NULL, *port = NULL;
	const struct http_curl *curl = http_curl();
	CURLU *u = curl->url();
	int rc = -1;

	if (strlen(url) > URL_MAX_BYTES ||
	    curl->url_set(u, CURLUPART_URL, url, 0) != CURLUE_OK ||
	    curl->url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl->url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl->url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) !=
		CURLUE_OK)
		goto out;
	if (curl->url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK ||
	    !str_is_host(host, false) || !take_scheme(f, scheme))
		goto out;
	free(f->url);
	curl->free(f->host);
	curl->free(f->port);
	f->url = xstrdup(url);
	f->host = str_lower(host);
	f->port = port;
	host = port = NULL;
	rc = 0;
out:
	curl->free(scheme);
	curl->free(user);
	curl->free(host);
	curl->free(port);
	curl->url_cleanup(u);
	return rc;
}

static size_t
take_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct http_fetch *f = arg;

	if (buf_add(&f->body, bytes, size * n) == -1) {
		f->too_long = true;
		return 0;
	}
	return size * n;
}

/* What is known of the connection, as long as it is there. */
static void
note_tls(struct http_fetch *f)
{
	struct curl_tlssessioninfo *info = NULL;

	if (f->header_bytes == 0 &&
	    http_curl()->easy_getinfo(f->easy, CURLINFO_TLS_SSL_PTR, &info) ==
		CURLE_OK &&
	    info != NULL && info->internals != NULL)
		f->tls = SSL_get_version(info->internals);
}

static size_t
count_header(char *bytes, size_t size, size_t n, void *arg)
{
	struct http_fetch *f = arg;

	(void)bytes;
	note_tls(f);
	f->header_bytes += size * n;
	if (f->header_bytes > HEADERS_MAX) {
		f->too_long = true;
		return 0;
	}
	return size * n;
}

/* libcurl takes "*.co.uk" for a name and leaves wildcards out of what an
 * authority must not certify. */
static int
verify(X509_STORE_CTX *ctx, void *arg)
{
	const struct http_fetch *f = arg;

	while (tls_context_load(f->http->tls))
		;
	if (X509_verify_cert(ctx) != 1)
		return 0;
	if (tls_name_excluded(X509_STORE_CTX_get0_chain(ctx))) {
		X509_STORE_CTX_set_error(ctx, X509_V_ERR_EXCLUDED_VIOLATION);
		return 0;
	}
	if (tls_name_registry(X509_STORE_CTX_get0_cert(ctx), f->host) == NULL)
		return 1;
	X509_STORE_CTX_set_error(ctx, X509_V_ERR_HOSTNAME_MISMATCH);
	return 0;
}

static CURLcode
use_roots(CURL *easy, void *ssl_ctx, void *arg)
{
	struct http_fetch *f = arg;

	(void)easy;
	SSL_CTX_set1_cert_store(ssl_ctx, tls_context_roots(f->http->tls));
	SSL_CTX_set_cert_verify_callback(ssl_ctx, verify, f);
	return CURLE_OK;
}

static void
set_options(struct http_fetch *f)
{
	const struct http_curl *curl = http_curl();
	CURL *c = f->easy;

	curl->easy_setopt(c, CURLOPT_PRIVATE, f);
	curl->easy_setopt(c, CURLOPT_URL, f->url);
	curl->easy_setopt(c, CURLOPT_PROTOCOLS_STR,
	    (f->rules & HTTP_PLAIN) != 0 ? "http" : "https");
	curl->easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl->easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl->easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl->easy_setopt(c, CURLOPT_PROXY, "");
	curl->easy_setopt(c, CURLOPT_RESOLVE, f->resolve);
	curl->easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl->easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl->easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl->easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl->easy_setopt(c, CURLOPT_CAINFO, NULL);
	curl->easy_setopt(c, CURLOPT_CAPATH, NULL);
	curl->easy_setopt(c, CURLOPT_SSL_CTX_FUNCTION, use_roots);
	curl->easy_setopt(c, CURLOPT_SSL_CTX_DATA, f);
	curl->easy_setopt(c, CURLOPT_USERAGENT, "postlotse/" VERSION);
	curl->easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl->easy_setopt(c, CURLOPT_WRITEDATA, f);
	curl->easy_setopt(c, CURLOPT_HEADERFUNCTION, count_header);
	curl->easy_setopt(c, CURLOPT_HEADERDATA, f);
	curl->easy_setopt(c, CURLOPT_ERRORBUFFER, f->error);
}

static void
add_header(struct http_fetch *f, const char *line)
{
	f->headers = http_curl()->slist_append(f->headers, line);
	if (f->headers == NULL)
		abort();
}

/* RFC 7617 section 2.  libcurl keeps what is set as an option, and sends it
 * again by itself; a header of ours goes out once. */
static void
add_credentials(struct http_fetch *f)
{
	size_t user = strlen(f->username), n = secret_len(f->password);
	static const char scheme[] = "Authorization: Basic ";
	size_t len = user + 1 + n, head = sizeof(scheme) - 1;
	size_t size = head + DIGEST_BASE64_SIZE(len);
	char *pair = xcalloc(1, len + 1), *line = xcalloc(1, size);

	memcpy(pair, f->username, user);
	pair[user] = ':';
	memcpy(pair + user + 1, secret_text(f->password), n);
	snprintf(line, size, "%s", scheme);
	digest_base64(pair, len, line + head);
	add_header(f, line);
	explicit_bzero(pair, len);
	explicit_bzero(line, size);
	free(pair);
	free(line);
}

/* [MS-OXDISCO] section 3.1.5: the body is XML in UTF-8. */
static void
set_post(struct http_fetch *f)
{
	add_header(f, "Content-Type: text/xml; charset=utf-8");
	if (f->username != NULL)
		add_credentials(f);
	http_curl()->easy_setopt(f->easy, CURLOPT_HTTPHEADER, f->headers);
	http_curl()->easy_setopt(f->easy, CURLOPT_POSTFIELDS, f->post);
	http_curl()->easy_setopt(
	    f->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(f->post));
}

/* The names are known: the transfer begins. */
static void
transfer(struct http_fetch *f)
{
	char *entry;

	task_deadline(f->timer, f->deadline);
	host_cancel(&f->query);
	entry =
	    xasprintf("%s:%s:%s", f->host, f->port, buf_text(&f->addresses));
	f->resolve = http_curl()->slist_append(NULL, entry);
	free(entry);
	f->easy = http_curl()->easy_init();
	if (f->easy == NULL || f->resolve == NULL)
		abort();
	f->error[0] = '\0';
	f->tls = NULL;
	set_options(f);
	if (f->post != NULL)
		set_post(f);
	http_multi_add(f->http->multi, f->easy);
}

static void
add_addresses(struct http_fetch *f, const struct dns_answer *answer)
{
	size_t i;

	for (i = 0; i < answer->n; i++)
		if (buf_printf(&f->addresses, "%s%s",
			f->addresses.len > 0 ? "," : "",
			answer->records[i].ip) == -1)
			return;
}

/* All that was asked for has answered, and there is no address. */
static void
fail_name(struct http_fetch *f, enum dns_status status)
{
	switch (status) {
	case DNS_TIMEOUT:
		fail(f, HTTP_TIMEOUT, "the resolver did not answer in time");
		return;
	case DNS_SERVFAIL:
		fail(f, HTTP_DNS, "the resolver failed (SERVFAIL)");
		return;
	case DNS_BOGUS:
		fail(f, HTTP_DNS, "DNSSEC validation of the name failed");
		return;
	case DNS_NXDOMAIN:
		fail(f, HTTP_NO_NAME, "no such name");
		return;
	default:
		fail(f, HTTP_NO_NAME, "the name has no address");
	}
}

static void
got_addresses(const struct host *host, int family,
    const struct dns_answer *answer, void *arg)
{
	struct http_fetch *f = arg;
	int64_t soon = loop_now(f->http->loop) + OTHER_FAMILY_MS;

	(void)family;
	add_addresses(f, answer);
	if (host_open(host)) {
		if (f->addresses.len > 0 && soon < f->deadline)
			task_deadline(f->timer, soon);
		return;
	}
	f->query = NULL;
	if (f->addresses.len > 0)
		transfer(f);
	else
		fail_name(f, host_status(host));
}

static void
resolve(struct http_fetch *f)
{
	f->query = host_ask(
	    f->http->dns, f->host, f->family, f->deadline, got_addresses, f);
}

/* At the deadline, or when the second family has had its patience. */
static void
timer_fired(struct task *t, int events, void *arg)
{
	struct http_fetch *f = arg;

	(void)t;
	(void)events;
	if (f->host == NULL) {
		fail(f, HTTP_NO_NAME, "not the URL of a named host");
		return;
	}
	if (loop_now(f->http->loop) < f->deadline && f->addresses.len > 0 &&
	    f->easy == NULL) {
		transfer(f);
		return;
	}
	fail(f, HTTP_TIMEOUT, "no answer in time");
}

/* RFC 9110 section 15.4: the next URL, or why we do not go there. */
static void
redirect(struct http_fetch *f, int status)
{
	char *target = NULL, *next = NULL;

	http_curl()->easy_getinfo(f->easy, CURLINFO_REDIRECT_URL, &target);
	if (target != NULL)
		next = xstrdup(target);
	clear_transfer(f);
	buf_consume(&f->body, f->body.len);
	f->header_bytes = 0;
	if ((f->rules & HTTP_STAY) != 0) {
		fail(f, HTTP_REDIRECT, "redirected, which is not allowed here");
	} else if (next == NULL) {
		struct http_answer answer = { .status = status };

		finish(f, &answer);
	} else if (f->redirects == HTTP_REDIRECTS_MAX) {
		fail(f, HTTP_REDIRECT, "too many redirects");
	} else if (strcmp(next, f->url) == 0) {
		fail(f, HTTP_REDIRECT, "redirected in a circle");
	} else if (set_url(f, next) == -1) {
		fail(f, HTTP_REDIRECT, "redirected to what is no https URL");
	} else {
		f->chain[++f->redirects] = xstrdup(next);
		resolve(f);
	}
	free(next);
}

static bool
is_redirect(long status)
{
	return status == 301 || status == 302 || status == 303 ||
	    status == 307 || status == 308;
}

static void
take_answer(struct http_fetch *f)
{
	struct http_answer answer = { .trouble = HTTP_ANSWERED };
	char *type = NULL, *location = NULL;
	long status = 0, offered = 0;

	http_curl()->easy_getinfo(f->easy, CURLINFO_RESPONSE_CODE, &status);
	if (is_redirect(status) && (f->rules & HTTP_TELL) == 0) {
		redirect(f, (int)status);
		return;
	}
	http_curl()->easy_getinfo(f->easy, CURLINFO_CONTENT_TYPE, &type);
	if (is_redirect(status))
		http_curl()->easy_getinfo(
		    f->easy, CURLINFO_REDIRECT_URL, &location);
	http_curl()->easy_getinfo(f->easy, CURLINFO_HTTPAUTH_AVAIL, &offered);
	answer.basic = (offered & (long)CURLAUTH_BASIC) != 0;
	answer.status = (int)status;
	answer.content_type = type;
	answer.location = location;
	finish(f, &answer);
}

static void
transfer_done(CURL *easy, CURLcode code)
{
	struct http_fetch *f;
	char *private = NULL;
	const char *why;

	http_curl()->easy_getinfo(easy, CURLINFO_PRIVATE, &private);
	f = (struct http_fetch *)(void *)private;
	why = f->error[0] != '\0' ? f->error : http_curl()->easy_strerror(code);
	if (code == CURLE_OK)
		take_answer(f);
	else if (f->too_long)
		fail(f, HTTP_TOO_LONG, "the answer is too long");
	else if (code == CURLE_OPERATION_TIMEDOUT)
		fail(f, HTTP_TIMEOUT, "no connection in time");
	else if (code == CURLE_PEER_FAILED_VERIFICATION)
		fail(f, HTTP_UNTRUSTED, why);
	else
		fail(f, HTTP_CONNECT, why);
}

struct http *
http_new(struct loop *l, struct dns *dns, struct tls_context *tls)
{
	struct http *h = xcalloc(1, sizeof(*h));

	h->loop = l;
	h->dns = dns;
	TAILQ_INIT(&h->fetches);
	h->tls = tls;
	return h;
}

void
http_free(struct http **h)
{
	struct http *http = *h;

	if (http == NULL)
		return;
	*h = NULL;
	while (!TAILQ_EMPTY(&http->fetches))
		free_fetch(TAILQ_FIRST(&http->fetches));
	http_multi_free(&http->multi);
	tls_context_free(&http->own);
	free(http);
}

struct http_fetch *
http_ask(struct http *h, const struct http_request *r, http_fn *fn, void *arg)
{
	struct http_fetch *f = xcalloc(1, sizeof(*f));
	int64_t deadline = r->deadline;

	f->http = h;
	f->fn = fn;
	f->arg = arg;
	f->deadline = deadline;
	f->rules = r->post == NULL ? r->rules : r->rules | HTTP_TELL;
	f->family = r->family;
	f->post = r->post == NULL ? NULL : xstrdup(r->post);
	assert(r->username == NULL ||
	    (r->post != NULL && (r->rules & HTTP_PLAIN) == 0));
	f->username = r->username == NULL ? NULL : xstrdup(r->username);
	f->password = r->password;
	buf_init(&f->body, HTTP_BODY_MAX);
	buf_init(&f->addresses, ADDRESSES_MAX);
	TAILQ_INSERT_TAIL(&h->fetches, f, entry);
	f->chain[0] = xstrdup(r->url);
	if (set_url(f, r->url) == -1)
		deadline = loop_now(h->loop);
	f->timer = task_start(h->loop, -1, 0, deadline, timer_fired, f);
	if (f->host == NULL)
		return f;
	resolve(f);
	if (h->tls == NULL && tls_context_new(NULL, &h->own, NULL) == 0)
		h->tls = h->own;
	if (h->multi == NULL)
		h->multi = http_multi_new(h->loop, transfer_done);
	return f;
}

void
http_cancel(struct http_fetch **f)
{
	if (*f != NULL)
		free_fetch(*f);
	*f = NULL;
}
