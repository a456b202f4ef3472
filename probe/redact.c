#include "probe/redact.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/mem.h"
#include "probe/base/secret.h"

enum { FORMS = 5, SHIFTS = 3 };

static const char hidden[] = "<hidden>";

/* Each form lives in a secret of its own, so it is wiped as one. */
struct redactor {
	struct secret *forms[FORMS];
	size_t n;
};

static void
add_form(struct redactor *r, const char *bytes, size_t len)
{
	struct secret *form = secret_new(bytes, len);

	if (form != NULL)
		r->forms[r->n++] = form;
}

/* IMAP quoted strings put a backslash before quote and backslash. */
static void
add_quoted(struct redactor *r, const struct secret *s)
{
	const char *p = secret_text(s);
	struct buf b;

	if (strpbrk(p, "\"\\") == NULL)
		return;
	buf_init(&b, 2 * SECRET_MAX);
	for (; *p != '\0'; p++) {
		if (*p == '"' || *p == '\\')
			buf_add(&b, "\\", 1);
		buf_add(&b, p, 1);
	}
	add_form(r, buf_text(&b), b.len);
	buf_clear(&b);
}

/*
 * With shift unknown bytes before the secret, only the characters that no
 * neighbour touches are the same: the first and the last group are cut.
 */
static void
add_base64(struct redactor *r, const struct secret *s, size_t shift)
{
	size_t n = secret_len(s), first, last;
	unsigned char *in = xcalloc(1, n + shift + 1);
	unsigned char *out = xmalloc(4 * ((n + shift + 2) / 3) + 1);

	memcpy(in + shift, secret_text(s), n);
	EVP_EncodeBlock(out, in, (int)(n + shift));
	first = shift == 0 ? 0 : shift + 1;
	last = (n + shift) * 8 / 6;
	if (last > first + 3)
		add_form(r, (char *)out + first, last - first);
	explicit_bzero(in, n + shift);
	explicit_bzero(out, 4 * ((n + shift + 2) / 3));
	free(in);
	free(out);
}

struct redactor *
redactor_new(const struct secret *secret)
{
	struct redactor *r = xcalloc(1, sizeof(*r));
	size_t shift;

	if (secret == NULL)
		return r;
	add_form(r, secret_text(secret), secret_len(secret));
	add_quoted(r, secret);
	for (shift = 0; shift < SHIFTS; shift++)
		add_base64(r, secret, shift);
	return r;
}

void
redactor_free(struct redactor **r)
{
	size_t i;

	if (*r == NULL)
		return;
	for (i = 0; i < (*r)->n; i++)
		secret_free(&(*r)->forms[i]);
	free(*r);
	*r = NULL;
}

static size_t
match_form(const struct redactor *r, const char *text, size_t len)
{
	size_t i, n;

	for (i = 0; r != NULL && i < r->n; i++) {
		n = secret_len(r->forms[i]);
		if (n <= len && memcmp(text, secret_text(r->forms[i]), n) == 0)
			return n;
	}
	return 0;
}

void
redact(const struct redactor *r, const char *text, size_t len, struct buf *out)
{
	size_t i = 0, n;

	while (i < len) {
		n = match_form(r, text + i, len - i);
		if (n > 0)
			buf_add_str(out, hidden);
		else
			buf_add(out, text + i, n = 1);
		i += n;
	}
}
