#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/err.h"
#include "probe/base/secret.h"
#include "profiles/uuid.h"
#include "profiles/write.h"
#include "profiles/xml-writer.h"

/*
 * A configuration profile for iOS and macOS: a property list with one account
 * of type com.apple.mail.managed.  Keys stand in alphabetical order.  The
 * identifiers follow from the address, so that a corrected profile replaces
 * the earlier one; the UUIDs follow from the contents.
 */

enum { NAME_SIZE = 16 * 1024 };

static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "EmailAuthPassword",
	[AUTH_ENCRYPTED] = "EmailAuthCRAMMD5",
	[AUTH_NTLM] = "EmailAuthNTLM",
	[AUTH_CLIENT_IP] = "EmailAuthNone",
	[AUTH_NONE] = "EmailAuthNone",
};

static void
add_string(struct xml *x, const char *key, const char *value)
{
	xml_element(x, "key", key);
	xml_element(x, "string", value);
}

static void
add_integer(struct xml *x, const char *key, long value)
{
	xml_element(x, "key", key);
	xml_number(x, "integer", value);
}

static void
add_true(struct xml *x, const char *key)
{
	xml_element(x, "key", key);
	xml_element(x, "true", NULL);
}

/* org.example.mail.anna: the domain backwards, then the local part, in which
 * "_2B" stands for a character that identifiers do not have. */
static void
add_identifier(struct xml *x, const struct account *a, const char *suffix)
{
	const char *p, *end = a->domain + strlen(a->domain);
	struct buf id;

	buf_init(&id, NAME_SIZE);
	while (end > a->domain) {
		for (p = end; p > a->domain && p[-1] != '.'; p--)
			;
		buf_printf(&id, "%.*s.", (int)(end - p), p);
		end = p > a->domain ? p - 1 : p;
	}
	buf_add_str(&id, "mail.");
	for (p = a->address; p < strrchr(a->address, '@'); p++)
		if (isascii((unsigned char)*p) &&
		    (isalnum((unsigned char)*p) || *p == '-' || *p == '.'))
			buf_printf(&id, "%c", tolower((unsigned char)*p));
		else
			buf_printf(&id, "_%02X", (unsigned char)*p);
	buf_add_str(&id, suffix);
	add_string(x, "PayloadIdentifier", buf_text(&id));
	buf_clear(&id);
}

static void
add_endpoint_name(struct buf *out, const struct endpoint *e)
{
	buf_printf(out, "\n%s %s %u %s %s", protocol_name(e->protocol), e->host,
	    e->port, security_name(e->security),
	    write_auth(&writer_mobileconfig, e));
	if (!write_is_open(&writer_mobileconfig, e))
		buf_printf(out, " %s", e->username);
}

/* The name that a UUID is made of: the part of the profile and all values
 * that it carries. */
static void
add_uuid(struct xml *x, const char *part, const struct account *a)
{
	char uuid[UUID_SIZE];
	struct buf name;

	buf_init(&name, NAME_SIZE);
	buf_printf(&name, "mobileconfig %s\n%s\n%s\n%s", part, a->address,
	    a->name, a->provider);
	add_endpoint_name(&name, a->incoming);
	add_endpoint_name(&name, a->outgoing);
	uuid_make(buf_text(&name), name.len, uuid);
	buf_clear(&name);
	add_string(x, "PayloadUUID", uuid);
}

static void
add_incoming(struct xml *x, const struct account *a)
{
	const struct endpoint *e = a->incoming;

	add_string(x, "IncomingMailServerAuthentication",
	    write_auth(&writer_mobileconfig, e));
	add_string(x, "IncomingMailServerHostName", e->host);
	add_integer(x, "IncomingMailServerPortNumber", e->port);
	/* True for STARTTLS as well: the device decides by the port. */
	add_true(x, "IncomingMailServerUseSSL");
	add_string(x, "IncomingMailServerUsername", e->username);
	if (a->password != NULL)
		add_string(x, "IncomingPassword", secret_text(a->password));
}

static void
add_outgoing(struct xml *x, const struct account *a)
{
	const struct endpoint *e = a->outgoing;
	bool open = write_is_open(&writer_mobileconfig, e);

	add_string(x, "OutgoingMailServerAuthentication",
	    write_auth(&writer_mobileconfig, e));
	add_string(x, "OutgoingMailServerHostName", e->host);
	add_integer(x, "OutgoingMailServerPortNumber", e->port);
	add_true(x, "OutgoingMailServerUseSSL");
	if (open)
		return;
	add_string(x, "OutgoingMailServerUsername", e->username);
	/* The device asks once while it installs, and uses it for both. */
	add_true(x, "OutgoingPasswordSameAsIncomingPassword");
}

static void
add_account(struct xml *x, const struct account *a)
{
	struct buf address;

	buf_init(&address, NAME_SIZE);
	write_address(&address, a);
	xml_start(x, "dict");
	add_string(x, "EmailAccountDescription",
	    *a->provider == '\0' ? a->domain : a->provider);
	if (*a->name != '\0')
		add_string(x, "EmailAccountName", a->name);
	add_string(x, "EmailAccountType",
	    a->incoming->protocol == PROTO_IMAP ? "EmailTypeIMAP"
						: "EmailTypePOP");
	add_string(x, "EmailAddress", buf_text(&address));
	buf_clear(&address);
	add_incoming(x, a);
	add_outgoing(x, a);
	add_identifier(x, a, ".account");
	add_string(x, "PayloadType", "com.apple.mail.managed");
	add_uuid(x, "account", a);
	add_integer(x, "PayloadVersion", 1);
	xml_end(x);
}

static int
write_mobileconfig(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct buf title;
	struct xml *x = xml_new();

	buf_init(&title, NAME_SIZE);
	buf_printf(&title, "%s %s", o->translate(N_("E-mail")), a->address);
	xml_doctype(x, "plist", "-//Apple//DTD PLIST 1.0//EN",
	    "http://www.apple.com/DTDs/PropertyList-1.0.dtd");
	xml_comment(x, o->tool);
	xml_start(x, "plist");
	xml_attribute(x, "version", "1.0");
	xml_start(x, "dict");
	xml_element(x, "key", "PayloadContent");
	xml_start(x, "array");
	add_account(x, a);
	xml_end(x);
	add_string(x, "PayloadDisplayName", buf_text(&title));
	add_identifier(x, a, "");
	if (*a->provider != '\0')
		add_string(x, "PayloadOrganization", a->provider);
	add_string(x, "PayloadType", "Configuration");
	add_uuid(x, "profile", a);
	add_integer(x, "PayloadVersion", 1);
	buf_clear(&title);
	return xml_finish(&x, out, err);
}

const struct writer writer_mobileconfig = {
	.name = "mobileconfig",
	.summary = N_("configuration profile for iPhone, iPad and Mac"),
	.client = "Apple Mail: iOS 4+, iPadOS, macOS 10.7+",
	.platforms = ON_MAC | ON_IPHONE,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/xml.t",
	.file = "{address}.mobileconfig",
	.protocols = WRITES_ALL,
	.incoming = true,
	.outgoing = true,
	.password = true,
	.auths = auths,
	.write = write_mobileconfig,
};
