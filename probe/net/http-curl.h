#ifndef PROBE_NET_HTTP_CURL_H
#define PROBE_NET_HTTP_CURL_H

#include <curl/curl.h>

/* The calls of libcurl that we use, without their curl_. */
#define HTTP_CURL_CALLS(X)     \
	X(easy_cleanup)        \
	X(easy_getinfo)        \
	X(easy_init)           \
	X(easy_setopt)         \
	X(easy_strerror)       \
	X(free)                \
	X(global_cleanup)      \
	X(global_init)         \
	X(multi_add_handle)    \
	X(multi_assign)        \
	X(multi_cleanup)       \
	X(multi_info_read)     \
	X(multi_init)          \
	X(multi_remove_handle) \
	X(multi_setopt)        \
	X(multi_socket_action) \
	X(slist_append)        \
	X(slist_free_all)      \
	X(url)                 \
	X(url_cleanup)         \
	X(url_get)             \
	X(url_set)

#define HTTP_CURL_MEMBER(call) __typeof__(curl_##call) *call;
struct http_curl {
	HTTP_CURL_CALLS(HTTP_CURL_MEMBER)
};
#undef HTTP_CURL_MEMBER

/*
 * libcurl, loaded by the first call (profiles/base/late.h): it draws in some
 * thirty libraries, which cost every start 5 ms, and a login needs none.
 */
const struct http_curl *http_curl(void);

#endif
