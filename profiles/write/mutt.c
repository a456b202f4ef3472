#include <stdio.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/format/url.h"
#include "profiles/write/write.h"

/* "": mutt chooses among what the server offers. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_ENCRYPTED] = "",
	[AUTH_SCRAM] = "",
	[AUTH_OAUTH2] = "oauthbearer:xoauth2",
	[AUTH_GSSAPI] = "gssapi",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

/* mutt and NeoMutt differ in how they read a command in backticks. */
struct dialect {
	const struct writer *row;
	const char *program, *place;
	bool escapes;
};

/*
 * Nothing is special between single quotes, and nothing can stand for the
 * quote itself.  Between double quotes a backslash escapes.
 */
static void
add_quoted(struct buf *out, const char *s)
{
	if (strchr(s, '\'') == NULL) {
		buf_printf(out, "'%s'", s);
		return;
	}
	buf_add_str(out, "\"");
	write_escaped(out, s, "\"\\$`");
	buf_add_str(out, "\"");
}

static void
set(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "set %s = ", name);
	add_quoted(out, value);
	buf_add_str(out, "\n");
}

/*
 * The output of a command in backticks is taken as it is only between double
 * quotes.  mutt hands the command to the shell untouched, up to the next
 * backtick that no backslash stands before.  NeoMutt first fills in $names
 * and takes one level of backslashes away.
 */
static int
set_output(struct buf *out, const struct dialect *d, const char *name,
    const char *command, struct err *err)
{
	const char *s;

	if (!d->escapes && strchr(command, '`') != NULL)
		return err_set(err,
		    "mutt cannot run a password command that holds a "
		    "backtick");
	buf_printf(out, "set %s = \"`", name);
	for (s = command; *s != '\0'; s++) {
		if (d->escapes && strchr("\\$`", *s) != NULL)
			buf_add_str(out, "\\");
		else if (*s == '\\' && s[1] == '\0')
			return err_set(err,
			    "mutt cannot run a password command that ends "
			    "with a backslash");
		else if (*s == '\\')
			buf_add(out, s++, 1);
		buf_add(out, s, 1);
	}
	buf_add_str(out, "`\"\n");
	return 0;
}

/* What belongs to the login: protocol is "imap", "pop" or "smtp". */
static int
set_login(struct buf *out, const struct dialect *d, const struct account *a,
    const struct endpoint *e, const char *protocol, struct err *err)
{
	enum auth kind = write_login_kind(d->row, e);
	char name[64];
	struct buf command;
	int rc;

	if (write_check_token(a, e, kind, d->program, err) == -1)
		return -1;
	if (*auths[kind] != '\0')
		buf_printf(out, "set %s_authenticators = '%s'\n", protocol,
		    auths[kind]);
	if (kind == AUTH_GSSAPI || write_is_open(d->row, e))
		return 0;
	snprintf(name, sizeof(name), "%s_%s", protocol,
	    kind == AUTH_OAUTH2 ? "oauth_refresh_command" : "pass");
	if (kind == AUTH_OAUTH2) {
		set(out, name, a->password_command);
		return 0;
	}
	if (a->password != NULL) {
		set(out, name, secret_text(a->password));
		return 0;
	}
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, e);
	rc = set_output(out, d, name, buf_text(&command), err);
	buf_clear(&command);
	return rc;
}

static void
set_url(struct buf *out, const char *name, const char *scheme,
    const struct endpoint *e, bool with_user)
{
	struct buf url;

	buf_init(&url, out->ceiling);
	url_add_place(&url, scheme, e, with_user);
	set(out, name, buf_text(&url));
	buf_clear(&url);
}

/* A folder below $folder; in a URL percent signs are escapes. */
static void
set_folder(struct buf *out, const char *name, const char *folder)
{
	struct buf value;

	buf_init(&value, out->ceiling);
	buf_add_str(&value, "=");
	for (; *folder != '\0'; folder++) {
		buf_add(&value, folder, 1);
		if (*folder == '%')
			buf_add_str(&value, "25");
	}
	set(out, name, buf_text(&value));
	buf_clear(&value);
}

static int
add_imap(struct buf *out, const struct dialect *d, const struct account *a,
    struct err *err)
{
	const struct endpoint *e = a->incoming;
	const struct folders *f = &a->folders;
	const char delimiter[] = { f->delimiter, '\0' };

	buf_add_str(out, "\n");
	set(out, "imap_user", e->username);
	if (set_login(out, d, a, e, "imap", err) == -1)
		return -1;
	set_url(out, "folder", e->security == SECURITY_TLS ? "imaps" : "imap",
	    e, false);
	set(out, "spoolfile", "=INBOX");
	if (f->delimiter != '\0')
		set(out, "imap_delim_chars", delimiter);
	set_folder(out, "record", f->sent == NULL ? "Sent" : f->sent);
	set_folder(out, "postponed", f->drafts == NULL ? "Drafts" : f->drafts);
	if (f->trash != NULL)
		set_folder(out, "trash", f->trash);
	return 0;
}

