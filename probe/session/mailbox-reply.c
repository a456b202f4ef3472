#include <stdlib.h>
#include <string.h>

#include "probe/report/redactor.h"
#include "probe/session/mailbox.h"
#include "probe/session/utf7.h"
#include "profiles/base/str.h"

enum { KIB = 1024 };

static bool
skip_word(const char **p, const char *word)
{
	size_t n = strlen(word);

	if (!str_starts_nocase(*p, word) || ((*p)[n] != ' ' && (*p)[n] != '\0'))
		return false;
	*p += n;
	*p += strspn(*p, " ");
	return true;
}

/* astring or nstring = quoted / atom (RFC 3501 section 9), a literal having
 * become a quoted string before; NULL: neither. */
static const char *
take_string(struct arena *a, const char **p)
{
	const char *from = *p;
	char *out;
	size_t n = 0;

	if (*from != '"') {
		n = strcspn(from, " ()");
		*p += n;
		*p += strspn(*p, " ");
		return n == 0 || *from == '{' ? NULL
					      : arena_strndup(a, from, n);
	}
	out = arena_alloc(a, strlen(from));
	for (from++; *from != '"'; from++) {
		if (*from == '\\')
			from++;
		if (*from == '\0')
			return NULL;
		out[n++] = *from;
	}
	*p = from + 1;
	*p += strspn(*p, " ");
	return out;
}

/* A word of a list that is separated by blanks, in any case. */
static bool
has_flag(const char *flags, const char *flag)
{
	size_t n, len = strlen(flag);

	while (*flags != '\0') {
		n = strcspn(flags, " ");
		if (n == len && str_starts_nocase(flags, flag))
			return true;
		flags += n + strspn(flags + n, " ");
	}
	return false;
}

static int64_t
take_number(const char **p)
{
	char digits[20];
	size_t n = strspn(*p, "0123456789");
	int64_t value = -1;

	if (n == 0 || n >= sizeof(digits))
		return -1;
	memcpy(digits, *p, n);
	digits[n] = '\0';
	if (str_number(digits, 0, INT64_MAX, &value) == -1)
		return -1;
	*p += n;
	*p += strspn(*p, " ");
	return value;
}

/*
 * A name as people and profiles may have it: decoded, and nothing in it that
 * is the password, nor what a person cannot tell from something else.  A name
 * that would have to be changed is none: a program would look for a folder that
 * does not exist.
 */
static const char *
take_name(struct arena *a, const struct redactor *r, const char **p)
{
	const char *wire = take_string(a, p), *name;

	if (wire == NULL || *wire == '\0' || redactor_finds(r, wire))
		return NULL;
	name = utf7_decode(a, wire);
	if (name == NULL || redactor_finds(r, name) ||
	    str_fault(name) > STR_JOINER)
		return NULL;
	return name;
}

/* mailbox-list = "(" [flags] ")" SP (DQUOTE char DQUOTE / nil) SP mailbox */
static void
take_list(struct mailbox_result *m, struct arena *a, const struct redactor *r,
    const char *p)
{
	const struct {
		const char *flag;
		const char **place;
	} roles[] = {
		{ "\\Sent", &m->folders.sent },
		{ "\\Drafts", &m->folders.drafts },
		{ "\\Trash", &m->folders.trash },
		{ "\\Junk", &m->folders.junk },
		{ "\\Archive", &m->folders.archive },
	};
	const char *flags, *delimiter, *name;
	size_t n, i;

	if (*p != '(')
		return;
	n = strcspn(++p, ")");
	if (p[n] == '\0')
		return;
	flags = arena_strndup(a, p, n);
	p += n + 1;
	p += strspn(p, " ");
	delimiter = take_string(a, &p);
	if (delimiter == NULL)
		return;
	if (strlen(delimiter) == 1 && *delimiter > ' ' && *delimiter < 0x7f &&
	    !redactor_finds(r, delimiter))
		m->folders.delimiter = *delimiter;
	name = take_name(a, r, &p);
	for (i = 0; name != NULL && i < sizeof(roles) / sizeof(roles[0]); i++)
		if (*roles[i].place == NULL && has_flag(flags, roles[i].flag))
			*roles[i].place = name;
}

/* quota_list = "(" *(resource SP usage SP limit) ")" (RFC 9208 section 5) */
static void
take_quota(struct mailbox_result *m, struct arena *a, const char *p)
{
	int64_t used, limit;
	const char *resource;

	if (take_string(a, &p) == NULL && *p != '(')
		return;
	if (*p++ != '(')
		return;
	while ((resource = take_string(a, &p)) != NULL) {
		used = take_number(&p);
		limit = take_number(&p);
		if (used < 0 || limit < 0)
			return;
		if (!str_equal_nocase(resource, "STORAGE") ||
		    used > INT64_MAX / KIB || limit > INT64_MAX / KIB)
			continue;
		used *= KIB;
		limit *= KIB;
		/* Of several roots the fullest counts. */
		if (m->quota_limit >= 0 &&
		    (double)used * (double)m->quota_limit <=
			(double)m->quota_used * (double)limit)
			continue;
		m->quota_used = used;
		m->quota_limit = limit;
	}
}

/* Of INBOX alone; a server may speak of other mailboxes at any time. */
static void
take_status(struct mailbox_result *m, struct arena *a, const char *p)
{
	const char *item, *name = take_string(a, &p);
	int64_t value;

	if (name == NULL || !str_equal_nocase(name, "INBOX") || *p++ != '(')
		return;
	while ((item = take_string(a, &p)) != NULL) {
		value = take_number(&p);
		if (str_equal_nocase(item, "MESSAGES"))
			m->messages = value;
		else if (str_equal_nocase(item, "SIZE"))
			m->bytes = value;
	}
}

/* Namespace = "((" string SP delimiter ")" ...; the personal one, first. */
static void
take_namespace(struct mailbox_result *m, struct arena *a,
    const struct redactor *r, const char *p)
{
	const char *prefix;

	if (strncmp(p, "((", 2) != 0)
		return;
	p += 2;
	prefix = take_name(a, r, &p);
	if (prefix != NULL)
		m->prefix = prefix;
}

/* "17 EXISTS", of the mailbox that is open */
static void
take_exists(struct mailbox_result *m, const char *p)
{
	int64_t n = take_number(&p);

	if (n >= 0 && m->messages < 0 && skip_word(&p, "EXISTS"))
		m->messages = n;
}

void
mailbox_take_imap(struct mailbox_result *m, struct arena *a,
    const struct redactor *r, const char *line)
{
	const char *p = line;

	if (strncmp(p, "* ", 2) != 0)
		return;
	p += 2;
	if (skip_word(&p, "LIST"))
		take_list(m, a, r, p);
	else if (skip_word(&p, "QUOTA"))
		take_quota(m, a, p);
	else if (skip_word(&p, "STATUS"))
		take_status(m, a, p);
	else if (skip_word(&p, "NAMESPACE"))
		take_namespace(m, a, r, p);
	else
		take_exists(m, p);
}

int
mailbox_take_stat(struct mailbox_result *m, const char *line)
{
	const char *p = line;
	int64_t messages, bytes;

	if (!skip_word(&p, "+OK"))
		return -1;
	messages = take_number(&p);
	bytes = take_number(&p);
	if (messages < 0 || bytes < 0)
		return -1;
	m->messages = messages;
	m->bytes = bytes;
	return 0;
}
