#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/format/autodiscover.h"
#include "profiles/format/xml-writer.h"
#include "profiles/write/write.h"

/*
 * The answer of Microsoft's autodiscover, outlook response schema 2006a
 * ([MS-OXDSCLI] section 2.2.4), as a server would give it for one address.
 * Elements that are absent have defaults that are wrong here ("SPA" is on,
 * the login name is the local part), so all are written.
 *
 * Classic Outlook for Windows (2007 and later) takes IMAP and POP3 from such
 * an answer: from the web server of the domain, or from a file that
 * PreferLocalXML in the registry tells it of.  The new Outlook and those for
 * Mac and telephones ask Microsoft instead.
 */

#define NAMESPACE "http://schemas.microsoft.com/exchange/autodiscover/"

enum { COMMENT_SIZE = 2048 };

/* What Outlook does with a password; NTLM is its "SPA". */
static const char *const auths[AUTH_COUNT] = {
	[AUTH_PASSWORD] = "off",
	[AUTH_NTLM] = "on",
	[AUTH_CLIENT_IP] = "off",
	[AUTH_NONE] = "off",
};

void
autodiscover_open(struct xml *x, const char *name)
{
	xml_start(x, "Autodiscover");
	xml_attribute(x, "xmlns", NAMESPACE "responseschema/2006");
	xml_start(x, "Response");
	xml_attribute(x, "xmlns", NAMESPACE "outlook/responseschema/2006a");
	if (name != NULL) {
		xml_start(x, "User");
		xml_element(x, "DisplayName", name);
		xml_end(x);
	}
	xml_start(x, "Account");
	xml_element(x, "AccountType", "email");
	xml_element(x, "Action", "settings");
}

void
autodiscover_add(struct xml *x, const struct endpoint *e,
    const struct autodiscover_login *login)
{
	static const char *const types[] = { "IMAP", "POP3", "SMTP" };

	xml_start(x, "Protocol");
	xml_element(x, "Type", types[e->protocol]);
	xml_element(x, "Server", e->host);
	xml_number(x, "Port", e->port);
	if (login->user != NULL)
		xml_element(x, "LoginName", login->user);
	xml_element(x, "DomainRequired", "off");
	xml_element(x, "SPA", login->ntlm ? "on" : "off");
	xml_element(x, "SSL", "on");
	/* "TLS" means STARTTLS here. */
	xml_element(
	    x, "Encryption", e->security == SECURITY_TLS ? "SSL" : "TLS");
	xml_element(x, "AuthRequired", login->none ? "off" : "on");
	if (e->protocol == PROTO_SMTP) {
		xml_element(x, "UsePOPAuth", "off");
		xml_element(x, "SMTPLast", "off");
	}
	xml_end(x);
}

static void
add_server(struct xml *x, const struct endpoint *e)
{
	struct autodiscover_login login;

	if (e == NULL)
		return;
	login.none = write_is_open(&autodiscover_writer, e);
	login.ntlm = strcmp(write_auth(&autodiscover_writer, e), "on") == 0;
	login.user = login.none ? NULL : e->username;
	autodiscover_add(x, e, &login);
}

/* Two hyphens in a row end a comment (XML 1.0 section 2.5): a name with any
 * is left out. */
static void
add_comment(
    struct xml *x, const struct account *a, const struct writer_options *o)
{
	struct buf text;

	buf_init(&text, COMMENT_SIZE);
	if (*a->provider != '\0' && strchr(a->provider, '-') == NULL)
		buf_printf(&text, "%s: ", a->provider);
	buf_printf(&text, "written by %s", o->tool);
	xml_comment(x, buf_text(&text));
	buf_clear(&text);
}

static int
write_autodiscover(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct xml *x = xml_new();

	add_comment(x, a, o);
	autodiscover_open(x, *a->name == '\0' ? a->address : a->name);
	add_server(x, a->incoming);
	add_server(x, a->alternative);
	add_server(x, a->outgoing);
	return xml_finish(&x, out, err);
}

const struct writer autodiscover_writer = {
	.name = "autodiscover",
	.summary = N_("Microsoft autodiscover answer, for the classic Outlook"),
	.client = "Outlook 2007 to 2024 for Windows (classic), Thunderbird",
	.verified = VERIFIED_SCHEMA,
	.test = "clients/publish.t",
	.file = "{address}.autodiscover.xml",
	.protocols = WRITES_ALL,
	.incoming = true,
	.outgoing = true,
	.auths = auths,
	.write = write_autodiscover,
};
