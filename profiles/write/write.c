#include "profiles/write/write.h"

#include <stdint.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"

bool
write_auth_kind_but(const struct writer *w, const struct endpoint *e,
    enum auth but, enum auth *out)
{
	enum auth a;
	size_t i;

	for (i = 0; i < e->nauths || i == 0; i++) {
		a = e->nauths == 0 ? AUTH_PASSWORD : e->auths[i];
		if (a == but || w->auths[a] == NULL)
			continue;
		if ((a == AUTH_NONE || a == AUTH_CLIENT_IP) &&
		    e->protocol != PROTO_SMTP)
			continue;
		*out = a;
		return true;
	}
	return false;
}

bool
write_auth_kind(
    const struct writer *w, const struct endpoint *e, enum auth *out)
{
	return write_auth_kind_but(w, e, AUTH_COUNT, out);
}

const char *
write_auth(const struct writer *w, const struct endpoint *e)
{
	enum auth a;

	return write_auth_kind(w, e, &a) ? w->auths[a] : NULL;
}

enum auth
write_login_kind(const struct writer *w, const struct endpoint *e)
{
	enum auth kind = AUTH_PASSWORD;

	if (!write_auth_kind_but(w, e, AUTH_OAUTH2, &kind))
		write_auth_kind(w, e, &kind);
	return kind;
}

int
write_check_token(const struct account *a, const struct endpoint *e,
    enum auth kind, const char *program, struct err *err)
{
	if (kind != AUTH_OAUTH2 || a->password_command != NULL)
		return 0;
	return err_set(err,
	    "%s wants OAuth2, and %s then needs a command that prints an "
	    "access token",
	    e->host, program);
}

bool
write_is_open(const struct writer *w, const struct endpoint *e)
{
	enum auth a;

	return write_auth_kind(w, e, &a) &&
	    (a == AUTH_NONE || a == AUTH_CLIENT_IP);
}

void
write_address(struct buf *out, const struct account *a)
{
	const char *at = strrchr(a->address, '@');

	buf_add(out, a->address, (size_t)(at - a->address) + 1);
	buf_add_str(out, a->domain);
}

bool
write_folder_fits(const struct account *a, const char *name)
{
	return a->folders.delimiter == '/' || strchr(name, '/') == NULL;
}

void
write_label(struct buf *out, const struct account *a)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@.+_-";
	size_t i, start = out->len;

	write_address(out, a);
	for (i = start; i < out->len; i++)
		if (strchr(plain, out->data[i]) == NULL ||
		    (i == start && out->data[i] == '-'))
			out->data[i] = '_';
}

/* A word for sh (POSIX.1-2017 Shell Command Language section 2.2). */
void
write_shell_word(struct buf *out, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "@%+=:,./_-";

	if (*s != '\0' && s[strspn(s, plain)] == '\0') {
		buf_add_str(out, s);
		return;
	}
	buf_add_str(out, "'");
	for (; *s != '\0'; s++) {
		if (*s == '\'')
			buf_add_str(out, "'\\''");
		else
			buf_add(out, s, 1);
	}
	buf_add_str(out, "'");
}

void
write_escaped(struct buf *out, const char *s, const char *special)
{
	for (; *s != '\0'; s++) {
		if (strchr(special, *s) != NULL)
			buf_add_str(out, "\\");
		buf_add(out, s, 1);
	}
}

/* The Python Language Reference section 2.4.1, TOML 1.0.0 "String", the GNU
 * Emacs Lisp Reference Manual "String Type": other characters stand for
 * themselves. */
void
write_quoted(struct buf *out, const char *s)
{
	buf_add_str(out, "\"");
	write_escaped(out, s, "\"\\");
	buf_add_str(out, "\"");
}

/* RFC 5322 section 3.4; the name is always quoted. */
void
write_sender(struct buf *out, const struct account *a, const char *special)
{
	if (*a->name != '\0') {
		buf_add_str(out, "\"");
		write_escaped(out, a->name, special);
		buf_add_str(out, "\" ");
	}
	buf_add_str(out, "<");
	write_address(out, a);
	buf_add_str(out, ">");
}