/*
 * Fetching knows no difference between old and new mail: the command that
 * tells it (LAST) left POP3 with RFC 1725.  So mail that stays on the server
 * is read there.
 */
static int
add_pop3(struct buf *out, const struct dialect *d, const struct account *a,
    struct err *err)
{
	const struct endpoint *e = a->incoming;
	const char *scheme = e->security == SECURITY_TLS ? "pops" : "pop";
	bool fetch = a->retention == RETENTION_DELETE;
	struct buf folder;

	buf_add_str(out, "\n");
	set_url(out, "pop_host", scheme, e, true);
	if (set_login(out, d, a, e, "pop", err) == -1)
		return -1;
	buf_printf(out, "set pop_delete = %s\n", fetch ? "yes" : "no");
	buf_add_str(out, "set mbox_type = Maildir\n");
	buf_init(&folder, out->ceiling);
	buf_add_str(&folder, "~/Mail/");
	write_label(&folder, a);
	set(out, "folder", buf_text(&folder));
	buf_clear(&folder);
	if (fetch)
		set(out, "spoolfile", "=INBOX");
	else
		set_url(out, "spoolfile", scheme, e, true);
	set(out, "record", "=Sent");
	set(out, "postponed", "=Drafts");
	return 0;
}

static int
add_smtp(struct buf *out, const struct dialect *d, const struct account *a,
    struct err *err)
{
	const struct endpoint *e = a->outgoing;

	buf_add_str(out, "\n");
	set_url(out, "smtp_url", e->security == SECURITY_TLS ? "smtps" : "smtp",
	    e, !write_is_open(d->row, e));
	return set_login(out, d, a, e, "smtp", err);
}

static void
add_identity(struct buf *out, const struct account *a)
{
	struct buf address;

	buf_init(&address, out->ceiling);
	write_address(&address, a);
	buf_add_str(out, "\n");
	if (*a->name != '\0')
		set(out, "realname", a->name);
	set(out, "from", buf_text(&address));
	buf_add_str(out, "set use_from = yes\nset envelope_from = yes\n");
	buf_clear(&address);
}

static void
add_folder_comment(struct buf *out, const struct account *a)
{
	static const char *const parts[] = { "cur", "new", "tmp" };
	size_t i;

	buf_add_str(out, "# mkdir -p");
	for (i = 0; i < 3; i++) {
		buf_add_str(out, " ~/Mail/");
		write_label(out, a);
		buf_printf(out, "/INBOX/%s", parts[i]);
	}
	buf_add_str(out, "\n");
}

static void
add_head(struct buf *out, const struct dialect *d, const struct account *a,
    const struct writer_options *o)
{
	bool pop3 = a->incoming != NULL && a->incoming->protocol == PROTO_POP3;

	write_comment(out, a, o);
	buf_printf(out, "# Save as %s, readable for you alone%s\n", d->place,
	    pop3 ? ", and create its folder:" : ".");
	if (pop3)
		add_folder_comment(out, a);
	if (pop3 && a->retention == RETENTION_DELETE)
		buf_add_str(out, "# G fetches new mail.\n");
	if (a->incoming != NULL)
		write_keyring_comment(out, a, a->incoming);
	if (a->outgoing != NULL && !write_is_open(d->row, a->outgoing))
		write_keyring_comment(out, a, a->outgoing);
}

static int
write_dialect(const struct dialect *d, const struct account *a,
    const struct writer_options *o, struct buf *out, struct err *err)
{
	add_head(out, d, a, o);
	add_identity(out, a);
	/* Both hold for every protocol: no login without TLS. */
	buf_add_str(out, "set ssl_force_tls = yes\nset ssl_starttls = yes\n");
	if (a->incoming != NULL && a->incoming->protocol == PROTO_IMAP &&
	    add_imap(out, d, a, err) == -1)
		return -1;
	if (a->incoming != NULL && a->incoming->protocol == PROTO_POP3 &&
	    add_pop3(out, d, a, err) == -1)
		return -1;
	return a->outgoing == NULL ? 0 : add_smtp(out, d, a, err);
}

static int
write_mutt(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	static const struct dialect mutt = { &mutt_writer, "mutt",
		"~/.config/mutt/muttrc", false };

	return write_dialect(&mutt, a, o, out, err);
}

static int
write_neomutt(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	static const struct dialect neomutt = { &mutt_writer_neomutt, "NeoMutt",
		"~/.config/neomutt/neomuttrc", true };

	return write_dialect(&neomutt, a, o, out, err);
}

const struct writer mutt_writer = {
	.name = "mutt",
	.summary = N_("configuration of mutt, to read and send mail in a "
		      "terminal"),
	.client = "mutt 2.0+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-mutt.t",
	.file = "{address}.muttrc",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_ALL,
	.password = true,
	.auths = auths,
	.write = write_mutt,
};

const struct writer mutt_writer_neomutt = {
	.name = "neomutt",
	.summary = N_("configuration of NeoMutt, to read and send mail in a "
		      "terminal"),
	.client = "NeoMutt 2022+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-mutt.t",
	.file = "{address}.neomuttrc",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_ALL,
	.password = true,
	.auths = auths,
	.write = write_neomutt,
};
