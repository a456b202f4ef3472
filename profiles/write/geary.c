#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/write/keyfile.h"
#include "profiles/write/write.h"

/* Geary chooses the mechanism itself. Its OAuth2 goes through GNOME Online
 * Accounts only. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "custom",
	[AUTH_CLIENT_IP] = "none",
	[AUTH_NONE] = "none",
};

static void
add_sender(struct buf *out, const struct account *a)
{
	struct buf sender;

	buf_init(&sender, out->ceiling);
	write_sender(&sender, a, "\"\\");
	buf_add_str(out, "sender_mailboxes=");
	keyfile_item(out, sender.data, sender.len);
	buf_add_str(out, "\n");
	buf_clear(&sender);
}

/* A list of the names from the root down; empty: what the server says. */
static void
add_folder(
    struct buf *out, const char *key, const struct account *a, const char *name)
{
	const char *p;
	size_t n;

	buf_printf(out, "%s=", key);
	for (p = name; p != NULL; p += n + 1) {
		n = strcspn(p, (char[]){ a->folders.delimiter, '\0' });
		keyfile_item(out, p, n);
		if (p[n] == '\0')
			break;
	}
	buf_add_str(out, "\n");
}

static void
add_folders(struct buf *out, const struct account *a)
{
	keyfile_group(out, "Folders");
	add_folder(out, "archive_folder", a, a->folders.archive);
	add_folder(out, "drafts_folder", a, a->folders.drafts);
	add_folder(out, "junk_folder", a, a->folders.junk);
	add_folder(out, "sent_folder", a, a->folders.sent);
	add_folder(out, "trash_folder", a, a->folders.trash);
}

static void
add_server(struct buf *out, const char *group, const struct endpoint *e,
    const char *credentials)
{
	keyfile_group(out, group);
	keyfile_add(out, "host", e->host);
	keyfile_number(out, "port", e->port);
	keyfile_add(out, "transport_security",
	    e->security == SECURITY_TLS ? "transport" : "start-tls");
	keyfile_add(out, "credentials", credentials);
	if (strcmp(credentials, "custom") == 0) {
		keyfile_add(out, "login", e->username);
		keyfile_bool(out, "remember_password", true);
	}
}

static int
write_geary(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const char *outgoing = write_auth(&geary_writer, a->outgoing);

	(void)err;
	if (strcmp(outgoing, "custom") == 0 &&
	    strcmp(a->incoming->username, a->outgoing->username) == 0)
		outgoing = "use-incoming";
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Save as ~/.config/geary/account_01/geary.ini, or with the "
	    "next number\n# that is free.\n");
	keyfile_group(out, "Metadata");
	keyfile_number(out, "version", 1);
	keyfile_add(out, "status", "enabled");
	keyfile_group(out, "Account");
	keyfile_address(out, "label", a);
	add_sender(out, a);
	keyfile_add(out, "service_provider", "other");
	keyfile_bool(out, "save_sent", true);
	add_folders(out, a);
	add_server(out, "Incoming", a->incoming, "custom");
	add_server(out, "Outgoing", a->outgoing, outgoing);
	return 0;
}

const struct writer geary_writer = {
	.name = "geary",
	.summary = N_("account of Geary: geary.ini"),
	.client = "Geary 43+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-gnome.t",
	.file = "{address}.geary.ini",
	.protocols = WRITES_IMAP | WRITES_SMTP,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_geary,
};
