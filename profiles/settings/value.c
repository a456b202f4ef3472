#include "profiles/settings/value.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"
#include "profiles/settings/settings.h"

enum { URL_MAX = 1024 };

/* The address that templates are tried on. */
#define ANYBODY "a@example.org"

/* RFC 6890 and its registry: blocks that no public server lives in. */
static const struct block {
	int family;
	unsigned char prefix[16];
	int bits;
} private_blocks[] = {
	{ AF_INET, { 0 }, 8 },
	{ AF_INET, { 10 }, 8 },
	{ AF_INET, { 100, 64 }, 10 },
	{ AF_INET, { 127 }, 8 },
	{ AF_INET, { 169, 254 }, 16 },
	{ AF_INET, { 172, 16 }, 12 },
	{ AF_INET, { 192, 0, 0 }, 24 },
	{ AF_INET, { 192, 168 }, 16 },
	{ AF_INET, { 198, 18 }, 15 },
	{ AF_INET, { 224 }, 3 },
	{ AF_INET6, { 0 }, 96 },
	{ AF_INET6, { 0xfc }, 7 },
	{ AF_INET6, { 0xfe, 0x80 }, 9 },
	{ AF_INET6, { 0xff }, 8 },
};

static bool
is_in_block(const struct block *b, const unsigned char *ip)
{
	size_t whole = (size_t)b->bits / 8;
	int rest = b->bits % 8;
	unsigned char mask = (unsigned char)(0xff00 >> rest);

	if (memcmp(ip, b->prefix, whole) != 0)
		return false;
	return rest == 0 || (ip[whole] & mask) == b->prefix[whole];
}

bool
value_is_private_ip(const char *text)
{
	static const unsigned char mapped[12] = { [10] = 0xff, 0xff };
	unsigned char ip[16], *p = ip;
	int family = strchr(text, ':') == NULL ? AF_INET : AF_INET6;
	size_t i;

	if (inet_pton(family, text, ip) != 1)
		return false;
	if (family == AF_INET6 && memcmp(ip, mapped, sizeof(mapped)) == 0) {
		family = AF_INET;
		p = ip + sizeof(mapped);
	}
	for (i = 0; i < sizeof(private_blocks) / sizeof(private_blocks[0]); i++)
		if (private_blocks[i].family == family &&
		    is_in_block(&private_blocks[i], p))
			return true;
	return false;
}

/* Some publications end in "%EMAILADDRESS". */
static const char *
complete(struct arena *a, const char *text)
{
	static const char *const places[] = { "%EMAILADDRESS",
		"%EMAILLOCALPART", "%EMAILDOMAIN" };
	const char *last = strrchr(text, '%');
	size_t i;

	for (i = 0; last != NULL && i < sizeof(places) / sizeof(places[0]); i++)
		if (strcmp(last, places[i]) == 0)
			return arena_printf(a, "%s%%", text);
	return text;
}

/* "127.1" and "0x7f000001" are addresses to many resolvers. */
static bool
ends_in_number(const char *host)
{
	const char *label = strrchr(host, '.');

	label = label == NULL ? host : label + 1;
	return strncmp(label, "0x", 2) == 0 ||
	    label[strspn(label, "0123456789")] == '\0';
}

/* A host without places. */
static const char *
public_host(struct arena *a, const char *text)
{
	const char *host;

	if (str_is_ip(text))
		return value_is_private_ip(text)
		    ? NULL
		    : str_lower(arena_strdup(a, text));
	host = idna_ascii(a, text);
	if (host == NULL || str_host_inside(host, "localhost") ||
	    ends_in_number(host))
		return NULL;
	return host;
}

/* In lower case but for its places, which stay; or an address. */
static const char *
template_host(struct arena *a, const char *text)
{
	char *host = arena_strdup(a, text), *p;
	bool place = false;

	if (settings_expand(a, text, ANYBODY) == NULL)
		return NULL;
	for (p = host; *p != '\0'; p++) {
		if (*p == '%')
			place = !place;
		else if (!place && *p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	}
	return host;
}

const char *
value_host(struct arena *a, const char *text, const char *address)
{
	text = complete(a, text);
	if (address == NULL && (strchr(text, '%') != NULL || str_is_ip(text)))
		return template_host(a, text);
	text = settings_expand(a, text, address == NULL ? ANYBODY : address);
	return text == NULL ? NULL : public_host(a, text);
}

const char *
value_username(struct arena *a, const char *text, const char *address)
{
	if (address != NULL && strchr(address, '@') == NULL)
		return NULL;
	text = complete(a, text);
	if (address != NULL)
		return settings_expand(a, text, address);
	return settings_expand(a, text, ANYBODY) == NULL ? NULL : text;
}

/* The part behind the host; letters beyond ASCII are encoded (RFC 3987
 * section 3.1), what could end a quoted text or a line is refused. */
static int
add_path(struct buf *out, const char *path)
{
	int rc = 0;

	for (; *path != '\0' && rc == 0; path++) {
		unsigned char c = (unsigned char)*path;

		if (c <= ' ' || c == 0x7f || strchr("<>\"\\", c) != NULL)
			return -1;
		rc = buf_printf(out, c < 0x80 ? "%c" : "%%%02X", c);
	}
	return rc;
}

/*
 * authority = host [":" port]; host = name / IPv4address / "[" IPv6address
 * "]" (RFC 3986 section 3.2); user information is refused, for it serves to
 * hide the host.
 */
static int
add_authority(struct buf *out, struct arena *a, const char *text, size_t len)
{
	const char *part = arena_strndup(a, text, len), *host;
	size_t n = strcspn(part, part[0] == '[' ? "]" : ":");
	int64_t port;

	if (part[0] == '[' && part[n] == ']') {
		host = public_host(a, arena_strndup(a, part + 1, n - 1));
		n++;
	} else {
		host = public_host(a, arena_strndup(a, part, n));
	}
	if (host == NULL)
		return -1;
	if (buf_printf(out, strchr(host, ':') ? "[%s]" : "%s", host) == -1)
		return -1;
	if (part[n] == '\0')
		return 0;
	if (part[n] != ':' ||
	    str_number(part + n + 1, 1, UINT16_MAX, &port) == -1)
		return -1;
	return buf_printf(out, ":%d", (int)port);
}

const char *
value_url(struct arena *a, const char *text, const char *address)
{
	const char *host, *result = NULL;
	struct buf out;
	size_t n;

	text = complete(a, text);
	if (address != NULL && strchr(address, '@') == NULL &&
	    (strstr(text, "%EMAILA") != NULL ||
		strstr(text, "%EMAILL") != NULL))
		return NULL;
	host =
	    settings_expand_url(a, text, address == NULL ? ANYBODY : address);
	if (host == NULL)
		return NULL;
	buf_init(&out, URL_MAX);
	n = str_starts_nocase(host, "https://") ? 8 : 7;
	if (n == 7 && !str_starts_nocase(host, "http://"))
		goto out;
	host += n;
	buf_add_str(&out, n == 8 ? "https://" : "http://");
	n = strcspn(host, "/?#");
	if (add_authority(&out, a, host, n) == -1 ||
	    add_path(&out, host + n) == -1)
		goto out;
	result = address == NULL ? text : arena_strdup(a, buf_text(&out));
out:
	buf_clear(&out);
	return result;
}

const char *
value_https(struct arena *a, const char *text, const char *address)
{
	const char *url = value_url(a, text, address);

	if (url == NULL || !str_starts_nocase(url, "https://"))
		return NULL;
	return url;
}
