#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/format/uuid.h"
#include "profiles/format/xml-writer.h"
#include "profiles/write/write.h"

/*
 * A configuration profile for iOS and macOS: a property list with a payload
 * of type com.apple.mail.managed for each account.  Keys stand in
 * alphabetical order.  The identifiers follow from the address (of the first
 * account), so that a corrected profile replaces the earlier one; the UUIDs
 * follow from the contents.
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
	    write_auth(&mobileconfig_writer, e));
	if (!write_is_open(&mobileconfig_writer, e))
		buf_printf(out, " %s", e->username);
}

/* The name that a UUID is made of: the part of the profile and all values
 * that it carries, of this account and of those up to end; but the password,
 * of which nothing shall show outside of its own place. */
static void
add_uuid(struct xml *x, const char *part, const struct account *a,
    const struct account *end)
{
	char uuid[UUID_SIZE];
	struct buf name;

	buf_init(&name, WRITER_ACCOUNTS_MAX * NAME_SIZE);
	buf_printf(&name, "mobileconfig %s", part);
	for (; a != end; a = a->next) {
		buf_printf(
		    &name, "\n%s\n%s\n%s", a->address, a->name, a->provider);
		add_endpoint_name(&name, a->incoming);
		add_endpoint_name(&name, a->outgoing);
	}
	uuid_make(buf_text(&name), name.len, uuid);
	buf_clear(&name);
	add_string(x, "PayloadUUID", uuid);
}

