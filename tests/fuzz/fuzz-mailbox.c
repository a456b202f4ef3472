// room: probe/session
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/report/redactor.h"
#include "probe/session/mailbox.h"
#include "profiles/base/buf.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HIDDEN_MAX = 1 << 20 };

/* Nothing that the password is in may go into a profile. */
static void
check_name(const struct redactor *r, const char *name)
{
	if (name != NULL && redactor_finds(r, name))
		abort();
}

static void
check_names(const struct redactor *r, const struct mailbox_result *m)
{
	check_name(r, m->folders.sent);
	check_name(r, m->folders.drafts);
	check_name(r, m->folders.trash);
	check_name(r, m->folders.junk);
	check_name(r, m->folders.archive);
	check_name(r, m->prefix);
}

/* One line of a server, whole, literals in it being quoted strings; the first
 * byte chooses the password. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const passwords[] = { "geheim", "g\"e\\h<\xc3\xa4>&",
		"\xf0\x9f\x98\x80 \xe2\x82\xac-=%+", "a" };
	const char *password;
	struct mailbox_result m = { .messages = -1, .bytes = -1 };
	struct arena a = { NULL };
	struct redactor *r;
	struct secret *s;
	struct buf out;
	char *line;

	if (size == 0)
		return 0;
	password = passwords[data[0] % 4];
	s = secret_new(password, strlen(password));
	r = redactor_new(s);
	line = strndup((const char *)data + 1, size - 1);
	mailbox_take_imap(&m, &a, r, line);
	check_names(r, &m);
	buf_init(&out, HIDDEN_MAX);
	redactor_hide(r, line, strlen(line), &out);
	if (strlen(password) > 1 &&
	    str_find_nocase(buf_text(&out), password) != NULL)
		abort();
	buf_clear(&out);
	free(line);
	arena_clear(&a);
	redactor_free(&r);
	secret_free(&s);
	return 0;
}
