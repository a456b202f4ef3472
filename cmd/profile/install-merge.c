#include "cmd/profile/install-merge.h"

#include <stdio.h>
#include <string.h>

#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"

enum { WORD_MAX = 512 };

/* What defaults may say: our account says it anew, or it does no harm. */
static const char *const harmless[] = { "host", "port", "tls", "tls_starttls",
	"tls_trust_file", "auth", "user", "passwordeval", "from", "logfile",
	"logfile_time_format", "syslog", "timeout", "set_from_header",
	"set_date_header", "set_msgid_header", "remove_bcc_headers",
	"undisclosed_recipients", "delivery", "keep", "only_new", "uidls_file",
	NULL };

/* The next line of p without its end; p is moved behind it. */
static bool
next_line(const char **p, const char **line, size_t *len)
{
	if (**p == '\0')
		return false;
	*line = *p;
	*len = strcspn(*p, "\n");
	*p += *len + ((*p)[*len] == '\n');
	return true;
}

static void
first_word(const char *line, char out[WORD_MAX])
{
	line += strspn(line, " \t");
	snprintf(out, WORD_MAX, "%.*s", (int)strcspn(line, " \t\n"), line);
}

/* Does the line begin an account?  Its name may stand in quotes, and ends
 * before the colon of "account NAME: OTHER". */
static bool
begins_account(const char *line, char name[WORD_MAX])
{
	char word[WORD_MAX];
	size_t n;

	first_word(line, word);
	if (strcmp(word, "account") != 0)
		return false;
	line += strspn(line, " \t") + strlen(word);
	line += strspn(line, " \t");
	if (*line == '"')
		n = strcspn(++line, "\"\n");
	else
		n = strcspn(line, " \t:\n");
	snprintf(name, WORD_MAX, "%.*s", (int)n, line);
	return true;
}

static bool
is_harmless(const char *word)
{
	size_t i;

	for (i = 0; harmless[i] != NULL; i++)
		if (strcmp(harmless[i], word) == 0)
			return true;
	return *word == '\0' || *word == '#';
}

static bool
is_default(const char *line)
{
	char name[WORD_MAX];

	return begins_account(line, name) && strcmp(name, "default") == 0;
}

/* What stands before every account makes one that is called default. */
static bool
has_default(const char *text)
{
	char first[WORD_MAX];
	const char *line;
	size_t len;
	bool begun = false;

	while (next_line(&text, &line, &len)) {
		if (is_default(line))
			return true;
		first_word(line, first);
		if (strcmp(first, "account") == 0 ||
		    strcmp(first, "defaults") == 0)
			begun = true;
		else if (!begun && *first != '\0' && *first != '#')
			return true;
	}
	return false;
}

/* The name of the first account of ours. */
static void
own_name(const char *text, char out[WORD_MAX])
{
	const char *line;
	size_t len;

	*out = '\0';
	while (next_line(&text, &line, &len))
		if (begins_account(line, out))
			return;
}

static int
check_there(const char *text, const char *name, struct err *err)
{
	char first[WORD_MAX], account[WORD_MAX];
	bool defaults = false;
	const char *line;
	size_t len;

	while (next_line(&text, &line, &len)) {
		first_word(line, first);
		if (strcmp(first, "defaults") == 0) {
			defaults = true;
		} else if (begins_account(line, account)) {
			defaults = false;
			if (strcmp(account, name) == 0)
				return err_set(err,
				    "it holds another account called %s", name);
		} else if (defaults && !is_harmless(first)) {
			return err_set(err,
			    "its defaults say '%s', which would hold for "
			    "the new account as well",
			    first);
		}
	}
	return 0;
}

/* Ours, without its own choice of a default where one is made already. */
static int
add_ours(struct buf *out, const char *text, bool keep_default)
{
	const char *line;
	size_t len;
	int rc = 0;

	while (rc == 0 && next_line(&text, &line, &len)) {
		if (!keep_default && is_default(line))
			continue;
		rc = buf_add(out, line, len);
		if (rc == 0)
			rc = buf_add(out, "\n", 1);
	}
	return rc;
}

int
install_merge_account(const struct buf *there, const struct buf *ours,
    struct buf *added, struct err *err)
{
	const char *text = buf_text(there);
	char name[WORD_MAX];
	struct buf plain;
	bool known;
	int rc;

	if (strlen(text) != there->len || strchr(text, '\r') != NULL)
		return err_set(err, "it holds NUL bytes or carriage returns");
	buf_init(&plain, added->ceiling);
	rc = add_ours(&plain, buf_text(ours), false);
	known = rc == 0 && strstr(text, buf_text(&plain)) != NULL;
	buf_clear(&plain);
	if (known)
		return 0;
	own_name(buf_text(ours), name);
	if (check_there(text, name, err) == -1)
		return -1;
	/* An empty line first: the last one there may go on (backslash). */
	if (there->len > 0)
		rc = buf_add_str(
		    added, text[there->len - 1] == '\n' ? "\n" : "\n\n");
	if (rc == 0)
		rc = add_ours(added, buf_text(ours), !has_default(text));
	return rc == 0 ? 0 : err_set(err, "it would become too large");
}
