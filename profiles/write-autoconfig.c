#include <stdio.h>
#include <string.h>

#include "probe/base/buf.h"
#include "probe/base/err.h"
#include "profiles/autoconfig.h"
#include "profiles/hint.h"
#include "profiles/write.h"
#include "profiles/xml-writer.h"

/* Lengths that clients cut or refuse, in characters. */
enum { NAME_MAX_CHARS = 60, SHORT_MAX_CHARS = 20 };

static bool
is_login(enum auth a)
{
	return a != AUTH_NONE && a != AUTH_CLIENT_IP;
}

/* In order of preference, no word twice; without a login, just that. */
static void
add_auths(struct xml *x, const struct endpoint *e)
{
	const char *word;
	size_t i, k;

	if (e->nauths == 0 || write_is_open(&writer_autoconfig, e)) {
		word = write_auth(&writer_autoconfig, e);
		xml_element(x, "authentication", word);
		return;
	}
	for (i = 0; i < e->nauths; i++) {
		word = autoconfig_auths[e->auths[i]];
		for (k = 0; k < i && autoconfig_auths[e->auths[k]] != word; k++)
			;
		if (k == i && is_login(e->auths[i]))
			xml_element(x, "authentication", word);
	}
}

/* The file serves the whole domain when the user name follows from the
 * address, so a place stands there instead of it. */
static void
add_username(struct xml *x, const struct account *a, const char *username)
{
	size_t local = (size_t)(strrchr(a->address, '@') - a->address);

	if (strcmp(username, a->address) == 0)
		username = "%EMAILADDRESS%";
	else if (strlen(username) == local &&
	    strncmp(username, a->address, local) == 0)
		username = "%EMAILLOCALPART%";
	xml_element(x, "username", username);
}

static void
add_retention(struct xml *x, const struct account *a)
{
	bool leave = a->retention == RETENTION_DAYS;

	xml_start(x, "pop3");
	xml_element(x, "leaveMessagesOnServer", leave ? "true" : "false");
	if (leave)
		xml_number(x, "daysToLeaveMessagesOnServer", a->retention_days);
	xml_end(x);
}

static void
add_server(struct xml *x, const struct account *a, const struct endpoint *e)
{
	if (e == NULL)
		return;
	xml_start(
	    x, e->protocol == PROTO_SMTP ? "outgoingServer" : "incomingServer");
	xml_attribute(x, "type", protocol_name(e->protocol));
	xml_element(x, "hostname", e->host);
	xml_number(x, "port", e->port);
	xml_element(x, "socketType", autoconfig_sockets[e->security]);
	add_auths(x, e);
	if (e->username != NULL && !write_is_open(&writer_autoconfig, e))
		add_username(x, a, e->username);
	if (e->protocol == PROTO_POP3)
		add_retention(x, a);
	xml_end(x);
}

static size_t
count_chars(const char *s)
{
	size_t n;

	for (n = 0; *s != '\0'; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* A name that is too long or missing gives way to the domain, and that to
 * its first label. */
static void
add_name(
    struct xml *x, const char *element, const struct account *a, size_t max)
{
	char label[64];

	snprintf(label, sizeof(label), "%.*s", (int)strcspn(a->domain, "."),
	    a->domain);
	if (*a->provider != '\0' && count_chars(a->provider) <= max)
		xml_element(x, element, a->provider);
	else if (strlen(a->domain) <= max)
		xml_element(x, element, a->domain);
	else
		xml_element(x, element, strlen(label) <= max ? label : "Mail");
}

/* What has to be switched on first, and the page that tells how. */
static void
add_help(struct xml *x, const struct account *a, const struct writer_options *o)
{
	const char *text;
	size_t i;

	if (a->documentation == NULL)
		return;
	for (i = 0; i < a->nhints; i++) {
		text = hint_sentence(a->hints[i]);
		if (text == NULL || !hint_is_first(a->hints[i]))
			continue;
		xml_start(x, "enable");
		xml_attribute(x, "visiturl", a->documentation);
		xml_start(x, "instruction");
		xml_attribute(x, "lang", o->translate(N_("en")));
		xml_text(x, o->translate(text));
		xml_end(x);
		xml_end(x);
	}
	xml_start(x, "documentation");
	xml_attribute(x, "url", a->documentation);
	xml_start(x, "descr");
	xml_attribute(x, "lang", o->translate(N_("en")));
	xml_text(x, o->translate(N_("Help of the provider")));
	xml_end(x);
	xml_end(x);
}

static int
check(const struct account *a, const struct endpoint *e, struct err *err)
{
	if (e->protocol == PROTO_POP3 && a->retention == RETENTION_KEEP)
		return err_set(err,
		    "autoconfig cannot say that POP3 leaves mail on the "
		    "server for good");
	if (e->username != NULL && strstr(e->username, "%EMAIL") != NULL)
		return err_set(
		    err, "autoconfig cannot carry a user name with %%EMAIL");
	return 0;
}

static int
write_autoconfig(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct endpoint *alternative = a->alternative;
	struct xml *x;

	if (check(a, a->incoming, err) == -1 ||
	    check(a, a->outgoing, err) == -1)
		return -1;
	if (alternative != NULL && check(a, alternative, NULL) == -1)
		alternative = NULL;
	x = xml_new();
	xml_comment(x, o->tool);
	xml_start(x, "clientConfig");
	xml_attribute(x, "version", "1.1");
	xml_start(x, "emailProvider");
	xml_attribute(x, "id", a->domain);
	xml_element(x, "domain", a->domain);
	add_name(x, "displayName", a, NAME_MAX_CHARS);
	add_name(x, "displayShortName", a, SHORT_MAX_CHARS);
	add_server(x, a, a->incoming);
	add_server(x, a, alternative);
	add_server(x, a, a->outgoing);
	add_help(x, a, o);
	return xml_finish(&x, out, err);
}

const struct writer writer_autoconfig = {
	.name = "autoconfig",
	.summary = N_("Mozilla autoconfig (config-v1.1.xml), for Thunderbird "
		      "and many others"),
	.client = "Thunderbird 3+, Thunderbird for Android, K-9 Mail, "
		  "Evolution, KMail, FairEmail",
	.platforms = ON_WINDOWS | ON_MAC | ON_LINUX,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/xml.t",
	.file = "{domain}.xml",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS,
	.incoming = true,
	.outgoing = true,
	.auths = autoconfig_auths,
	.write = write_autoconfig,
};
