#include "probe/net/dns-anchor.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/file.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

/* libunbound reads such files itself, but without an end when one is a
 * folder, and without a word on what is wrong. */
enum { FILE_BYTES = 65536, RECORD_BYTES = 8192, FIELDS_MIN = 4 };

/* One record, which parentheses may spread over lines. */
struct scan {
	struct buf record;
	bool owner, type; /* have been read */
	int fields;	  /* after the type */
	int depth;	  /* of parentheses */
};

static void
scan_begin(struct scan *s)
{
	buf_clear(&s->record);
	buf_init(&s->record, RECORD_BYTES);
	s->owner = s->type = false;
	s->fields = s->depth = 0;
}

static bool
is_type(const char *word)
{
	return strcasecmp(word, "DS") == 0 || strcasecmp(word, "DNSKEY") == 0;
}

/* [TTL] [class], in any order, before the type. */
static bool
is_passed_over(const char *word)
{
	int64_t ttl;

	return strcasecmp(word, "IN") == 0 ||
	    str_number(word, 0, INT32_MAX, &ttl) == 0;
}

/* A name is absolute, with the final dot or without. */
static int
take_owner(struct scan *s, const char *word)
{
	size_t n = strlen(word);
	char *name = xstrndup(word, word[n - 1] == '.' ? n - 1 : n);
	bool ok = strcmp(word, ".") == 0 || str_is_host(name, false);

	s->owner = true;
	if (ok)
		buf_printf(&s->record, "%s. IN", name);
	free(name);
	return ok ? 0 : -1;
}

static int
take_word(struct scan *s, const char *word)
{
	if (!s->owner)
		return take_owner(s, word);
	if (!s->type) {
		s->type = is_type(word);
		if (!s->type)
			return is_passed_over(word) ? 0 : -1;
	} else {
		s->fields++;
	}
	return buf_printf(&s->record, " %s", word);
}

static int
take_token(struct scan *s, const char *token)
{
	if (*token == '(')
		return s->depth++ == 0 ? 0 : -1;
	if (*token == ')')
		return s->depth-- == 1 ? 0 : -1;
	return take_word(s, token);
}

/* Cuts the next word or parenthesis off line; NULL at its end. */
static const char *
next_token(char **line, char word[RECORD_BYTES])
{
	char *p = *line + strspn(*line, " \t\r");
	size_t n = strcspn(p, " \t\r();");

	if (*p == '\0' || *p == ';')
		return NULL;
	if (n == 0)
		n = 1;
	*line = p + n;
	if (n >= RECORD_BYTES)
		n = RECORD_BYTES - 1;
	memcpy(word, p, n);
	word[n] = '\0';
	return word;
}

static int
take_line(struct scan *s, char *line, struct dns_anchors *a)
{
	char word[RECORD_BYTES];
	const char *token;

	while ((token = next_token(&line, word)) != NULL)
		if (take_token(s, token) == -1)
			return -1;
	if (!s->owner || s->depth > 0)
		return 0;
	if (!s->type || s->fields < FIELDS_MIN)
		return -1;
	a->lines = xreallocarray(a->lines, a->n + 1, sizeof(*a->lines));
	a->lines[a->n++] = xstrdup(buf_text(&s->record));
	scan_begin(s);
	return 0;
}

size_t
dns_anchors_parse(char *text, struct dns_anchors *anchors_out)
{
	struct dns_anchors a = { NULL, 0 };
	struct scan s = { 0 };
	size_t number = 0;
	char *line;
	int rc = 0;

	buf_init(&s.record, RECORD_BYTES);
	while (rc == 0 && (line = strsep(&text, "\n")) != NULL) {
		number++;
		/* $TTL, the only directive that changes nothing here */
		if (s.depth == 0 && strncasecmp(line, "$TTL", 4) == 0)
			continue;
		rc = take_line(&s, line, &a);
	}
	if (s.depth > 0 || a.n == 0)
		rc = -1;
	buf_clear(&s.record);
	if (rc == -1) {
		dns_anchors_clear(&a);
		return number;
	}
	*anchors_out = a;
	return 0;
}

int
dns_anchors_load(
    const char *path, struct dns_anchors *anchors_out, struct err *err)
{
	struct err why = { 0 };
	struct buf bytes;
	size_t n, line;
	char *text;

	buf_init(&bytes, FILE_BYTES);
	if (file_read(path, &bytes, &why) == -1) {
		buf_clear(&bytes);
		return err_wrap(err, "--trust-anchor", &why);
	}
	n = bytes.len;
	text = buf_take(&bytes);
	line = strlen(text) == n ? dns_anchors_parse(text, anchors_out) : 1;
	free(text);
	if (line > 0)
		return err_set(err,
		    "the trust anchor %s: no DS or DNSKEY record as in a "
		    "zone file (line %zu)",
		    path, line);
	return 0;
}

void
dns_anchors_clear(struct dns_anchors *anchors)
{
	size_t i;

	for (i = 0; i < anchors->n; i++)
		free(anchors->lines[i]);
	free(anchors->lines);
	anchors->lines = NULL;
	anchors->n = 0;
}
