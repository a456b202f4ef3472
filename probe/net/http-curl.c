#include "probe/net/http-curl.h"

#include "profiles/base/late.h"

#define NAME(call) "curl_" #call,

const struct http_curl *
http_curl(void)
{
	static const char *const names[] = { HTTP_CURL_CALLS(NAME) };
	static struct http_curl calls;

	if (calls.easy_init == NULL)
		late_load("libcurl.so.4", names,
		    sizeof(names) / sizeof(names[0]), &calls);
	return &calls;
}
