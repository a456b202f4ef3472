#include "profiles/format/url.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/settings/endpoint.h"

void
url_add_part(struct buf *out, const char *s, size_t len)
{
	static const char unreserved[] = "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					 "0123456789-._~";
	size_t i;

	for (i = 0; i < len; i++)
		buf_printf(out, strchr(unreserved, s[i]) ? "%c" : "%%%02X",
		    (unsigned char)s[i]);
}

void
url_add_word(struct buf *out, const char *s)
{
	url_add_part(out, s, strlen(s));
}

void
url_add_host(struct buf *out, const char *host)
{
	buf_printf(out, strchr(host, ':') == NULL ? "%s" : "[%s]", host);
}

void
url_add_place(struct buf *out, const char *scheme, const struct endpoint *e,
    bool with_user)
{
	buf_printf(out, "%s://", scheme);
	if (with_user) {
		url_add_word(out, e->username);
		buf_add_str(out, "@");
	}
	url_add_host(out, e->host);
	buf_printf(out, ":%u", e->port);
}
