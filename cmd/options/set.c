#include "cmd/options/set.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/options/rows.h"
#include "cmd/term/cmd.h"
#include "probe/report/finding.h"
#include "probe/sasl/sasl.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/idna.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/sheet/clients.h"

enum { LIST_MAX = 100 }; /* values of a repeated option */

static void *
member(struct options *o, const struct option_row *row)
{
	return (char *)o + row->offset;
}

int
set_flag(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	(void)text;
	(void)err;
	*(bool *)member(o, row) = true;
	return 0;
}

/* Words of a row's choices, shown as "de, en". */
static int
bad_choice(const struct option_row *row, const char *text, struct err *err)
{
	char shown[128];
	size_t i, n = 0;

	for (i = 0; row->choices[i] != '\0' && n < sizeof(shown) - 2; i++) {
		if (row->choices[i] == ' ')
			shown[n++] = ',';
		shown[n++] = row->choices[i];
	}
	shown[n] = '\0';
	return err_set(
	    err, "--%s: '%s' is not one of: %s", row->name, text, shown);
}

static int
find_choice(const char *choices, const char *text)
{
	size_t n, len = strlen(text);
	int i;

	for (i = 0; *choices != '\0'; i++) {
		n = strcspn(choices, " ");
		if (n == len && memcmp(choices, text, n) == 0)
			return i;
		choices += n + strspn(choices + n, " ");
	}
	return -1;
}

int
set_text(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	enum str_fault fault = str_fault(text);
	const char *p;

	for (p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			fault = STR_CONTROL;
	/* The name of a file need not be UTF-8. */
	if (fault == STR_CONTROL || fault == STR_HIDDEN)
		return err_set(err,
		    "--%s: the value holds a control or invisible character",
		    row->name);
	if (row->choices != NULL && find_choice(row->choices, text) == -1)
		return bad_choice(row, text, err);
	*(const char **)member(o, row) = text;
	return 0;
}

/* IP[@PORT] */
int
set_resolver(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	const char *at = strchr(text, '@');
	char ip[64];
	size_t n = at == NULL ? strlen(text) : (size_t)(at - text);
	int64_t port;

	if (n < sizeof(ip)) {
		memcpy(ip, text, n);
		ip[n] = '\0';
	}
	if (n >= sizeof(ip) || !str_is_ip(ip))
		return err_set(err,
		    "--%s: '%s' is not an IP address, such as 192.0.2.53 "
		    "or 192.0.2.53@5353",
		    row->name, text);
	if (at != NULL && str_number(at + 1, 1, 65535, &port) == -1)
		return err_set(err, "--%s: '%s' is not a port (1 to 65535)",
		    row->name, at + 1);
	return set_text(o, row, text, err);
}

/* https://HOST/..., to which a domain is added. */
int
set_https(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	const char *host = text + strlen("https://");

	if (!str_starts_nocase(text, "https://") || *host == '\0' ||
	    strchr("/:@?#", *host) != NULL || strpbrk(text, " ?#") != NULL)
		return err_set(
		    err, "--%s: '%s' is not an https:// URL", row->name, text);
	return set_text(o, row, text, err);
}

int
set_int(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	int64_t n;

	if (str_number(text, row->min, row->max, &n) == -1)
		return err_set(err, "--%s: '%s' is not a number (%lld to %lld)",
		    row->name, text, (long long)row->min, (long long)row->max);
	*(int *)member(o, row) = (int)n;
	return 0;
}

int
set_pop_delete(struct options *o, const struct option_row *row,
    const char *text, struct err *err)
{
	static const int values[] = { POP_DELETE_AT_ONCE, POP_DELETE_NEVER };
	int choice = find_choice(row->choices, text);

	if (choice == -1)
		return set_int(o, row, text, err);
	*(int *)member(o, row) = values[choice];
	return 0;
}

int
set_seconds(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	int64_t n;

	if (str_number(text, row->min, row->max, &n) == -1)
		return err_set(err,
		    "--%s: '%s' is not a number of seconds (%lld to %lld)",
		    row->name, text, (long long)row->min, (long long)row->max);
	*(int64_t *)member(o, row) = n * 1000;
	return 0;
}

int
set_severity(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	int i = find_choice(row->choices, text);

	if (i == -1)
		return bad_choice(row, text, err);
	*(int *)member(o, row) = i == 0 ? SEV_ERROR : SEV_WARNING;
	return 0;
}

/* Adds word to a NULL-terminated list that grows one by one. */
static int
list_add(const char ***list, const char *word)
{
	size_t n = 0;

	while (*list != NULL && (*list)[n] != NULL)
		n++;
	if (n == LIST_MAX)
		return -1;
	*list = xreallocarray(*list, n + 2, sizeof(**list));
	(*list)[n] = word;
	(*list)[n + 1] = NULL;
	return 0;
}

int
set_hosts(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	const char *host = idna_typed(&o->arena, text);

	if (host == NULL)
		return err_set(
		    err, "--%s: '%s' is not a host name", row->name, text);
	if (list_add(member(o, row), host) == -1)
		return err_set(err, "--%s: too many of them", row->name);
	return 0;
}

int
set_mechanisms(struct options *o, const struct option_row *row,
    const char *text, struct err *err)
{
	char *word, *rest;

	free(o->login.auth);
	free(o->login.auth_text);
	o->login.auth = NULL;
	rest = o->login.auth_text = xstrdup(text);
	while ((word = strsep(&rest, ",")) != NULL) {
		if (sasl_find(word) == NULL)
			return err_set(err,
			    "--%s: '%s' is not a mechanism we know, such as "
			    "PLAIN or CRAM-MD5",
			    row->name, word);
		if (list_add(member(o, row), word) == -1)
			return err_set(
			    err, "--%s: too many of them", row->name);
	}
	return 0;
}

int
set_client(struct options *o, const struct option_row *row, const char *text,
    struct err *err)
{
	struct buf names;

	if (strcmp(text, "all") == 0 || sheet_client_find(text) != NULL)
		return set_text(o, row, text, err);
	buf_init(&names, ERR_BYTES);
	sheet_client_names(&names);
	err_set(err, "--%s: '%s' is not one of: %s", row->name, text,
	    buf_text(&names));
	buf_clear(&names);
	return -1;
}
