#include "cmd/term/language.h"

#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/term/cmd.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

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
	err_translate(gettext);
}

/* Asks gettext to forget what it chose before; the name is glibc's. */
static void
forget(void)
{
	extern int _nl_msg_cat_cntr;

	_nl_msg_cat_cntr++;
}

const char *
language_text(const char *lang, const char *text)
{
	const char *now = getenv("LANGUAGE");
	char *before = now == NULL ? NULL : xstrdup(now);
	const char *found;

	setenv("LANGUAGE", lang, 1);
	forget();
	found = gettext(text);
	if (before == NULL)
		unsetenv("LANGUAGE");
	else
		setenv("LANGUAGE", before, 1);
	forget();
	free(before);
	return found;
}
