#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/format/url.h"
#include "profiles/format/uuid.h"
#include "profiles/write/keyfile.h"
#include "profiles/write/write.h"

/* The mechanisms that this service knows are PLAIN and LOGIN. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "PLAIN",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

/* The service numbers accounts by the time they were made: a number of that
 * size, but always the same for an address. */
static void
add_group(struct buf *out, const struct account *a)
{
	char uuid[UUID_SIZE];

	uuid_make(a->address, strlen(a->address), uuid);
	uuid[8] = '\0';
	buf_printf(out, "\n[Account account_%lu_0]\n",
	    1000000000 + strtoul(uuid, NULL, 16) % 900000000);
}

static void
add_server(struct buf *out, const char *prefix, const struct endpoint *e)
{
	buf_printf(out, "%sHost=", prefix);
	url_add_host(out, e->host);
	buf_printf(out, ":%u\n", e->port);
	if (e->username != NULL && !write_is_open(&goa_writer, e)) {
		buf_printf(out, "%sUserName=", prefix);
		keyfile_text(out, e->username);
		buf_add_str(out, "\n");
	}
	buf_printf(out, "%sUseSsl=%s\n%sUseTls=%s\n%sAcceptSslErrors=false\n",
	    prefix, e->security == SECURITY_TLS ? "true" : "false", prefix,
	    e->security == SECURITY_STARTTLS ? "true" : "false", prefix);
}

static int
write_goa(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	bool open = write_is_open(&goa_writer, a->outgoing);

	(void)err;
	write_comment(out, a, o);
	buf_add_str(out,
	    "# Add this to ~/.config/goa-1.0/accounts.conf while nobody is "
	    "logged in.\n# The format is private to GNOME Online Accounts "
	    "and may change.\n");
	add_group(out, a);
	keyfile_add(out, "Provider", "imap_smtp");
	keyfile_address(out, "Identity", a);
	keyfile_address(out, "PresentationIdentity", a);
	keyfile_bool(out, "Enabled", true);
	keyfile_bool(out, "MailEnabled", true);
	keyfile_address(out, "EmailAddress", a);
	keyfile_add(out, "Name", a->name);
	add_server(out, "Imap", a->incoming);
	add_server(out, "Smtp", a->outgoing);
	keyfile_bool(out, "SmtpUseAuth", !open);
	keyfile_bool(out, "SmtpAuthPlain", !open);
	keyfile_bool(out, "SmtpAuthLogin", false);
	return 0;
}

const struct writer goa_writer = {
	.name = "goa",
	.summary = N_("account of GNOME Online Accounts, for Evolution, Geary "
		      "and others"),
	.client = "GNOME Online Accounts 3.46+",
	.platforms = ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-gnome.t",
	.file = "{address}.goa.conf",
	.protocols = WRITES_IMAP | WRITES_SMTP,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_goa,
};
