#include <ctype.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/format/uuid.h"
#include "profiles/format/xml-writer.h"
#include "profiles/write/mozilla.h"
#include "profiles/write/write.h"

/*
 * A settings file of K-9 Mail and Thunderbird for Android with one account.
 * The content version is the one that the app itself writes for a scanned QR
 * code (XmlSettingWriter.kt): every release of Thunderbird for Android and
 * K-9 Mail since 8.0 upgrades it.  The app asks for the password after the
 * import.
 */
#define CONTENT_VERSION "99"

enum { NAME_SIZE = 16 * 1024 };

/* Without the alias of a certificate on the device, EXTERNAL is of no use. */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "PLAIN",
	[AUTH_ENCRYPTED] = "CRAM_MD5",
	[AUTH_OAUTH2] = "XOAUTH2",
	[AUTH_CLIENT_IP] = "NONE",
	[AUTH_NONE] = "NONE",
};

static const char *const securities[] = {
	[SECURITY_TLS] = "SSL_TLS_REQUIRED",
	[SECURITY_STARTTLS] = "STARTTLS_REQUIRED",
};

static const char *const types[PROTO_COUNT] = {
	[PROTO_IMAP] = "IMAP",
	[PROTO_POP3] = "POP3",
	[PROTO_SMTP] = "SMTP",
};

static void
add_value(struct xml *x, const char *key, const char *value)
{
	xml_start(x, "value");
	xml_attribute(x, "key", key);
	xml_text(x, value);
	xml_end(x);
}

/* The app finds folders by SPECIAL-USE itself; roles that the server does
 * not tell cannot be known to us either. */
static void
add_folder(struct xml *x, const char *role, const char *folder)
{
	static const char *const keys[] = { "FolderSelection", "FolderName" };
	struct buf key;
	size_t i;

	if (folder == NULL)
		return;
	for (i = 0; i < 2; i++) {
		buf_init(&key, NAME_SIZE);
		buf_printf(&key, "%s%s", role, keys[i]);
		add_value(x, buf_text(&key), i == 0 ? "MANUAL" : folder);
		buf_clear(&key);
	}
}

/* POP3: NEVER leaves mail on the server.  IMAP: what the user deletes goes. */
static void
add_settings(struct xml *x, const struct account *a)
{
	const struct folders *f = &a->folders;

	xml_start(x, "settings");
	if (a->incoming->protocol == PROTO_POP3) {
		add_value(x, "deletePolicy", "NEVER");
		xml_end(x);
		return;
	}
	add_value(x, "deletePolicy", "DELETE");
	add_folder(x, "archive", f->archive);
	add_folder(x, "drafts", f->drafts);
	add_folder(x, "sent", f->sent);
	add_folder(x, "spam", f->junk);
	add_folder(x, "trash", f->trash);
	xml_end(x);
}

static void
add_server(struct xml *x, const char *element, const struct endpoint *e)
{
	bool open = write_is_open(&k9_writer, e);
	enum auth kind = AUTH_PASSWORD;

	mozilla_auth(&k9_writer, MOZILLA_ANDROID, e, &kind);
	xml_start(x, element);
	xml_attribute(x, "type", types[e->protocol]);
	xml_element(x, "host", e->host);
	xml_number(x, "port", e->port);
	xml_element(x, "connection-security", securities[e->security]);
	xml_element(x, "authentication-type", auths[kind]);
	xml_element(x, "username", open ? NULL : e->username);
	xml_end(x);
}

static void
add_identity(struct xml *x, const struct account *a, const char *address)
{
	xml_start(x, "identities");
	xml_start(x, "identity");
	xml_element(x, "name", a->name);
	xml_element(x, "email", address);
	xml_start(x, "settings");
	add_value(x, "signatureUse", "false");
	xml_end(x);
	xml_end(x);
	xml_end(x);
}

/* In lower case, as the app writes them. */
static void
add_uuid(struct xml *x, const char *address)
{
	char uuid[UUID_SIZE], *p;
	struct buf name;

	buf_init(&name, NAME_SIZE);
	buf_printf(&name, "k9\n%s", address);
	uuid_make(buf_text(&name), name.len, uuid);
	buf_clear(&name);
	for (p = uuid; *p != '\0'; p++)
		*p = (char)tolower((unsigned char)*p);
	xml_attribute(x, "uuid", uuid);
}

static int
write_k9(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf address;
	struct xml *x;

	if (mozilla_check(&k9_writer, MOZILLA_ANDROID, a, err) == -1)
		return -1;
	buf_init(&address, NAME_SIZE);
	write_address(&address, a);
	x = xml_new();
	xml_comment(x, o->tool);
	xml_start(x, "k9settings");
	xml_attribute(x, "version", CONTENT_VERSION);
	xml_attribute(x, "format", "1");
	xml_start(x, "accounts");
	xml_start(x, "account");
	add_uuid(x, buf_text(&address));
	xml_element(x, "name", a->address);
	add_settings(x, a);
	add_server(x, "incoming-server", a->incoming);
	add_server(x, "outgoing-server", a->outgoing);
	add_identity(x, a, buf_text(&address));
	buf_clear(&address);
	return xml_finish(&x, out, err);
}

const struct writer k9_writer = {
	.name = "k9",
	.summary = N_("settings file for K-9 Mail and Thunderbird on Android"),
	.client = "Thunderbird for Android 8+, K-9 Mail 8+",
	.platforms = ON_ANDROID,
	.verified = VERIFIED_RULES,
	.test = "clients/mobile.t",
	.file = "{address}.k9s",
	.protocols = WRITES_ALL,
	/* "DELETE" would follow the user, no time. */
	.retentions = LEAVES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_k9,
};
