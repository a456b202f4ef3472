#include "profiles/settings/settings.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/idna.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

enum { EXPANDED_MAX = 1024, LANG_MAX = 16 };

bool
settings_help_is_url(const char *url)
{
	size_t i, skip;

	skip = str_starts_nocase(url, "https://") ? 8 : 7;
	if (skip == 7 && !str_starts_nocase(url, "http://"))
		return false;
	for (i = 0; url[i] > ' ' && url[i] < 0x7f; i++)
		;
	return url[i] == '\0' && i > skip && i <= HELP_URL_MAX;
}

/* language = 1*8ALPHA *("-" 1*8alphanum) (RFC 4647 section 2.1) */
bool
settings_help_is_lang(const char *lang)
{
	size_t i;

	for (i = 0; lang[i] != '\0'; i++)
		if (!isalnum((unsigned char)lang[i]) &&
		    (lang[i] != '-' || i == 0))
			return false;
	return i > 0 && i <= LANG_MAX;
}

struct settings *
settings_new(void)
{
	struct settings *s = xcalloc(1, sizeof(*s));

	STAILQ_INIT(&s->endpoints);
	STAILQ_INIT(&s->services);
	STAILQ_INIT(&s->served);
	STAILQ_INIT(&s->help);
	return s;
}

void
settings_free(struct settings **s)
{
	if (*s == NULL)
		return;
	arena_clear(&(*s)->arena);
	free(*s);
	*s = NULL;
}

bool
settings_is_empty(const struct settings *s)
{
	return STAILQ_EMPTY(&s->endpoints) && STAILQ_EMPTY(&s->services);
}

struct endpoint *
settings_add(struct settings *s)
{
	struct endpoint *e = arena_alloc(&s->arena, sizeof(*e));

	STAILQ_INSERT_TAIL(&s->endpoints, e, entry);
	return e;
}

struct help *
settings_add_help(struct settings *s, bool enable, const char *url)
{
	struct help *h;

	if (s->nhelp == HELP_ROWS)
		return NULL;
	s->nhelp++;
	h = arena_alloc(&s->arena, sizeof(*h));
	h->enable = enable;
	h->url = url;
	STAILQ_INSERT_TAIL(&s->help, h, entry);
	return h;
}

struct service *
settings_add_service(struct settings *s)
{
	struct service *v = arena_alloc(&s->arena, sizeof(*v));

	STAILQ_INSERT_TAIL(&s->services, v, entry);
	return v;
}

static bool
is_same(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

void
settings_note_service(struct settings *s, const char *kind, const char *url,
    const char *host, uint16_t port)
{
	struct service *v;
	int n = 0;

	STAILQ_FOREACH (v, &s->services, entry) {
		if (is_same(v->kind, kind) && is_same(v->url, url) &&
		    is_same(v->host, host) && v->port == port)
			return;
		n++;
	}
	if (n == SETTINGS_SERVICES)
		return;
	v = settings_add_service(s);
	v->kind = kind;
	v->url = url;
	v->host = host;
	v->port = port;
}

const struct endpoint *
settings_first(const struct settings *s, enum protocol p)
{
	const struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->protocol == p)
			return e;
	return NULL;
}

/* One place of the template at p: its length, or 0; the value is added. */
static size_t
expand_place(struct buf *out, const char *p, const char *address)
{
	const char *at = strrchr(address, '@');
	size_t local = at == NULL ? 0 : (size_t)(at - address);
	const struct {
		const char *name, *value;
		size_t len;
	} places[] = {
		{ "%EMAILADDRESS%", address, strlen(address) },
		{ "%EMAILLOCALPART%", address, local },
		{ "%EMAILDOMAIN%", at == NULL ? address : at + 1,
		    strlen(at == NULL ? address : at + 1) },
	};
	size_t i, n;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		n = strlen(places[i].name);
		if (strncmp(p, places[i].name, n) != 0)
			continue;
		if (buf_add(out, places[i].value, places[i].len) == -1)
			return 0;
		return n;
	}
	return 0;
}

/* "%" and two hexadecimal digits, in a URL; its length, or 0. */
static size_t
pass_encoded(struct buf *out, const char *p)
{
	if (!isxdigit((unsigned char)p[1]) || !isxdigit((unsigned char)p[2]))
		return 0;
	return buf_add(out, p, 3) == -1 ? 0 : 3;
}

static const char *
expand(struct arena *a, const char *text, const char *address, bool url)
{
	const char *result = NULL;
	struct buf out;
	size_t n;

	buf_init(&out, EXPANDED_MAX);
	while (*text != '\0') {
		n = strcspn(text, "%");
		if (buf_add(&out, text, n) == -1)
			goto out;
		text += n;
		if (*text == '\0')
			break;
		n = expand_place(&out, text, address);
		if (n == 0 && url)
			n = pass_encoded(&out, text);
		if (n == 0)
			goto out;
		text += n;
	}
	if (out.len > 0 && str_fault(buf_text(&out)) == STR_FINE)
		result = arena_strdup(a, buf_text(&out));
out:
	buf_clear(&out);
	return result;
}

const char *
settings_expand(struct arena *a, const char *text, const char *address)
{
	return expand(a, text, address, false);
}

static bool
is_plain(unsigned char c)
{
	return (c < 0x80 && isalnum(c)) || strchr("-_.~@", c) != NULL;
}

const char *
settings_encode(struct arena *a, const char *address)
{
	const unsigned char *p = (const unsigned char *)address;
	const char *text = NULL;
	struct buf b;

	buf_init(&b, EXPANDED_MAX);
	for (; *p != '\0'; p++)
		if (buf_printf(&b, is_plain(*p) ? "%c" : "%%%02X", *p) == -1)
			goto out;
	text = arena_strdup(a, buf_text(&b));
out:
	buf_clear(&b);
	return text;
}

const char *
settings_expand_url(struct arena *a, const char *text, const char *address)
{
	const char *at = strrchr(address, '@'), *domain;

	domain = idna_ascii(a, at == NULL ? address : at + 1);
	if (domain == NULL)
		return NULL;
	if (at != NULL)
		domain = arena_printf(
		    a, "%.*s@%s", (int)(at - address), address, domain);
	address = settings_encode(a, domain);
	return address == NULL ? NULL : expand(a, text, address, true);
}
