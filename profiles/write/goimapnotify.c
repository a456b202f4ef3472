#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/write/write.h"

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "",
	[AUTH_OAUTH2] = "xoauth2",
};

/* YAML 1.2 section 7.3.2: in single quotes only the quote is doubled. */
static void
add_text(struct buf *out, const char *name, const char *value)
{
	buf_printf(out, "    %s: '", name);
	for (; *value != '\0'; value++) {
		if (*value == '\'')
			buf_add_str(out, "'");
		buf_add(out, value, 1);
	}
	buf_add_str(out, "'\n");
}

static void
add_password(struct buf *out, const struct account *a)
{
	struct buf command;

	if (a->password != NULL) {
		add_text(out, "password", secret_text(a->password));
		return;
	}
	buf_init(&command, out->ceiling);
	write_password_command(&command, a, a->incoming);
	add_text(out, "passwordCMD", buf_text(&command));
	buf_clear(&command);
}

/* A version that knows no STARTTLS takes "tls" for TLS from the start, and
 * fails rather than to log in without. */
static void
add_server(struct buf *out, const struct endpoint *e)
{
	add_text(out, "host", e->host);
	buf_printf(out,
	    "    port: %u\n    tls: true\n    tlsOptions:\n"
	    "      rejectUnauthorized: true\n      starttls: %s\n",
	    e->port, e->security == SECURITY_STARTTLS ? "true" : "false");
	add_text(out, "username", e->username);
}

static int
write_goimapnotify(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	enum auth kind = write_login_kind(&goimapnotify_writer, a->incoming);

	if (write_check_token(a, a->incoming, kind, "goimapnotify", err) == -1)
		return -1;
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.config/goimapnotify/goimapnotify.yaml, readable for "
	    "you alone.\n");
	write_keyring_comment(out, a, a->incoming);
	buf_add_str(out, "configurations:\n  -\n");
	add_server(out, a->incoming);
	if (kind == AUTH_OAUTH2)
		buf_add_str(out, "    xoAuth2: true\n");
	add_password(out, a);
	buf_add_str(out, "    # What to run when mail comes.\n");
	buf_add_str(out, "    onNewMail: 'mbsync ");
	write_label(out, a);
	buf_add_str(out, "'\n    boxes:\n      - mailbox: INBOX\n");
	return 0;
}

const struct writer goimapnotify_writer = {
	.name = "goimapnotify",
	.summary = N_("configuration of goimapnotify, to run a command when "
		      "mail comes"),
	.client = "goimapnotify 2.4+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_RULES,
	.test = "clients/scripts.t",
	.file = "{address}.goimapnotify.yaml",
	.protocols = WRITES_IMAP,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_goimapnotify,
};
