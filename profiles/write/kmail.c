#include <stdlib.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/format/uuid.h"
#include "profiles/write/keyfile.h"
#include "profiles/write/write.h"

/* The mechanism of a transport by name, with an underscore.  KMail's OAuth2
 * is tied to one provider. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "PLAIN",
	[AUTH_ENCRYPTED] = "CRAM_MD5",
	[AUTH_GSSAPI] = "GSSAPI",
	[AUTH_NTLM] = "NTLM",
	[AUTH_CLIENT_IP] = "",
	[AUTH_NONE] = "",
};

static const struct writer transport, identity;

/* The mechanism of an incoming server by number, as kmailtransport counts
 * them; 7 is the login without SASL. */
static int
auth_number(const struct endpoint *e)
{
	static const int numbers[AUTH_COUNT] = {
		[AUTH_PASSWORD] = 7,
		[AUTH_ENCRYPTED] = 2,
		[AUTH_GSSAPI] = 4,
		[AUTH_NTLM] = 5,
	};
	enum auth kind = AUTH_PASSWORD;

	write_auth_kind(&kmail_writer, e, &kind);
	return numbers[kind];
}

static void
add_imap(struct buf *out, const struct endpoint *e)
{
	keyfile_group(out, "network");
	keyfile_number(out, "Authentication", auth_number(e));
	keyfile_number(out, "ImapPort", e->port);
	keyfile_add(out, "ImapServer", e->host);
	keyfile_add(
	    out, "Safety", e->security == SECURITY_TLS ? "SSL" : "STARTTLS");
	keyfile_add(out, "UserName", e->username);
}

static void
add_pop3(struct buf *out, const struct account *a)
{
	const struct endpoint *e = a->incoming;
	int days = -1;

	if (a->retention == RETENTION_DAYS)
		days = a->retention_days;
	keyfile_group(out, "General");
	keyfile_number(out, "authenticationMethod", auth_number(e));
	keyfile_add(out, "host", e->host);
	keyfile_bool(out, "leaveOnServer", a->retention != RETENTION_DELETE);
	keyfile_number(out, "leaveOnServerDays", days);
	keyfile_add(out, "login", e->username);
	keyfile_number(out, "port", e->port);
	keyfile_bool(out, "useSSL", e->security == SECURITY_TLS);
	keyfile_bool(out, "useTLS", e->security == SECURITY_STARTTLS);
}

static int
write_kmail(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const char *name = protocol_name(a->incoming->protocol);

	(void)err;
	write_comment(out, a, o);
	buf_printf(out,
	    "# KMail has to make the account first: add one for %s in its "
	    "settings,\n# leave it empty, and end KMail with "
	    "\"akonadictl stop\". Then save this as\n"
	    "# ~/.config/akonadi_%s_resource_0rc, 0 being the number of the "
	    "account.\n",
	    protocol_title(a->incoming->protocol), name);
	if (a->incoming->protocol == PROTO_IMAP)
		add_imap(out, a->incoming);
	else
		add_pop3(out, a);
	return 0;
}

static int
write_transport(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct endpoint *e = a->outgoing;
	bool open = write_is_open(&kmail_writer, e);

	(void)err;
	write_comment(out, a, o);
	buf_add_str(out, "# Save as ~/.config/mailtransports\n");
	keyfile_group(out, "General");
	keyfile_number(out, "default-transport", 1);
	keyfile_group(out, "Transport 1");
	keyfile_bool(out, "auth", !open);
	if (!open)
		keyfile_add(out, "authtype", write_auth(&kmail_writer, e));
	keyfile_add(
	    out, "encryption", e->security == SECURITY_TLS ? "SSL" : "TLS");
	keyfile_add(out, "host", e->host);
	keyfile_number(out, "id", 1);
	keyfile_add(out, "identifier", "SMTP");
	keyfile_address(out, "name", a);
	keyfile_number(out, "port", e->port);
	keyfile_bool(out, "storepass", !open);
	if (!open)
		keyfile_add(out, "user", e->username);
	return 0;
}

/* Identities have a number of their own that is not 0. */
static long
identity_number(const struct account *a)
{
	char uuid[UUID_SIZE];

	uuid_make(a->address, strlen(a->address), uuid);
	uuid[7] = '\0';
	return 1 + strtol(uuid, NULL, 16);
}

static int
write_identity(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	(void)err;
	write_comment(out, a, o);
	buf_add_str(out, "# Save as ~/.config/emailidentities\n");
	keyfile_group(out, "General");
	keyfile_number(out, "Default Identity", identity_number(a));
	keyfile_group(out, "Identity #0");
	keyfile_address(out, "Email Address", a);
	keyfile_address(out, "Identity", a);
	keyfile_add(out, "Name", a->name);
	keyfile_number(out, "Transport", 1);
	keyfile_number(out, "uoid", identity_number(a));
	return 0;
}

#define KMAIL_ROW                                                \
	.name = "kmail",                                         \
	.summary = N_("account, sending and identity of KMail"), \
	.client = "KMail 5", .platforms = ON_LINUX,              \
	.verified = VERIFIED_SCHEMA, .test = "clients/kmail.t",  \
	.protocols = WRITES_ALL,                                 \
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,    \
	.incoming = true, .outgoing = true, .auths = auths

static const struct writer identity = {
	KMAIL_ROW,
	.file = "{address}.emailidentities",
	.write = write_identity,
};

static const struct writer transport = {
	KMAIL_ROW,
	.more = &identity,
	.file = "{address}.mailtransports",
	.write = write_transport,
};

const struct writer kmail_writer = {
	KMAIL_ROW,
	.more = &transport,
	.file = "{address}.akonadi_resource_0rc",
	.write = write_kmail,
};
