#include "profiles/settings.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/mem.h"
#include "probe/base/str.h"

enum { EXPANDED_MAX = 1024, LANG_MAX = 16 };

bool
help_is_url(const char *url)
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
help_is_lang(const char *lang)
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

struct endpoint *
settings_add(struct settings *s)
{
	struct endpoint *e = arena_alloc(&s->arena, sizeof(*e));

	STAILQ_INSERT_TAIL(&s->endpoints, e, entry);
	return e;
}

struct service *
settings_add_service(struct settings *s)
{
	struct service *v = arena_alloc(&s->arena, sizeof(*v));

	STAILQ_INSERT_TAIL(&s->services, v, entry);
	return v;
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

static bool
is_clean(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return false;
	return true;
}

const char *
settings_expand(struct arena *a, const char *text, const char *address)
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
		if (n == 0)
			goto out;
		text += n;
	}
	if (out.len > 0 && is_clean(buf_text(&out)))
		result = arena_strdup(a, buf_text(&out));
out:
	buf_clear(&out);
	return result;
}
