#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"
#include "profiles/provider/import.h"
#include "profiles/provider/provider.h"
#include "profiles/read/reader.h"

enum { ID_MAX = 64 };

/* "gmx.net.xml" without its end, in the arena. */
static const char *
stem(struct arena *a, const char *file)
{
	size_t n = strlen(file);

	if (n > 4 && strcmp(file + n - 4, ".xml") == 0)
		n -= 4;
	return arena_strndup(a, file, n);
}

/* Lower-case letters and digits, what is between them one hyphen; NULL when
 * nothing is left. */
static const char *
make_id(struct arena *a, const char *text)
{
	char *id = arena_alloc(a, ID_MAX + 1);
	size_t n = 0;

	for (; *text != '\0' && n < ID_MAX; text++) {
		char c = *text;

		if (c >= 'A' && c <= 'Z')
			c += 'a' - 'A';
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			id[n++] = c;
		else if (n > 0 && id[n - 1] != '-')
			id[n++] = '-';
	}
	while (n > 0 && id[n - 1] == '-')
		n--;
	id[n] = '\0';
	return n == 0 ? NULL : id;
}

/* A name with a place in it is no name to show. */
static const char *
choose_name(const struct settings *s, const char *fallback)
{
	if (s->provider != NULL && strchr(s->provider, '%') == NULL)
		return s->provider;
	if (s->short_name != NULL && strchr(s->short_name, '%') == NULL)
		return s->short_name;
	return fallback;
}

static void
take_names(struct provider *p, const struct settings *s)
{
	const struct served *name;

	p->domains =
	    arena_alloc(&p->arena, (s->nserved + 1) * sizeof(*p->domains));
	p->mx = arena_alloc(&p->arena, (s->nserved + 1) * sizeof(*p->mx));
	STAILQ_FOREACH (name, &s->served, entry) {
		const char *copy = arena_strdup(&p->arena, name->name);

		if (name->mx)
			p->mx[p->nmx++] = copy;
		else
			p->domains[p->ndomains++] = copy;
	}
}

static void
take_servers(struct provider *p, const struct settings *s)
{
	const struct endpoint *e;
	size_t n = 0;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		n++;
	p->servers = arena_alloc(&p->arena, n * sizeof(*p->servers));
	STAILQ_FOREACH (e, &s->endpoints, entry)
		p->servers[p->nservers++].endpoint =
		    *endpoint_copy(&p->arena, e);
}

static const char *
copy_or_null(struct arena *a, const char *text)
{
	return text == NULL ? NULL : arena_strdup(a, text);
}

/* One page without a text says no more than the documentation does. */
static void
take_help(struct provider *p, const struct settings *s)
{
	const struct help *from = STAILQ_FIRST(&s->help);
	struct help *h;

	if (from != NULL && STAILQ_NEXT(from, entry) == NULL && !from->enable &&
	    from->text == NULL && p->documentation != NULL)
		return;
	for (; from != NULL; from = STAILQ_NEXT(from, entry)) {
		h = arena_alloc(&p->arena, sizeof(*h));
		h->enable = from->enable;
		h->url = copy_or_null(&p->arena, from->url);
		h->lang = copy_or_null(&p->arena, from->lang);
		h->text = copy_or_null(&p->arena, from->text);
		STAILQ_INSERT_TAIL(&p->help, h, entry);
	}
}

static void
take_hints(struct provider *p, const struct settings *s)
{
	size_t i;

	p->hints = arena_alloc(&p->arena, (s->nhints + 1) * sizeof(*p->hints));
	p->hint_pages =
	    arena_alloc(&p->arena, (s->nhints + 1) * sizeof(*p->hints));
	for (i = 0; i < s->nhints; i++)
		p->hints[p->nhints++] = arena_strdup(&p->arena, s->hints[i]);
}

static void
take_oauth(struct provider *p, const struct settings *s)
{
	p->oauth.issuer = copy_or_null(&p->arena, s->oauth.issuer);
	p->oauth.scopes = copy_or_null(&p->arena, s->oauth.scopes);
	p->oauth.auth_url = copy_or_null(&p->arena, s->oauth.auth_url);
	p->oauth.token_url = copy_or_null(&p->arena, s->oauth.token_url);
}

static void
add_evidence(struct provider *p, const char *file, const char *date)
{
	p->evidence = arena_alloc(&p->arena, sizeof(*p->evidence));
	p->evidence->source = arena_strdup(&p->arena, file);
	p->evidence->date = arena_strdup(&p->arena, date);
	p->evidence->method = "publication";
	p->nevidence = 1;
}

/* An entry is of mail alone. */
static int
count_services(const struct settings *s)
{
	const struct service *v;
	int n = 0;

	STAILQ_FOREACH (v, &s->services, entry)
		n++;
	return n;
}

/* The entry, as yet without an id where the file's name makes none. */
static struct provider *
make_entry(const struct settings *s, const char *file, const char *date)
{
	struct provider *p = xcalloc(1, sizeof(*p));

	STAILQ_INIT(&p->help);
	p->id = make_id(&p->arena, stem(&p->arena, file));
	p->name =
	    arena_strdup(&p->arena, choose_name(s, stem(&p->arena, file)));
	p->documentation = copy_or_null(&p->arena, s->documentation);
	take_names(p, s);
	take_servers(p, s);
	take_help(p, s);
	take_hints(p, s);
	take_oauth(p, s);
	add_evidence(p, file, date);
	return p;
}

struct provider *
provider_import(struct arena *a, const char *file, const char *date,
    const char *bytes, size_t len, struct provider_import *out)
{
	struct settings *s;
	struct provider *p = NULL;

	*out = (struct provider_import){ .misread = "" };
	s = read_autoconfig(bytes, len, NULL, &out->why);
	if (s == NULL)
		return NULL;
	out->misread = misread_all(a, &s->misread);
	out->left_out = s->left_out + count_services(s);
	if (!STAILQ_EMPTY(&s->endpoints))
		p = make_entry(s, file, date);
	else if (!STAILQ_EMPTY(&s->services))
		out->why = READER_ONLY_OTHERS;
	settings_free(&s);
	if (p != NULL && p->id == NULL) {
		out->why = "its name has neither letters nor digits";
		provider_free(&p);
	}
	return p;
}
