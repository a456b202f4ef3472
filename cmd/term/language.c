#include "cmd/term/language.h"

#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/term/catalogue.h"
#include "cmd/term/cmd.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

enum { NAME_MAX_BYTES = 32 };

struct language {
	struct language *next;
	char name[NAME_MAX_BYTES];
	bool known; /* there is a catalogue */
	struct catalogue catalogue;
};

/* The first of the variables that decide about messages, "" when none. */
static const char *
wanted_locale(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = getenv(names[i]);
		if (value != NULL && *value != '\0')
			return value;
	}
	return "";
}

bool
language_is_utf8(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		value = getenv(names[i]);
		if (value != NULL && *value != '\0')
			return str_find_nocase(value, "utf-8") != NULL ||
			    str_find_nocase(value, "utf8") != NULL;
	}
	return false;
}

static int
is_plain(const char *locale)
{
	return locale == NULL || strcmp(locale, "C") == 0 ||
	    strcmp(locale, "POSIX") == 0;
}

/* gettext obeys LANGUAGE only in a locale other than "C". */
static void
choose(const char *language)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	setlocale(LC_MESSAGES, "C.UTF-8");
	if (*language != '\0')
		setenv("LANGUAGE", language, 1);
}

static void
choose_locale(const char *lang)
{
	const char *messages, *characters;

	characters = setlocale(LC_CTYPE, "");
	messages = setlocale(LC_MESSAGES, "");
	if (lang != NULL) {
		choose(lang);
		return;
	}
	/* The user's locale is not installed, but its language may be known
	 * to us; "C" by the user's own word means English. */
	if (messages == NULL && getenv("LANGUAGE") == NULL)
		choose(wanted_locale());
	else if (messages == NULL)
		choose("");
	else if (is_plain(messages))
		choose("en");
	else if (is_plain(characters))
		setlocale(LC_CTYPE, "C.UTF-8");
}

/* The build tree's catalogues, else the installed ones. */
static void
find_catalogues(char *dir, size_t size)
{
	static const char *const places[] = { "locale", "../share/locale" };
	char exe[PATH_MAX];
	ssize_t n;
	size_t i;
	const char *here;

	n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	exe[n < 0 ? 0 : n] = '\0';
	here = dirname(exe);
	for (i = 0; n > 0 && i < sizeof(places) / sizeof(places[0]); i++) {
		snprintf(dir, size, "%s/%s", here, places[i]);
		if (access(dir, X_OK) == 0)
			return;
	}
	snprintf(dir, size, "%s", DATADIR "/locale");
}

void
language_start(const char *lang)
{
	char dir[PATH_MAX + 32];

	choose_locale(lang);
	find_catalogues(dir, sizeof(dir));
	bindtextdomain("postlotse", dir);
	bind_textdomain_codeset("postlotse", "UTF-8");
	textdomain("postlotse");
}

/* gettext answers the empty text with the header of the catalogue that it
 * has chosen. */
const struct language *
language_own(void)
{
	static const char key[] = "\nLanguage: ";
	const char *at = strstr(gettext(key + sizeof(key) - 1), key);
	char name[NAME_MAX_BYTES];

	if (at == NULL)
		return NULL;
	at += sizeof(key) - 1;
	snprintf(name, sizeof(name), "%.*s", (int)strcspn(at, "\n"), at);
	return language_find(name);
}

static struct language *
load(const char *name)
{
	struct language *l = xcalloc(1, sizeof(*l));
	const char *dir = bindtextdomain("postlotse", NULL);
	char path[PATH_MAX + 128];

	snprintf(
	    path, sizeof(path), "%s/%s/LC_MESSAGES/postlotse.mo", dir, name);
	snprintf(l->name, sizeof(l->name), "%s", name);
	l->known = strchr(name, '/') == NULL &&
	    catalogue_open(&l->catalogue, path) == 0;
	return l;
}

const struct language *
language_find(const char *name)
{
	static struct language *all; /* what is read once does not change */
	struct language *l;

	for (l = all; l != NULL && strcmp(l->name, name) != 0; l = l->next)
		;
	if (l == NULL && strlen(name) < NAME_MAX_BYTES) {
		l = load(name);
		l->next = all;
		all = l;
	}
	return l != NULL && l->known ? l : NULL;
}

const char *
language_text(const struct language *l, const char *text)
{
	const char *found = NULL;

	if (l != NULL && *text != '\0')
		found = catalogue_find(&l->catalogue, text);
	return found != NULL ? found : text;
}

const char *
language_plural(const struct language *l, const char *one, const char *many,
    unsigned long n)
{
	const char *found = NULL;

	if (l != NULL && *one != '\0')
		found = catalogue_find(&l->catalogue, one);
	if (found == NULL)
		return n == 1 ? one : many;
	return n == 1 ? found : found + strlen(found) + 1;
}

const char *
language_translate(const void *language, const char *text)
{
	return language_text(language, text);
}
