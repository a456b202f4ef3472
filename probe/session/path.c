#include "probe/session/path.h"

#include <stdint.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/idna.h"
#include "profiles/base/str.h"

/*
 * Mailbox = Local-part "@" Domain; Local-part = Dot-string / Quoted-string
 * (RFC 5321 section 4.1.2; letters beyond ASCII: RFC 6531 section 3.3).
 */

/* RFC 5321 section 4.5.3.1 */
enum { LOCAL_MAX = 64, PATH_MAX_BYTES = 254 };

/* atext (RFC 5322 section 3.2.3), or a letter beyond ASCII */
static bool
is_atext(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
	    (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~", c) != NULL);
}

/* Dot-string = Atom *("." Atom) */
static bool
is_dot_string(const char *text)
{
	bool dot = true;

	for (; *text != '\0'; text++) {
		if (*text == '.' ? dot : !is_atext(*text))
			return false;
		dot = *text == '.';
	}
	return !dot;
}

/* Valid UTF-8 without controls: nothing that could end a command. */
static bool
is_clean(const char *text)
{
	size_t i = 0, n, len = strlen(text);
	uint32_t c;

	while (i < len) {
		n = str_utf8(text + i, len - i, &c);
		if (n == 0 || c < 0x20 || (c >= 0x7f && c < 0xa0) ||
		    c == 0x2028 || c == 0x2029)
			return false;
		i += n;
	}
	return true;
}

/* What a local part means that was typed in quotes; NULL: malformed. */
static const char *
unquote(struct arena *a, const char *text, size_t n)
{
	char *out = arena_strndup(a, text, n);
	size_t i, len = 0;

	if (n < 2 || text[n - 1] != '"')
		return NULL;
	for (i = 1; i < n - 1; i++) {
		if (text[i] == '"' || (text[i] == '\\' && ++i == n - 1))
			return NULL;
		out[len++] = text[i];
	}
	out[len] = '\0';
	return out;
}

/* Quoted-string = DQUOTE *QcontentSMTP DQUOTE */
static void
add_quoted(struct buf *out, const char *local)
{
	buf_add_str(out, "\"");
	for (; *local != '\0'; local++) {
		if (*local == '"' || *local == '\\')
			buf_add_str(out, "\\");
		buf_add(out, local, 1);
	}
	buf_add_str(out, "\"");
}

static const char *
domain_of(struct arena *a, const char *text, bool utf8)
{
	const char *ascii = idna_ascii(a, text), *letters;

	if (ascii == NULL || !utf8)
		return ascii;
	letters = idna_unicode(a, ascii);
	return letters != NULL ? letters : ascii;
}

const char *
path_of(struct arena *a, const char *address, bool *utf8_out)
{
	const char *at = strrchr(address, '@'), *local, *domain, *path;
	struct buf out;

	if (at == NULL || at == address || !is_clean(address))
		return NULL;
	local = *address == '"'
	    ? unquote(a, address, (size_t)(at - address))
	    : arena_strndup(a, address, (size_t)(at - address));
	if (local == NULL || *local == '\0')
		return NULL;
	*utf8_out = !str_is_ascii(local);
	domain = domain_of(a, at + 1, *utf8_out);
	if (domain == NULL)
		return NULL;
	buf_init(&out, 2 * PATH_MAX_BYTES);
	if (is_dot_string(local))
		buf_add_str(&out, local);
	else
		add_quoted(&out, local);
	path = NULL;
	if (out.len <= LOCAL_MAX && buf_printf(&out, "@%s", domain) == 0 &&
	    out.len <= PATH_MAX_BYTES)
		path = arena_strdup(a, buf_text(&out));
	buf_clear(&out);
	return path;
}