static void
add_incoming(struct xml *x, const struct account *a)
{
	const struct endpoint *e = a->incoming;

	add_string(x, "IncomingMailServerAuthentication",
	    write_auth(&mobileconfig_writer, e));
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
	bool open = write_is_open(&mobileconfig_writer, e);

	add_string(x, "OutgoingMailServerAuthentication",
	    write_auth(&mobileconfig_writer, e));
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
add_account(struct xml *x, const struct account *a, bool alone)
{
	struct buf address;

	buf_init(&address, NAME_SIZE);
	write_address(&address, a);
	xml_start(x, "dict");
	add_string(x, "EmailAccountDescription",
	    !alone		       ? a->address
		: *a->provider == '\0' ? a->domain
				       : a->provider);
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
	add_uuid(x, "account", a, a->next);
	add_integer(x, "PayloadVersion", 1);
	xml_end(x);
}

/* The device takes TLS from the first byte on the ports for that, STARTTLS on
 * the others; there is no key to say it. */
static int
check_port(const struct endpoint *e, struct err *err)
{
	enum security other =
	    e->security == SECURITY_TLS ? SECURITY_STARTTLS : SECURITY_TLS;

	if (e->port != endpoint_port(e->protocol, other))
		return 0;
	return err_set(err,
	    "mobileconfig leaves it to the device whether to use STARTTLS, "
	    "and on port %d of %s it would choose wrongly",
	    e->port, e->host);
}

static int
check(const struct account *a, struct err *err)
{
	for (; a != NULL; a = a->next)
		if (check_port(a->incoming, err) == -1 ||
		    check_port(a->outgoing, err) == -1)
			return -1;
	return 0;
}

/* jane@example.org (imap.example.org, smtp.example.org), ... */
static void
add_accounts(struct buf *out, const struct account *a)
{
	const struct account *p;

	for (p = a; p != NULL; p = p->next)
		buf_printf(out, "%s%s (%s, %s)", p == a ? "" : "; ", p->address,
		    p->incoming->host, p->outgoing->host);
}

static bool
has_password(const struct account *a)
{
	for (; a != NULL; a = a->next)
		if (a->password != NULL)
			return true;
	return false;
}

/* What the person must agree to. */
static const struct consent {
	const char *text;
	bool password; /* only when the profile holds one */
	bool accounts; /* are listed behind it */
} consents[] = {
	{ .text = N_("This profile sets up e-mail on this device. It holds "
		     "the names of mail servers and your user name.") },
	{ .text = N_("It holds your password in readable form as well: do "
		     "not pass it on."),
	    .password = true },
	{ .text = N_("Your password goes to these servers only:"),
	    .accounts = true },
	{ .text = N_("To undo it all, remove the profile in the settings of "
		     "the device; the account and the mail that lies on the "
		     "device go with it.") },
};

/* In the language of that tag, or NULL for English. */
static void
add_consent(struct xml *x, const char *key, const char *lang,
    const struct account *a, const struct writer_options *o)
{
	const struct consent *c, *end;
	const char *said;
	struct buf text;

	buf_init(&text, WRITER_ACCOUNTS_MAX * NAME_SIZE);
	end = consents + sizeof(consents) / sizeof(consents[0]);
	for (c = consents; c < end; c++) {
		if (c->password && !has_password(a))
			continue;
		said = lang == NULL || o->translate_to == NULL
		    ? c->text
		    : o->translate_to(lang, c->text);
		buf_printf(&text, "%s%s", c == consents ? "" : "\n\n", said);
		if (c->accounts) {
			buf_add_str(&text, " ");
			add_accounts(&text, a);
		}
	}
	add_string(x, key, buf_text(&text));
	buf_clear(&text);
}

/* The device chooses; it is not known which language it speaks. */
static void
add_consents(
    struct xml *x, const struct account *a, const struct writer_options *o)
{
	xml_element(x, "key", "ConsentText");
	xml_start(x, "dict");
	if (o->translate_to != NULL &&
	    strcmp(o->translate_to("de", consents[0].text), consents[0].text) !=
		0)
		add_consent(x, "de", "de", a, o);
	add_consent(x, "default", NULL, a, o);
	add_consent(x, "en", NULL, a, o);
	xml_end(x);
}

static void
add_description(
    struct xml *x, const struct account *a, const struct writer_options *o)
{
	struct buf text;

	buf_init(&text, WRITER_ACCOUNTS_MAX * NAME_SIZE);
	buf_printf(
	    &text, "%s ", o->translate(o->language, N_("Sets up e-mail for:")));
	add_accounts(&text, a);
	add_string(x, "PayloadDescription", buf_text(&text));
	buf_clear(&text);
}

static void
add_title(
    struct xml *x, const struct account *a, const struct writer_options *o)
{
	const struct account *p;
	struct buf text;

	buf_init(&text, WRITER_ACCOUNTS_MAX * NAME_SIZE);
	buf_printf(&text, "%s ", o->translate(o->language, N_("E-mail")));
	for (p = a; p != NULL; p = p->next)
		buf_printf(&text, "%s%s", p == a ? "" : ", ", p->address);
	add_string(x, "PayloadDisplayName", buf_text(&text));
	buf_clear(&text);
}

static int
write_mobileconfig(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct account *p;
	struct xml *x;

	if (check(a, err) == -1)
		return -1;
	x = xml_new();
	xml_doctype(x, "plist", "-//Apple//DTD PLIST 1.0//EN",
	    "http://www.apple.com/DTDs/PropertyList-1.0.dtd");
	xml_comment(x, o->tool);
	xml_start(x, "plist");
	xml_attribute(x, "version", "1.0");
	xml_start(x, "dict");
	add_consents(x, a, o);
	xml_element(x, "key", "PayloadContent");
	xml_start(x, "array");
	for (p = a; p != NULL; p = p->next)
		add_account(x, p, a->next == NULL);
	xml_end(x);
	add_description(x, a, o);
	add_title(x, a, o);
	add_identifier(x, a, "");
	if (*a->provider != '\0')
		add_string(x, "PayloadOrganization", a->provider);
	add_string(x, "PayloadType", "Configuration");
	add_uuid(x, "profile", a, NULL);
	add_integer(x, "PayloadVersion", 1);
	return xml_finish(&x, out, err);
}

const struct writer mobileconfig_writer = {
	.name = "mobileconfig",
	.summary = N_("configuration profile for iPhone, iPad and Mac"),
	.client =
	    "Apple Mail: iOS 4+, iPadOS, visionOS, macOS 10.7+; FairEmail",
	.platforms = ON_MAC | ON_IPHONE,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/xml.t",
	.usual = true,
	.file = "{address}.mobileconfig",
	.protocols = WRITES_ALL,
	.incoming = true,
	.outgoing = true,
	.password = true,
	.several = true,
	.signable = true,
	.auths = auths,
	.write = write_mobileconfig,
};
