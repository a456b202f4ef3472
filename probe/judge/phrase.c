#include "probe/judge/phrase.h"

#include <string.h>

#include "profiles/base/str.h"

enum { GAP_MAX = 48, PART_MAX = 80 };

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

/* What may stand around an address or a host name, also in a URL; the end of
 * the text does, too. */
static bool
is_between(char c)
{
	return strchr(" \t\"'<>()[],;:/=?\\", c) != NULL;
}

/* at is inside of anna@example.org or mail.example.org. */
static bool
in_name(const char *text, const char *at)
{
	const char *p = at;

	while (p > text && !is_between(p[-1]))
		p--;
	for (; !is_between(*p); p++)
		if (*p == '@' || (*p == '.' && is_word(p[1])))
			return true;
	return false;
}

static const char *
find_part(const char *text, const char *from, const char *part)
{
	const char *p = from;

	for (; (p = str_find_nocase(p, part)) != NULL && *p != '\0'; p++)
		if ((p == text || !is_word(p[-1]) || !is_word(part[0])) &&
		    !in_name(text, p))
			return p;
	return NULL;
}

/* One sentence, and one cause. */
static bool
is_gap(const char *from, const char *to)
{
	if (to - from > GAP_MAX)
		return false;
	for (; from < to; from++) {
		if (strchr(",;!?", *from) != NULL ||
		    (*from == '.' && is_between(from[1])) ||
		    str_starts_nocase(from, " or "))
			return false;
	}
	return true;
}

/* The next part of a phrase, up to a "*" or its end. */
static const char *
next_part(const char *phrase, char *out, size_t size)
{
	size_t n = strcspn(phrase, "*");

	if (n >= size)
		n = size - 1;
	memcpy(out, phrase, n);
	out[n] = '\0';
	return phrase[n] == '*' ? phrase + n + 1 : phrase + n;
}

/* The rest of a phrase behind its first part, which ended at from. */
static bool
goes_on(const char *text, const char *from, const char *phrase)
{
	char part[PART_MAX];
	const char *at;

	while (*phrase != '\0') {
		phrase = next_part(phrase, part, sizeof(part));
		at = find_part(text, from, part);
		if (at == NULL || !is_gap(from, at))
			return false;
		from = at + strlen(part);
	}
	return true;
}

bool
phrase_said(const char *text, const char *phrase)
{
	char part[PART_MAX];
	const char *at = text;
	const char *rest = next_part(phrase, part, sizeof(part));

	for (; (at = find_part(text, at, part)) != NULL; at++)
		if (goes_on(text, at + strlen(part), rest))
			return true;
	return false;
}

bool
phrase_named(const char *text, const char *product)
{
	const char *at = text;

	for (; (at = find_part(text, at, product)) != NULL; at++)
		if (!is_word(at[strlen(product)]))
			return true;
	return false;
}
