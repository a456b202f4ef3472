#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/write/write.h"

/* mbsync reads its file with a buffer of this size (isync 1.4). */
enum { MBSYNC_LINE_MAX = 1023 };

/* "*" leaves the choice to mbsync.  OAuth2 needs a plugin that no
 * distribution installs with it. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "*",
	[AUTH_ENCRYPTED] = "*",
	[AUTH_SCRAM] = "*",
	[AUTH_GSSAPI] = "GSSAPI",
};

/* Arguments stand in quotes; there, quote and backslash are escaped. */
static void
add_quoted(struct buf *out, const char *value)
{
	buf_add_str(out, "\"");
	for (; *value != '\0'; value++) {
		if (*value == '"' || *value == '\\')
			buf_add_str(out, "\\");
		buf_add(out, value, 1);
	}
	buf_add_str(out, "\"");
}

static void
add_option(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s ", name);
	add_quoted(out, value);
	buf_add_str(out, "\n");
}

static void
add_password(struct buf *out, const struct account *a)
{
	struct buf command;

	if (a->password != NULL) {
		add_option(out, "Pass", secret_text(a->password));
		return;
	}
	buf_init(&command, out->ceiling);
	/* A plus at the start would mean that the command asks the user. */
	if (a->password_command != NULL && *a->password_command == '+')
		buf_add_str(&command, " ");
	write_password_command(&command, a, a->incoming);
	add_option(out, "PassCmd", buf_text(&command));
	buf_clear(&command);
}

/* One section: no blank line inside, one behind it. */
static void
add_account(struct buf *out, const struct account *a, const char *label)
{
	const struct endpoint *e = a->incoming;
	const char *auth = write_auth(&mbsync_writer, e);

	buf_printf(out, "\nIMAPAccount %s\n", label);
	buf_printf(out, "Host %s\nPort %u\n", e->host, e->port);
	add_option(out, "User", e->username);
	if (strcmp(auth, "*") == 0)
		add_password(out, a);
	else
		buf_printf(out, "AuthMechs %s\n", auth);
	/* isync 1.5 calls it TLSType and still takes this; 1.4 knows no
	 * other. */
	buf_printf(out, "SSLType %s\n",
	    e->security == SECURITY_TLS ? "IMAPS" : "STARTTLS");
}

static void
add_stores(struct buf *out, const char *label)
{
	buf_printf(out, "\nIMAPStore %s-remote\nAccount %s\n", label, label);
	buf_printf(out,
	    "\nMaildirStore %s-local\nSubFolders Verbatim\n"
	    "Path ~/Mail/%s/\nInbox ~/Mail/%s/INBOX\n",
	    label, label, label);
	/* The defaults of Create and Expunge delete nothing on either side. */
	buf_printf(out,
	    "\nChannel %s\nFar :%s-remote:\nNear :%s-local:\n"
	    "Patterns *\nCreate Near\nSyncState *\n",
	    label, label, label);
}

static int
write_mbsync(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf label;

	buf_init(&label, out->ceiling);
	write_label(&label, a);
	write_comment(out, a, o);
	buf_printf(out,
	    "# Save as ~/.mbsyncrc, readable for you alone, "
	    "and create the folder:\n# mkdir -p ~/Mail/%s\n",
	    buf_text(&label));
	write_keyring_comment(out, a, a->incoming);
	add_account(out, a, buf_text(&label));
	add_stores(out, buf_text(&label));
	buf_clear(&label);
	return write_check_lines(out, "mbsync", MBSYNC_LINE_MAX, err);
}

const struct writer mbsync_writer = {
	.name = "mbsync",
	.summary = N_("configuration of mbsync (isync), to copy an IMAP "
		      "mailbox to this computer"),
	.client = "isync (mbsync) 1.4+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "clients/mbsync.t",
	.file = "{address}.mbsyncrc",
	.protocols = WRITES_IMAP,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_mbsync,
};