/*
 * An argument reaches to the end of the line and nothing in it is an escape;
 * one outer pair of quotes is removed.  So quotes are written only where the
 * value begins or ends with a blank or has an outer pair of its own.
 */
void
write_argument(struct buf *out, const char *name, const char *value)
{
	size_t n = strlen(value);
	bool quote = write_has_outer_blanks(value) ||
	    (n > 0 && *value == '"' && value[n - 1] == '"');

	buf_printf(out, quote ? "%-14s \"%s\"\n" : "%-14s %s\n", name, value);
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || c == 0xa0 || c == 0x1680 ||
	    (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
	    c == 0x3000;
}

bool
write_has_outer_blanks(const char *s)
{
	bool first = false, last = false;
	size_t i, n, len = strlen(s);
	uint32_t c;

	for (i = 0; i < len; i += n) {
		n = str_utf8(s + i, len - i, &c);
		if (n == 0)
			return false;
		last = is_blank(c);
		first = first || (i == 0 && last);
	}
	return first || last;
}

static void
keyring_attributes(struct buf *out, const struct endpoint *e)
{
	buf_add_str(out, " host ");
	write_shell_word(out, e->host);
	buf_printf(out, " service %s user ", protocol_name(e->protocol));
	write_shell_word(out, e->username);
}

void
write_password_command(
    struct buf *out, const struct account *a, const struct endpoint *e)
{
	if (a->password_command != NULL) {
		buf_add_str(out, a->password_command);
		return;
	}
	buf_add_str(out, "secret-tool lookup");
	keyring_attributes(out, e);
}

void
write_server_arguments(
    struct buf *out, const struct endpoint *e, const char *auth)
{
	write_argument(out, "host", e->host);
	buf_printf(out, "%-14s %u\n", "port", e->port);
	write_argument(out, "tls", "on");
	write_argument(out, "tls_starttls",
	    e->security == SECURITY_STARTTLS ? "on" : "off");
	write_argument(out, "tls_trust_file", "system");
	write_argument(out, "auth", auth);
}

void
write_login_arguments(
    struct buf *out, const struct account *a, const struct endpoint *e)
{
	struct buf command;

	write_argument(out, "user", e->username);
	if (a->password != NULL) {
		write_argument(out, "password", secret_text(a->password));
		return;
	}
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, e);
	write_argument(out, "passwordeval", buf_text(&command));
	buf_clear(&command);
}

void
write_comment(
    struct buf *out, const struct account *a, const struct writer_options *o)
{
	buf_add_str(out, "# ");
	if (*a->provider != '\0')
		buf_printf(out, "%s, ", a->provider);
	buf_printf(out, "%s: written by %s\n", a->address, o->tool);
}

void
write_keyring_comment(
    struct buf *out, const struct account *a, const struct endpoint *e)
{
	if (a->password != NULL || a->password_command != NULL)
		return;
	buf_add_str(out,
	    "# Put the password into the keyring once:\n"
	    "# secret-tool store --label=Mail");
	keyring_attributes(out, e);
	buf_add_str(out, "\n");
}

void
write_maildir_comment(struct buf *out, const char *label)
{
	buf_printf(out,
	    "and create the folder:\n"
	    "# mkdir -p ~/Mail/%s/cur ~/Mail/%s/new ~/Mail/%s/tmp\n",
	    label, label, label);
}

int
write_check_lines(
    const struct buf *out, const char *program, size_t max, struct err *err)
{
	const char *line, *end;

	for (line = out->data; *line != '\0'; line = end + 1) {
		end = strchr(line, '\n');
		if ((size_t)(end - line) >= max)
			return err_set(err,
			    "%s cannot read lines of more than %zu bytes, "
			    "and a value is too long for that",
			    program, max - 1);
	}
	return 0;
}
