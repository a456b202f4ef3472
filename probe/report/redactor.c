#include "probe/report/redactor.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/digest.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"

enum {
	SHIFTS = 3,
	PIECE_MIN = 8 /* characters of base64 that are no accident */
};

static const char hidden[] = "<hidden>";

/* Each form lives in a secret of its own, so it is wiped as one. */
struct redactor {
	struct secret *plain;
	struct secret *forms[SHIFTS]; /* base64 */
	size_t n;
};

static void
add_form(struct redactor *r, const char *bytes, size_t len)
{
	struct secret *form = secret_new(bytes, len);

	if (form != NULL)
		r->forms[r->n++] = form;
}

/*
 * With shift unknown bytes before the secret, only the characters that no
 * neighbour touches are the same: the first and the last group are cut.
 */
static void
add_base64(struct redactor *r, const struct secret *s, size_t shift)
{
	size_t n = secret_len(s), first, last;
	char *in = xcalloc(1, n + shift + 1);
	char *out = xmalloc(DIGEST_BASE64_SIZE(n + shift));

	memcpy(in + shift, secret_text(s), n);
	digest_base64(in, n + shift, out);
	first = shift == 0 ? 0 : shift + 1;
	last = (n + shift) * 8 / 6;
	if (last > first + 3)
		add_form(r, out + first, last - first);
	explicit_bzero(in, n + shift);
	explicit_bzero(out, DIGEST_BASE64_SIZE(n + shift));
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
	r->plain = secret_new(secret_text(secret), secret_len(secret));
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
	secret_free(&(*r)->plain);
	for (i = 0; i < (*r)->n; i++)
		secret_free(&(*r)->forms[i]);
	free(*r);
	*r = NULL;
}

static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static int
hex(char c)
{
	c = fold(c);
	if (c >= '0' && c <= '9')
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* One character as servers write it: behind IMAP's backslash, or
 * percent-encoded.  Its length, or 0. */
static size_t
match_written(char c, const char *text, size_t len)
{
	if (len >= 2 && text[0] == '\\' && text[1] == c)
		return 2;
	if (len >= 3 && text[0] == '%' && hex(text[1]) >= 0 &&
	    hex(text[2]) >= 0 &&
	    fold((char)(hex(text[1]) << 4 | hex(text[2]))) == fold(c))
		return 3;
	return c == ' ' && len >= 1 && text[0] == '+' ? 1 : 0;
}

/* The length of the password at text, in either case, or 0. */
static size_t
match_plain(
    const struct redactor *r, const char *text, size_t len, bool written)
{
	const char *p = secret_text(r->plain);
	size_t used = 0, n;

	for (; *p != '\0'; p++, used += n) {
		n = written ? match_written(*p, text + used, len - used) : 0;
		if (n == 0 && used < len && fold(text[used]) == fold(*p))
			n = 1;
		if (n == 0)
			return 0;
	}
	return used;
}

static bool
is_base64(char c)
{
	return (c >= '0' && c <= '9') || (fold(c) >= 'a' && fold(c) <= 'z') ||
	    c == '+' || c == '/' || c == '=';
}

/* How far two texts go together, without regard to case. */
static size_t
common(const char *a, size_t na, const char *b, size_t nb)
{
	size_t n = 0;

	while (n < na && n < nb && fold(a[n]) == fold(b[n]))
		n++;
	return n;
}

/*
 * Does a base64 text hold the form?  Whole, or, where a server cuts or folds
 * what it echoes, one end of it next to the end of the text.
 */
static bool
holds_form(const struct secret *form, const char *text, size_t len)
{
	const char *f = secret_text(form);
	size_t n = secret_len(form), i, same;

	for (i = 0; i < len; i++) {
		same = common(f, n, text + i, len - i);
		if (same == n || (same >= PIECE_MIN && i + same == len))
			return true;
	}
	for (i = 1; i + PIECE_MIN <= n; i++)
		if (common(f + i, n - i, text, len) == n - i)
			return true;
	return false;
}

/* The length of the base64 text at text, when the password is in there: its
 * neighbours tell some bits of it, so all of it goes. */
static size_t
match_base64(const struct redactor *r, const char *text, size_t len)
{
	size_t n = 0, i;

	while (n < len && is_base64(text[n]))
		n++;
	for (i = 0; i < r->n; i++)
		if (holds_form(r->forms[i], text, n))
			return n;
	return 0;
}

void
redactor_hide(
    const struct redactor *r, const char *text, size_t len, struct buf *out)
{
	size_t i = 0, n;

	if (r == NULL || r->plain == NULL) {
		buf_add(out, text, len);
		return;
	}
	while (i < len) {
		n = match_plain(r, text + i, len - i, false);
		if (n == 0)
			n = match_plain(r, text + i, len - i, true);
		if (n == 0 && (i == 0 || !is_base64(text[i - 1])))
			n = match_base64(r, text + i, len - i);
		if (n > 0)
			buf_add_str(out, hidden);
		else
			buf_add(out, text + i, n = 1);
		i += n;
	}
}
