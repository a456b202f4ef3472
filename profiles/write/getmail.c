#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/base/str.h"
#include "profiles/write/write.h"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_ENCRYPTED] = "use_cram_md5",
	[AUTH_OAUTH2] = "use_xoauth2",
	[AUTH_GSSAPI] = "use_kerberos",
};

/* For POP3 it knows USER and PASS only, which we want inside TLS alone. */
static int
choose_login(const struct endpoint *e, enum auth *kind, struct err *err)
{
	static const char *const password[AUTH_COUNT] = { [AUTH_PASSWORD] =
							      "" };
	struct writer w = getmail_writer;

	*kind = write_login_kind(&w, e);
	if (e->protocol != PROTO_POP3)
		return 0;
	w.auths = password;
	if (!write_auth_kind(&w, e, kind))
		return err_set(err,
		    "getmail can log in by POP3 with user name and password "
		    "only, and %s wants another way",
		    e->host);
	return 0;
}

/* Values are raw to the end of the line, without the blanks at both ends.
 * For IMAP Python sends ASCII only, and the user name without quotes: so it
 * must be an atom (RFC 3501 section 9). */
static int
check_value(const struct account *a, const char *what, const char *value,
    struct err *err)
{
	if (write_has_outer_blanks(value))
		return err_set_word(err, 1,
		    "getmail cannot read a %s that begins or ends with a "
		    "blank",
		    what);
	if (a->incoming->protocol == PROTO_IMAP && !str_is_ascii(value))
		return err_set_word(err, 1,
		    "getmail cannot log in by IMAP with a %s that is not "
		    "ASCII",
		    what);
	if (a->incoming->protocol == PROTO_IMAP &&
	    value == a->incoming->username &&
	    strpbrk(value, " (){%*\"\\]") != NULL)
		return err_set(err,
		    "getmail cannot log in by IMAP with a user name that has "
		    "blanks, quotes or one of (){%%*\\]");
	return 0;
}

static void
add_password(struct buf *out, const struct account *a)
{
	struct buf command;

	if (a->password != NULL) {
		buf_printf(out, "password = %s\n", secret_text(a->password));
		return;
	}
	/* A tuple of Python, which no shell sees. */
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, a->incoming);
	buf_add_str(out, "password_command = (\"sh\", \"-c\", ");
	write_quoted(out, buf_text(&command));
	buf_add_str(out, ")\n");
	buf_clear(&command);
}

static void
add_retriever(struct buf *out, const struct account *a, enum auth kind)
{
	const struct endpoint *e = a->incoming;
	bool imap = e->protocol == PROTO_IMAP;

	buf_printf(out,
	    "\n[retriever]\ntype = Simple%sSSLRetriever\n"
	    "server = %s\nport = %u\nusername = %s\n",
	    imap ? "IMAP" : "POP3", e->host, e->port, e->username);
	if (kind != AUTH_GSSAPI)
		add_password(out, a);
	if (imap && *auths[kind] != '\0')
		buf_printf(out, "%s = true\n", auths[kind]);
	if (imap)
		buf_add_str(out, "mailboxes = (\"INBOX\",)\n");
	buf_add_str(out,
	    "# Without this file getmail would trust every certificate.\n"
	    "ca_certs = " WRITE_CA_FILE "\n");
}

static void
add_options(struct buf *out, const struct account *a)
{
	bool pop3 = a->incoming->protocol == PROTO_POP3;
	bool delete = pop3 && a->retention == RETENTION_DELETE;

	buf_printf(out, "\n[options]\nread_all = false\ndelete = %s\n",
	    delete ? "true" : "false");
	if (pop3 && a->retention == RETENTION_DAYS)
		buf_printf(out, "delete_after = %d\n", a->retention_days);
}

static int
write_getmail(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf label;
	enum auth kind;

	if (choose_login(a->incoming, &kind, err) == -1 ||
	    write_check_token(a, a->incoming, kind, "getmail", err) == -1 ||
	    check_value(a, N_("user name"), a->incoming->username, err) == -1 ||
	    (a->password != NULL &&
		check_value(a, N_("password"), secret_text(a->password), err) ==
		    -1))
		return -1;
	buf_init(&label, out->ceiling);
	write_label(&label, a);
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.config/getmail/getmailrc, readable for you alone, ");
	write_maildir_comment(out, buf_text(&label));
	if (kind != AUTH_GSSAPI)
		write_keyring_comment(out, a, a->incoming);
	add_retriever(out, a, kind);
	buf_printf(out, "\n[destination]\ntype = Maildir\npath = ~/Mail/%s/\n",
	    buf_text(&label));
	add_options(out, a);
	buf_clear(&label);
	return 0;
}

const struct writer getmail_writer = {
	.name = "getmail",
	.summary = N_("configuration of getmail, to fetch mail into a folder"),
	.client = "getmail 6",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-movers.t",
	.file = "{address}.getmailrc",
	.protocols = WRITES_IMAP | WRITES_POP3,
	.tls_only = WRITES_IMAP | WRITES_POP3,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_getmail,
};
