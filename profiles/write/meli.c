#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/secret.h"
#include "profiles/write/toml.h"
#include "profiles/write/write.h"

enum { NUSAGES = 5 }; /* of folders */

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "auto",
	[AUTH_CLIENT_IP] = "none",
	[AUTH_NONE] = "none",
};

/* A key that comes twice would make the file unreadable, so a folder with
 * several uses has the first one here. */
static bool
is_new(const char *const names[NUSAGES], size_t i)
{
	size_t k;

	for (k = 0; names[i] != NULL && k < i; k++)
		if (names[k] != NULL && strcmp(names[k], names[i]) == 0)
			return false;
	return names[i] != NULL;
}

static void
add_folders(struct buf *out, const struct folders *f)
{
	static const char *const usages[NUSAGES] = { "Sent", "Drafts", "Trash",
		"Junk", "Archive" };
	const char *const names[NUSAGES] = { f->sent, f->drafts, f->trash,
		f->junk, f->archive };
	size_t i;

	buf_add_str(out, "subscribed_mailboxes = [\"INBOX\"");
	for (i = 0; i < NUSAGES; i++) {
		if (!is_new(names, i))
			continue;
		buf_add_str(out, ", ");
		write_quoted(out, names[i]);
	}
	buf_add_str(out, "]\n");
	for (i = 0; i < NUSAGES; i++) {
		if (!is_new(names, i))
			continue;
		buf_add_str(out, "mailboxes.");
		write_quoted(out, names[i]);
		buf_printf(out, ".usage = \"%s\"\n", usages[i]);
	}
}

static void
add_incoming(struct buf *out, const struct account *a)
{
	const struct endpoint *e = a->incoming;

	toml_add(out, "server_hostname", e->host);
	buf_printf(out, "server_port = \"%u\"\n", e->port);
	buf_printf(out, "use_tls = true\nuse_starttls = %s\n",
	    e->security == SECURITY_STARTTLS ? "true" : "false");
	toml_add(out, "server_username", e->username);
	if (a->password == NULL)
		toml_add_command(out, "server_password_command", a, e);
	else
		toml_add(out, "server_password", secret_text(a->password));
}

static void
add_outgoing(struct buf *out, const struct account *a)
{
	const struct endpoint *e = a->outgoing;

	if (e == NULL) {
		toml_add(out, "send_mail", "false");
		return;
	}
	toml_add(out, "send_mail.hostname", e->host);
	buf_printf(out, "send_mail.port = %u\n", e->port);
	toml_add(out, "send_mail.security.type",
	    e->security == SECURITY_TLS ? "tls" : "starttls");
	if (write_is_open(&meli_writer, e)) {
		toml_add(out, "send_mail.auth.type", "none");
		return;
	}
	toml_add(out, "send_mail.auth.type", "auto");
	toml_add(out, "send_mail.auth.username", e->username);
	toml_add(out, "send_mail.auth.password.type",
	    a->password == NULL ? "command_eval" : "raw");
	if (a->password == NULL)
		toml_add_command(out, "send_mail.auth.password.value", a, e);
	else
		toml_add(out, "send_mail.auth.password.value",
		    secret_text(a->password));
}

static int
write_meli(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf address;

	(void)err;
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.config/meli/config.toml, readable for you alone;\n"
	    "# meli test-config FILE checks it.\n");
	write_keyring_comment(out, a, a->incoming);
	if (a->outgoing != NULL && !write_is_open(&meli_writer, a->outgoing))
		write_keyring_comment(out, a, a->outgoing);
	toml_add_table(out, a);
	buf_add_str(out, "root_mailbox = \"INBOX\"\nformat = \"imap\"\n");
	buf_init(&address, out->ceiling);
	write_address(&address, a);
	toml_add(out, "identity", buf_text(&address));
	buf_clear(&address);
	if (*a->name != '\0')
		toml_add(out, "display_name", a->name);
	add_incoming(out, a);
	add_folders(out, &a->folders);
	add_outgoing(out, a);
	return 0;
}

const struct writer meli_writer = {
	.name = "meli",
	.summary = N_("configuration of meli, to read and send mail in a "
		      "terminal"),
	.client = "meli 0.8+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/toml.t",
	.file = "{address}.meli.toml",
	.protocols = WRITES_IMAP | WRITES_SMTP,
	.incoming = true,
	.password = true,
	.auths = auths,
	.write = write_meli,
};
