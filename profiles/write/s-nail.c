#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/format/url.h"
#include "profiles/write/write.h"

/* It cannot choose by itself; every server with a password takes PLAIN or
 * LOGIN inside TLS. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_ENCRYPTED] = "cram-md5",
	[AUTH_OAUTH2] = "oauthbearer",
	[AUTH_GSSAPI] = "gssapi",
	[AUTH_CLIENT_IP] = "none",
	[AUTH_NONE] = "none",
};

/* Single quotes as in sh, with '\'' for the quote itself. */
static void
add_quoted(struct buf *out, const char *s)
{
	buf_add_str(out, "'");
	for (; *s != '\0'; s++)
		if (*s == '\'')
			buf_add_str(out, "'\\''");
		else
			buf_add(out, s, 1);
	buf_add_str(out, "'");
}

static void
set(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "\tset %s=", name);
	add_quoted(out, value);
	buf_add_str(out, "\n");
}

static void
set_place(struct buf *out, const struct account *a, const char *name,
    const struct endpoint *e, const char *folder)
{
	struct buf url;

	buf_init(&url, out->ceiling);
	buf_printf(&url, "%s%s://", protocol_name(e->protocol),
	    e->security == SECURITY_TLS ? "s" : "");
	if (!write_is_open(&s_nail_writer, e)) {
		url_add_word(&url, e->username);
		if (a->password != NULL) {
			buf_add_str(&url, ":");
			url_add_word(&url, secret_text(a->password));
		}
		buf_add_str(&url, "@");
	}
	url_add_host(&url, e->host);
	buf_printf(&url, ":%u%s", e->port, folder);
	set(out, name, buf_text(&url));
	buf_clear(&url);
}

static void
set_login(struct buf *out, const struct endpoint *e)
{
	enum auth kind = write_login_kind(&s_nail_writer, e);
	const char *protocol = protocol_name(e->protocol);

	if (e->security == SECURITY_STARTTLS)
		buf_printf(out, "\tset %s-use-starttls\n", protocol);
	if (*auths[kind] != '\0')
		buf_printf(out, "\tset %s-auth=%s\n", protocol, auths[kind]);
	if (e->protocol == PROTO_POP3)
		buf_add_str(out, "\tset pop3-no-apop pop3-bulk-load\n");
}

/* A word of a netrc file, where a backslash escapes. */
static void
add_netrc_word(struct buf *out, const char *s)
{
	struct buf word;

	buf_init(&word, out->ceiling);
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_add_str(&word, "\\");
		buf_add(&word, s, 1);
	}
	write_shell_word(out, buf_text(&word));
	buf_clear(&word);
}

/* A shell command that prints the line of a netrc file for e; such a file
 * knows no ports. */
static void
add_netrc_line(
    struct buf *out, const struct account *a, const struct endpoint *e)
{
	struct buf command;

	buf_init(&command, out->ceiling);
	write_password_command(&command, a, e);
	buf_add_str(out,
	    "printf \"machine %s login \\\"%s\\\" password \\\"%s\\\"\\n\" ");
	write_shell_word(out, e->host);
	buf_add_str(out, " ");
	add_netrc_word(out, e->username);
	buf_add_str(out, " \"$(sh -c ");
	write_shell_word(out, buf_text(&command));
	buf_add_str(out, " | sed \"s/[\\\"\\\\\\\\]/\\\\\\\\&/g\")\"");
	buf_clear(&command);
}

static bool
needs_password(const struct endpoint *e)
{
	return e != NULL && !write_is_open(&s_nail_writer, e) &&
	    write_login_kind(&s_nail_writer, e) != AUTH_GSSAPI;
}

/* The servers that need a line each: one host and user name, one line. */
static size_t
list_logins(const struct account *a, const struct endpoint *list[2])
{
	size_t n = 0;

	if (needs_password(a->incoming))
		list[n++] = a->incoming;
	if (needs_password(a->outgoing) &&
	    (n == 0 || strcmp(list[0]->host, a->outgoing->host) != 0 ||
		strcmp(list[0]->username, a->outgoing->username) != 0))
		list[n++] = a->outgoing;
	return n;
}

/* The one place where a command can give passwords is the netrc file. */
static void
set_netrc(struct buf *out, const struct account *a)
{
	const struct endpoint *list[2];
	size_t i, n = list_logins(a, list);
	struct buf command;

	if (a->password != NULL || n == 0)
		return;
	buf_init(&command, out->ceiling);
	for (i = 0; i < n; i++) {
		buf_add_str(&command, i == 0 ? "" : "; ");
		add_netrc_line(&command, a, list[i]);
	}
	buf_add_str(out, "\tset netrc-lookup\n");
	set(out, "netrc-pipe", buf_text(&command));
	buf_clear(&command);
}

static void
add_incoming(struct buf *out, const struct account *a)
{
	const struct folders *f = &a->folders;
	struct buf folder;

	set_place(out, a, "inbox", a->incoming, "");
	set_login(out, a->incoming);
	/* Read mail stays where it is. */
	buf_add_str(out, "\tset hold keep keepsave\n");
	if (a->incoming->protocol != PROTO_IMAP)
		return;
	set_place(out, a, "folder", a->incoming, "");
	buf_init(&folder, out->ceiling);
	buf_printf(&folder, "+%s", f->sent == NULL ? "Sent" : f->sent);
	set(out, "record", buf_text(&folder));
	buf_clear(&folder);
}

static void
set_from(struct buf *out, const struct account *a)
{
	struct buf from;

	buf_init(&from, out->ceiling);
	write_sender(&from, a, "\"\\");
	set(out, "from", buf_text(&from));
	buf_clear(&from);
}

static int
write_s_nail(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct endpoint *list[2];
	size_t i, n = list_logins(a, list);

	for (i = 0; i < n; i++)
		if (write_check_token(a, list[i],
			write_login_kind(&s_nail_writer, list[i]), "s-nail",
			err) == -1)
			return -1;
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Add to ~/.mailrc, readable for you alone; then:\n"
	    "# s-nail -A ");
	write_label(out, a);
	buf_add_str(out, "\n");
	for (i = 0; i < n; i++)
		write_keyring_comment(out, a, list[i]);
	buf_add_str(out,
	    "\nset v15-compat=yes\nset ttycharset=utf-8\n"
	    "set tls-verify=strict\n\naccount ");
	write_label(out, a);
	buf_add_str(out, " {\n");
	set_from(out, a);
	if (a->incoming != NULL)
		add_incoming(out, a);
	if (a->outgoing != NULL) {
		set_place(out, a, "mta", a->outgoing, "");
		set_login(out, a->outgoing);
	}
	set_netrc(out, a);
	buf_add_str(out, "}\n");
	return 0;
}

const struct writer s_nail_writer = {
	.name = "s-nail",
	.summary = N_("configuration of s-nail (mailx), to read and send mail "
		      "in a terminal"),
	.client = "s-nail 14.9+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-terminal.t",
	.file = "{address}.mailrc",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_ALL,
	.password = true,
	.auths = auths,
	.write = write_s_nail,
};
