#include "profiles/settings.h"

#include <stdlib.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/mem.h"

enum { EXPANDED_MAX = 1024 };

struct settings *
settings_new(void)
{
	struct settings *s = xcalloc(1, sizeof(*s));

	STAILQ_INIT(&s->endpoints);
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
