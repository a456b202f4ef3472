#include "profiles/settings/endpoint.h"

#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/err.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"

static const struct scheme {
	const char *name;
	enum protocol protocol;
	enum security security;
	uint16_t port;
} schemes[] = {
	{ "imaps", PROTO_IMAP, SECURITY_TLS, 993 },
	{ "imap", PROTO_IMAP, SECURITY_STARTTLS, 143 },
	{ "pop3s", PROTO_POP3, SECURITY_TLS, 995 },
	{ "pop3", PROTO_POP3, SECURITY_STARTTLS, 110 },
	{ "submissions", PROTO_SMTP, SECURITY_TLS, 465 },
	{ "submission", PROTO_SMTP, SECURITY_STARTTLS, 587 },
	{ "smtps", PROTO_SMTP, SECURITY_TLS, 465 },
	{ "smtp", PROTO_SMTP, SECURITY_STARTTLS, 25 },
};

enum { NSCHEMES = sizeof(schemes) / sizeof(schemes[0]) };

/* RFC 6186 section 3 and RFC 8314 section 5.1. */
const struct endpoint_srv endpoint_srv[ENDPOINT_SRV_COUNT] = {
	{ "_imaps", PROTO_IMAP, SECURITY_TLS },
	{ "_imap", PROTO_IMAP, SECURITY_STARTTLS },
	{ "_pop3s", PROTO_POP3, SECURITY_TLS },
	{ "_pop3", PROTO_POP3, SECURITY_STARTTLS },
	{ "_submissions", PROTO_SMTP, SECURITY_TLS },
	{ "_submission", PROTO_SMTP, SECURITY_STARTTLS },
};

static const struct scheme *
scheme_of(enum protocol p, enum security s)
{
	size_t i;

	for (i = 0; i < NSCHEMES; i++)
		if (schemes[i].protocol == p && schemes[i].security == s)
			return &schemes[i];
	return NULL;
}

uint16_t
endpoint_port(enum protocol p, enum security s)
{
	const struct scheme *found;

	found = scheme_of(p, s == SECURITY_NONE ? SECURITY_STARTTLS : s);
	return found->port;
}

const char *
endpoint_scheme(const struct endpoint *e)
{
	enum security s = e->security;

	if (e->protocol == PROTO_SMTP && e->port == 25 && s != SECURITY_TLS)
		return "smtp";
	if (s == SECURITY_NONE)
		s = SECURITY_STARTTLS;
	return scheme_of(e->protocol, s)->name;
}

bool
endpoint_equal(const struct endpoint *a, const struct endpoint *b)
{
	return a->protocol == b->protocol && a->port == b->port &&
	    a->security == b->security && strcmp(a->host, b->host) == 0;
}

struct endpoint *
endpoint_copy(struct arena *a, const struct endpoint *e)
{
	struct endpoint *c = arena_alloc(a, sizeof(*c));

	*c = *e;
	c->host = arena_strdup(a, e->host);
	if (e->username != NULL)
		c->username = arena_strdup(a, e->username);
	return c;
}

/* host = name / IPv4address / "[" IPv6address "]" (RFC 3986 section 3.2.2) */
static int
parse_host_port(struct arena *a, const char *url, const char *p,
    struct endpoint *e, struct err *err)
{
	const char *end, *rest;
	int64_t port;

	if (*p == '[') {
		end = strchr(++p, ']');
		if (end == NULL)
			return err_set(
			    err, "%s: no ']' after the address", url);
		rest = end + 1;
	} else {
		end = rest = p + strcspn(p, ":/");
	}
	p = arena_strndup(a, p, (size_t)(end - p));
	e->host = idna_typed(a, p);
	if (e->host == NULL)
		return err_set(err, "%s: '%s' is not a host name", url, p);
	if (*rest == ':') {
		size_t n = strcspn(rest + 1, "/");
		const char *text = arena_strndup(a, rest + 1, n);

		if (str_number(text, 1, 65535, &port) == -1)
			return err_set(err,
			    "%s: '%s' is not a port (1 to 65535)", url, text);
		e->port = (uint16_t)port;
		rest += 1 + n;
	}
	if (strcmp(rest, "") != 0 && strcmp(rest, "/") != 0)
		return err_set(
		    err, "%s: unexpected '%s' after the host", url, rest);
	return 0;
}

int
endpoint_parse_url(
    struct arena *a, const char *url, struct endpoint **out, struct err *err)
{
	struct endpoint *e;
	size_t i, n;

	for (i = 0; i < NSCHEMES; i++) {
		n = strlen(schemes[i].name);
		if (str_starts_nocase(url, schemes[i].name) &&
		    strncmp(url + n, "://", 3) == 0)
			break;
	}
	if (i == NSCHEMES)
		return err_set(err,
		    "%s: the URL must begin with imaps://, imap://, pop3s://, "
		    "pop3://, submissions://, submission:// or smtp://",
		    url);
	e = arena_alloc(a, sizeof(*e));
	e->protocol = schemes[i].protocol;
	e->security = schemes[i].security;
	e->port = schemes[i].port;
	if (parse_host_port(a, url, url + n + 3, e, err) == -1)
		return -1;
	*out = e;
	return 0;
}
