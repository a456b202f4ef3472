#include "probe/report/redactor.h"

#include <stdlib.h>
#include <string.h>

#include "probe/report/notation.h"
#include "profiles/base/buf.h"
#include "profiles/base/digest.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"

enum {
	SHIFTS = 3,
	PIECE_MIN = 8, /* characters of base64 that are no accident */
	HEX_MIN = 4    /* bytes in hexadecimal that are none */
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

/* The length of the password at text, in either case, or 0. */
static size_t
match_plain(
    const struct redactor *r, const char *text, size_t len, bool written)
{
	const char *p = secret_text(r->plain);
	size_t used = 0, n, k;

	for (; *p != '\0'; p += k, used += n) {
		k = 1;
		n = written ? notation_match(p, text + used, len - used, &k)
			    : 0;
		if (n > 0)
			continue;
		if (used == len || fold(text[used]) != fold(*p))
			return 0;
		n = k = 1;
	}
	return used;
}

/* The same, all of it in hexadecimal digits. */
static size_t
match_hex(const struct redactor *r, const char *text, size_t len)
{
	const char *p = secret_text(r->plain);
	size_t n = secret_len(r->plain), i;

	if (n < HEX_MIN || len / 2 < n)
		return 0;
	for (i = 0; i < n; i++)
		if (hex(text[2 * i]) < 0 || hex(text[2 * i + 1]) < 0 ||
		    fold((char)(hex(text[2 * i]) << 4 |
			hex(text[2 * i + 1]))) != fold(p[i]))
			return 0;
	return 2 * n;
}

/* The last two digits of base64: usual, in mailbox names, in URLs. */
static const char *const alphabets[] = { "+/", "+,", "-_" };

static bool
is_base64(char c, const char *last)
{
	return (c >= '0' && c <= '9') || (fold(c) >= 'a' && fold(c) <= 'z') ||
	    c == last[0] || c == last[1] || c == '=';
}

/* Without regard to case and alphabet. */
static char
same_digit(char c)
{
	if (c == '-')
		return '+';
	return c == ',' || c == '_' ? '/' : fold(c);
}

/* How far two texts go together. */
static size_t
common(const char *a, size_t na, const char *b, size_t nb)
{
	size_t n = 0;

	while (n < na && n < nb && same_digit(a[n]) == same_digit(b[n]))
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

/* The length of the base64 text at text[at], when the password is in there:
 * its neighbours tell some bits of it, so all of it goes. */
static size_t
match_base64(const struct redactor *r, const char *text, size_t at, size_t len)
{
	const char *last;
	size_t n, i, k;

	for (k = 0; k < sizeof(alphabets) / sizeof(alphabets[0]); k++) {
		last = alphabets[k];
		if (at > 0 && is_base64(text[at - 1], last))
			continue;
		n = 0;
		while (at + n < len && is_base64(text[at + n], last))
			n++;
		for (i = 0; i < r->n; i++)
			if (holds_form(r->forms[i], text + at, n))
				return n;
	}
	return 0;
}

/* Marks what hides the password; view: where the text came from, or NULL. */
static bool
mark(const struct redactor *r, const char *text, size_t len,
    const struct notation_view *view, char *marks)
{
	size_t i, n, from, to;
	bool found = false;

	for (i = 0; i < len; i += n) {
		n = match_plain(r, text + i, len - i, false);
		if (n == 0)
			n = match_plain(r, text + i, len - i, true);
		if (n == 0)
			n = match_hex(r, text + i, len - i);
		if (n == 0)
			n = match_base64(r, text, i, len);
		if (n == 0) {
			n = 1;
			continue;
		}
		found = true;
		from = view == NULL ? i : view->from[i];
		to = view == NULL ? i + n : view->to[i + n - 1];
		memset(marks + from, 1, to - from);
	}
	return found;
}

/* The text as it stands, and with the shifts of UTF-7 decoded. */
static bool
mark_all(const struct redactor *r, const char *text, size_t len, char *marks)
{
	bool found = mark(r, text, len, NULL, marks);
	struct notation_view v;
	int modified;

	for (modified = 0; modified < 2; modified++) {
		if (notation_utf7(&v, text, len, modified) == -1)
			continue;
		found |= mark(r, v.bytes, v.n, &v, marks);
		notation_clear(&v);
	}
	return found;
}

bool
redactor_finds(const struct redactor *r, const char *text)
{
	size_t len = strlen(text);
	char *marks;
	bool found;

	if (r == NULL || r->plain == NULL)
		return false;
	marks = xcalloc(len + 1, 1);
	found = mark_all(r, text, len, marks);
	free(marks);
	return found;
}

void
redactor_hide(
    const struct redactor *r, const char *text, size_t len, struct buf *out)
{
	char *marks;
	size_t i;

	if (r == NULL || r->plain == NULL) {
		buf_add(out, text, len);
		return;
	}
	marks = xcalloc(len + 1, 1);
	(void)mark_all(r, text, len, marks);
	for (i = 0; i < len; i++)
		if (!marks[i])
			buf_add(out, text + i, 1);
		else if (i == 0 || !marks[i - 1])
			buf_add_str(out, hidden);
	free(marks);
}
