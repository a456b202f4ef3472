#include <stdint.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/str.h"
#include "profiles/write/mozilla.h"
#include "profiles/write/write.h"

/*
 * user.js of Thunderbird for a new profile: the account, the local folders,
 * one identity and one outgoing server.  What is not said keeps the program's
 * own default.  Thunderbird asks for the password and keeps it itself.
 */

/* nsMsgAuthMethod; "encrypted" is CRAM-MD5 and no SCRAM. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "3",
	[AUTH_ENCRYPTED] = "4",
	[AUTH_OAUTH2] = "10",
	[AUTH_GSSAPI] = "5",
	[AUTH_NTLM] = "6",
	[AUTH_CLIENT_CERT] = "7",
	[AUTH_CLIENT_IP] = "1",
	[AUTH_NONE] = "1",
};

/* nsMsgSocketType */
static const char *const sockets[] = {
	[SECURITY_TLS] = "3",
	[SECURITY_STARTTLS] = "2",
};

#define SERVER	 "mail.server.server1."
#define LOCAL	 "mail.server.server2."
#define IDENTITY "mail.identity.id1."
#define OUTGOING "mail.smtpserver.smtp1."

/* The program looks for new mail this often by default. */
enum { CHECK_MINUTES = 10 };

/* A string literal: only quote and backslash mean something in it, for
 * controls have been refused before. */
static void
add_string(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "user_pref(\"%s\", \"", name);
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			buf_add_str(out, "\\");
		buf_add(out, value, 1);
	}
	buf_add_str(out, "\");\n");
}

static void
add_word(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "user_pref(\"%s\", %s);\n", name, value);
}

static void
add_number(struct buf *out, const char *name, int value)
{
	buf_printf(out, "user_pref(\"%s\", %d);\n", name, value);
}

static void
add_bool(struct buf *out, const char *name, bool value)
{
	add_word(out, name, value ? "true" : "false");
}

static const char *
auth_of(const struct endpoint *e)
{
	enum auth kind = AUTH_PASSWORD;

	mozilla_auth(&thunderbird_writer, MOZILLA_DESKTOP, e, &kind);
	return auths[kind];
}

static void
add_comment(
    struct buf *out, const struct account *a, const struct writer_options *o)
{
	buf_add_str(out, "// ");
	if (*a->provider != '\0')
		buf_printf(out, "%s, ", a->provider);
	buf_printf(out, "%s: written by %s\n", a->address, o->tool);
	buf_add_str(out,
	    "// For a new profile of Thunderbird only (about:profiles): save "
	    "this as user.js in\n"
	    "// its folder, start Thunderbird once, then delete user.js, for "
	    "it is applied anew\n"
	    "// at every start.  Thunderbird asks for the password.\n");
}

static void
add_accounts(struct buf *out)
{
	add_string(out, "mail.accountmanager.accounts", "account1,account2");
	add_string(out, "mail.accountmanager.defaultaccount", "account1");
	add_string(out, "mail.accountmanager.localfoldersserver", "server2");
	add_string(out, "mail.account.account1.server", "server1");
	add_string(out, "mail.account.account1.identities", "id1");
	add_string(out, "mail.account.account2.server", "server2");
	add_string(out, LOCAL "type", "none");
	add_string(out, LOCAL "hostname", "Local Folders");
	add_string(out, LOCAL "userName", "nobody");
	add_string(out, LOCAL "name", "Local Folders");
}

/* Deleting here deletes nothing there, unless the user switches that on. */
static void
add_retention(struct buf *out, const struct account *a)
{
	bool days = a->retention == RETENTION_DAYS;

	add_bool(
	    out, SERVER "leave_on_server", a->retention != RETENTION_DELETE);
	add_bool(out, SERVER "delete_by_age_from_server", days);
	if (days)
		add_number(out, SERVER "num_days_to_leave_on_server",
		    a->retention_days);
	add_bool(out, SERVER "delete_mail_left_on_server", false);
	add_bool(out, SERVER "download_on_biff", true);
}

static void
add_incoming(struct buf *out, const struct account *a)
{
	const struct endpoint *e = a->incoming;
	bool pop3 = e->protocol == PROTO_POP3;
	int minutes = CHECK_MINUTES;

	if (pop3 && e->min_interval > minutes)
		minutes = e->min_interval;
	add_string(out, SERVER "type", protocol_name(e->protocol));
	add_string(out, SERVER "hostname", e->host);
	add_number(out, SERVER "port", e->port);
	add_word(out, SERVER "socketType", sockets[e->security]);
	add_word(out, SERVER "authMethod", auth_of(e));
	add_string(out, SERVER "userName", e->username);
	add_string(out, SERVER "name", a->address);
	add_bool(out, SERVER "login_at_startup", true);
	add_bool(out, SERVER "check_new_mail", true);
	add_number(out, SERVER "check_time", minutes);
	if (pop3)
		add_retention(out, a);
}

