#include <stdio.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/format/url.h"
#include "profiles/write/write.h"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "plain",
	[AUTH_OAUTH2] = "xoauth2",
	[AUTH_CLIENT_IP] = "none",
	[AUTH_NONE] = "none",
};

/*
 * A value goes to the end of the line, or to the first " #" or " ;".  One
 * that begins with a backtick goes to the last backtick of the line, and
 * nothing in it is special but %(name)s, which stands for another key.
 */
static void
set(struct buf *out, const char *name, const char *value)
{
	bool quote =
	    strpbrk(value, "`\"'#;\\") != NULL || write_has_outer_blanks(value);

	buf_printf(out, quote ? "%s = `%s`\n" : "%s = %s\n", name, value);
}

static int
set_command(struct buf *out, const struct account *a, const struct endpoint *e,
    const char *name, struct err *err)
{
	struct buf command;
	bool refused;

	if (a->password != NULL)
		return 0;
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, e);
	refused = strstr(buf_text(&command), "%(") != NULL;
	if (!refused)
		set(out, name, buf_text(&command));
	buf_clear(&command);
	return refused ? err_set(err,
			     "aerc cannot run a password command that holds "
			     "%%(")
		       : 0;
}

/* The scheme, the login and where to go. */
static void
set_place(struct buf *out, const struct account *a, const char *name,
    const struct endpoint *e, const char *login)
{
	struct buf url;

	buf_init(&url, out->ceiling);
	buf_printf(&url, "%s%s%s://", protocol_name(e->protocol),
	    e->security == SECURITY_TLS ? "s" : "", login);
	if (!write_is_open(&aerc_writer, e)) {
		url_add_word(&url, e->username);
		if (a->password != NULL) {
			buf_add_str(&url, ":");
			url_add_word(&url, secret_text(a->password));
		}
		buf_add_str(&url, "@");
	}
	url_add_host(&url, e->host);
	buf_printf(&url, ":%u", e->port);
	set(out, name, buf_text(&url));
	buf_clear(&url);
}

/* A folder, or the usual one when a part of the name would be read as the name
 * of a key: it comes from a server. */
static void
set_folder(
    struct buf *out, const char *name, const char *folder, const char *usual)
{
	if (folder != NULL && strstr(folder, "%(") == NULL)
		usual = folder;
	if (usual != NULL)
		set(out, name, usual);
}

static int
add_incoming(struct buf *out, const struct account *a, struct err *err)
{
	const struct folders *f = &a->folders;
	enum auth kind = write_login_kind(&aerc_writer, a->incoming);

	if (write_check_token(a, a->incoming, kind, "aerc", err) == -1)
		return -1;
	set_place(out, a, "source", a->incoming,
	    kind == AUTH_OAUTH2 ? "+xoauth2" : "");
	if (set_command(out, a, a->incoming, "source-cred-cmd", err) == -1)
		return -1;
	set(out, "default", "INBOX");
	set_folder(out, "copy-to", f->sent, "Sent");
	set_folder(out, "postpone", f->drafts, "Drafts");
	set_folder(out, "archive", f->archive, NULL);
	return 0;
}

static int
add_outgoing(struct buf *out, const struct account *a, struct err *err)
{
	const struct endpoint *e = a->outgoing;
	enum auth kind = write_login_kind(&aerc_writer, e);
	char login[16];

	if (write_check_token(a, e, kind, "aerc", err) == -1)
		return -1;
	snprintf(login, sizeof(login), "+%s", auths[kind]);
	set_place(out, a, "outgoing", e, login);
	/* aerc 0.14 knows "yes" only, whatever its manual says; since 0.15
	 * the scheme tells. */
	if (e->security == SECURITY_STARTTLS)
		set(out, "smtp-starttls", "yes");
	if (write_is_open(&aerc_writer, e))
		return 0;
	return set_command(out, a, e, "outgoing-cred-cmd", err);
}

/* A quoted pair keeps %( from being read as a key. */
static void
set_from(struct buf *out, const struct account *a)
{
	struct buf from;

	buf_init(&from, out->ceiling);
	write_sender(&from, a, "\"\\(");
	set(out, "from", buf_text(&from));
	buf_clear(&from);
}

static int
write_aerc(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.config/aerc/accounts.conf, readable for you "
	    "alone.\n");
	write_keyring_comment(out, a, a->incoming);
	if (a->outgoing != NULL && !write_is_open(&aerc_writer, a->outgoing))
		write_keyring_comment(out, a, a->outgoing);
	buf_add_str(out, "\n[");
	write_label(out, a);
	buf_add_str(out, "]\n");
	set_from(out, a);
	if (add_incoming(out, a, err) == -1)
		return -1;
	return a->outgoing == NULL ? 0 : add_outgoing(out, a, err);
}

const struct writer aerc_writer = {
	.name = "aerc",
	.summary = N_("configuration of aerc, to read and send mail in a "
		      "terminal"),
	.client = "aerc 0.14+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-terminal.t",
	.file = "{address}.accounts.conf",
	.protocols = WRITES_IMAP | WRITES_SMTP,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_aerc,
};
