#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/write/write.h"

/* PLAIN before LOGIN, which it can send in ASCII only. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "PLAIN, LOGIN",
	[AUTH_ENCRYPTED] = "CRAM-MD5, PLAIN, LOGIN",
	[AUTH_GSSAPI] = "GSSAPI",
};

/* A percent sign begins a reference to another option. */
static void
add_value(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "%s = ", name);
	for (; *value != '\0'; value++)
		buf_add(
		    out, *value == '%' ? "%%" : value, *value == '%' ? 2 : 1);
	buf_add_str(out, "\n");
}

/* Blanks at the ends of a value would be lost: then as an expression. */
static void
add_text(struct buf *out, const char *name, const char *value)
{
	struct buf text;

	if (!write_has_outer_blanks(value)) {
		add_value(out, name, value);
		return;
	}
	buf_init(&text, out->ceiling);
	write_quoted(&text, value);
	buf_printf(out, "%seval", name);
	add_value(out, "", buf_text(&text));
	buf_clear(&text);
}

static void
add_password(struct buf *out, const struct account *a)
{
	struct buf command, text;

	if (a->password != NULL) {
		add_text(out, "remotepass", secret_text(a->password));
		return;
	}
	buf_init(&command, out->ceiling);
	buf_init(&text, out->ceiling);
	write_password_command(&command, a, a->incoming);
	buf_add_str(
	    &text, "__import__(\"subprocess\").check_output([\"sh\", \"-c\", ");
	write_quoted(&text, buf_text(&command));
	buf_add_str(&text, "]).decode(\"utf-8\").split(\"\\n\")[0]");
	add_value(out, "remotepasseval", buf_text(&text));
	buf_clear(&command);
	buf_clear(&text);
}

static void
add_remote(struct buf *out, const struct account *a, const char *label)
{
	const struct endpoint *e = a->incoming;
	enum auth kind = write_login_kind(&offlineimap_writer, e);

	buf_printf(out,
	    "\n[Repository %s-remote]\ntype = IMAP\nremotehost = %s\n"
	    "remoteport = %u\nssl = yes\nsslcacertfile = OS-DEFAULT\n"
	    "auth_mechanisms = %s\n",
	    label, e->host, e->port, auths[kind]);
	add_text(out, "remoteuser", e->username);
	if (kind != AUTH_GSSAPI)
		add_password(out, a);
	buf_add_str(out,
	    "# Nothing is changed on the server. For both ways, which also "
	    "deletes\n# there what you delete here, remove the next line.\n"
	    "readonly = True\n");
}

static int
write_offlineimap(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf label;
	const char *l;

	(void)err;
	buf_init(&label, out->ceiling);
	write_label(&label, a);
	l = buf_text(&label);
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.offlineimaprc, readable for you alone, "
	    "and create the folder:\n# mkdir -p ~/Mail\n");
	if (write_login_kind(&offlineimap_writer, a->incoming) != AUTH_GSSAPI)
		write_keyring_comment(out, a, a->incoming);
	buf_printf(out,
	    "\n[general]\naccounts = %s\n"
	    "\n[Account %s]\nlocalrepository = %s-local\n"
	    "remoterepository = %s-remote\n"
	    "\n[Repository %s-local]\ntype = Maildir\n"
	    "localfolders = ~/Mail/%s\n",
	    l, l, l, l, l, l);
	add_remote(out, a, l);
	buf_clear(&label);
	return 0;
}

const struct writer offlineimap_writer = {
	.name = "offlineimap",
	.summary = N_("configuration of OfflineIMAP, to copy an IMAP mailbox "
		      "to this computer"),
	.client = "OfflineIMAP 8 (offlineimap3)",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-movers.t",
	.file = "{address}.offlineimaprc",
	.protocols = WRITES_IMAP,
	/* With STARTTLS version 8 verifies no certificate, and goes on without
	 * TLS where the server does not offer it. */
	.tls_only = WRITES_IMAP,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_offlineimap,
};
