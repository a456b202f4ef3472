#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/str.h"
#include "profiles/format/xml-reader.h"
#include "profiles/read/autoconfig-parts.h"
#include "profiles/settings/hint.h"
#include "profiles/settings/settings.h"

/* The pages of the provider, and what it says of them. */

const char *
autoconfig_line(struct arena *a, xmlNode *n)
{
	const char *text = xml_content(a, n);
	char *copy = arena_strdup(a, text), *to = copy;

	for (; *text != '\0'; text++) {
		if (strchr(" \t\r\n", *text) == NULL)
			*to++ = *text;
		else if (to > copy && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
	return str_printable_dup(a, copy, strlen(copy));
}

static const char *
first_https(struct arena *a, xmlNode *n, const char *name, const char *known)
{
	const char *url;

	if (known != NULL)
		return known;
	url = xml_property(a, n, name);
	return str_starts_nocase(url, "https://") && settings_help_is_url(url)
	    ? url
	    : NULL;
}

/* A row with neither page nor text is none. */
static void
add_help(struct settings *s, bool enable, const char *url, xmlNode *n)
{
	const char *lang = NULL, *text = NULL;
	struct help *h;

	if (n != NULL) {
		lang = xml_property(&s->arena, n, "lang");
		text = autoconfig_line(&s->arena, n);
		if (*text == '\0' || strlen(text) > HELP_TEXT_MAX)
			text = NULL;
	}
	if (!settings_help_is_url(url))
		url = NULL;
	if (url == NULL && text == NULL)
		return;
	h = settings_add_help(s, enable, url);
	if (h == NULL)
		return;
	h->text = text;
	if (lang != NULL && settings_help_is_lang(lang))
		h->lang = lang;
}

/* A page with its texts, one row each; a page without is one as well. */
static void
read_help(struct settings *s, xmlNode *page, const char *attribute,
    const char *element)
{
	const char *url = xml_property(&s->arena, page, attribute);
	bool enable = xml_is(page, "enable"), any = false;
	xmlNode *n;

	for (n = page->children; n != NULL; n = n->next) {
		if (!xml_is(n, element))
			continue;
		add_help(s, enable, url, n);
		any = true;
	}
	if (!any)
		add_help(s, enable, url, NULL);
}

void
autoconfig_help(struct settings *s, xmlNode *page)
{
	const char *attribute = "url";

	if (xml_is(page, "enable")) {
		attribute = "visiturl";
		read_help(s, page, attribute, "instruction");
		if (s->nhints == 0)
			s->hints[s->nhints++] = hint_code(HINT_ENABLE_IMAP_POP);
	} else {
		read_help(s, page, attribute, "descr");
	}
	s->documentation =
	    first_https(&s->arena, page, attribute, s->documentation);
}