static void
add_outgoing(struct buf *out, const struct account *a)
{
	const struct endpoint *e = a->outgoing;

	add_string(out, "mail.smtpservers", "smtp1");
	add_string(out, "mail.smtp.defaultserver", "smtp1");
	add_string(out, OUTGOING "type", "smtp");
	add_string(out, OUTGOING "hostname", e->host);
	add_number(out, OUTGOING "port", e->port);
	add_word(out, OUTGOING "try_ssl", sockets[e->security]);
	add_word(out, OUTGOING "authMethod", auth_of(e));
	if (!write_is_open(&thunderbird_writer, e))
		add_string(out, OUTGOING "username", e->username);
	if (*a->provider != '\0')
		add_string(out, OUTGOING "description", a->provider);
}

/* The user in a URI: all but letters, digits and "-_." is encoded. */
static void
add_user(struct buf *out, const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-_.";

	for (; *s != '\0'; s++)
		if (strchr(plain, *s) != NULL)
			buf_add(out, s, 1);
		else
			buf_printf(out, "%%%02X", (unsigned char)*s);
}

/*
 * Thunderbird names a folder by what the server sends, which is modified
 * UTF-7 or UTF-8 as the server can: only names are given that are the same in
 * both.  It finds the others itself, by SPECIAL-USE.
 */
static bool
is_plain_folder(const char *s, char delimiter)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x7f || (unsigned char)*s < ' ' ||
		    *s == '&' || *s == '%' || (*s == '/' && delimiter != '/'))
			return false;
	return true;
}

/* imap://anna%40example.org@imap.example.org/Sent; the mode is 0 for a folder
 * with the program's own name for it. */
static void
add_folder(struct buf *out, const struct account *a, const char *name,
    const char *mode, const char *own, const char *folder)
{
	struct buf uri;
	size_t i;

	if (folder == NULL || !is_plain_folder(folder, a->folders.delimiter))
		return;
	buf_init(&uri, out->ceiling);
	buf_add_str(&uri, "imap://");
	add_user(&uri, a->incoming->username);
	buf_printf(&uri, "@%s/", a->incoming->host);
	i = uri.len;
	buf_add_str(&uri, folder);
	for (; i < uri.len; i++)
		if (uri.data[i] == a->folders.delimiter)
			uri.data[i] = '/';
	add_string(out, name, buf_text(&uri));
	add_string(out, mode, strcmp(folder, own) == 0 ? "0" : "1");
	buf_clear(&uri);
}

static void
add_identity(struct buf *out, const struct account *a)
{
	const struct folders *f = &a->folders;
	struct buf address;

	buf_init(&address, out->ceiling);
	write_address(&address, a);
	if (*a->name != '\0')
		add_string(out, IDENTITY "fullName", a->name);
	add_string(out, IDENTITY "useremail", buf_text(&address));
	buf_clear(&address);
	add_bool(out, IDENTITY "valid", true);
	add_string(out, IDENTITY "smtpServer", "smtp1");
	add_bool(out, IDENTITY "fcc", true);
	if (a->incoming->protocol != PROTO_IMAP || str_is_ip(a->incoming->host))
		return;
	add_folder(out, a, IDENTITY "fcc_folder",
	    IDENTITY "fcc_folder_picker_mode", "Sent", f->sent);
	add_folder(out, a, IDENTITY "draft_folder",
	    IDENTITY "drafts_folder_picker_mode", "Drafts", f->drafts);
	add_folder(out, a, IDENTITY "archive_folder",
	    IDENTITY "archives_folder_picker_mode", "Archives", f->archive);
}

static int
write_thunderbird(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	if (mozilla_check(&thunderbird_writer, MOZILLA_DESKTOP, a, err) == -1)
		return -1;
	add_comment(out, a, o);
	add_accounts(out);
	add_incoming(out, a);
	add_identity(out, a);
	add_outgoing(out, a);
	return 0;
}

const struct writer thunderbird_writer = {
	.name = "thunderbird",
	.summary = N_("user.js for a new profile of Thunderbird on a computer"),
	.client = "Thunderbird (tested: 153 ESR)",
	.platforms = ON_WINDOWS | ON_MAC | ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-thunderbird.t",
	.file = "{address}.user.js",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_thunderbird,
};
