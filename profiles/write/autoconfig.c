#include <stdio.h>
#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/format/autoconfig.h"
#include "profiles/format/xml-writer.h"
#include "profiles/settings/hint.h"
#include "profiles/write/write.h"

/* Lengths that clients cut or refuse, in characters. */
enum { NAME_MAX_CHARS = 60, SHORT_MAX_CHARS = 20 };

static bool
is_login(enum auth a)
{
	return a != AUTH_NONE && a != AUTH_CLIENT_IP;
}

static bool
has_auth(const struct endpoint *e, enum auth kind)
{
	size_t i;

	for (i = 0; i < e->nauths; i++)
		if (e->auths[i] == kind)
			return true;
	return false;
}

/*
 * Version 1.2 (draft-ietf-mailmaint-autoconfig-06) names the mechanism; a
 * program of before passes over it and takes the next word.  Where there is
 * no next one, the general word follows, as the draft wants it.
 */
static void
add_scram(struct xml *x, const struct endpoint *e)
{
	xml_start(x, "authentication");
	xml_attribute(x, "system", "sasl");
	xml_text(x, "SCRAM-SHA-256");
	xml_end(x);
	if (!has_auth(e, AUTH_PASSWORD) && !has_auth(e, AUTH_ENCRYPTED))
		xml_element(
		    x, "authentication", autoconfig_auths[AUTH_ENCRYPTED]);
}

/* In order of preference, no kind twice; without a login, just that. */
static void
add_auths(struct xml *x, const struct endpoint *e)
{
	size_t i, k;

	if (e->nauths == 0 || write_is_open(&autoconfig_writer, e)) {
		xml_element(
		    x, "authentication", write_auth(&autoconfig_writer, e));
		return;
	}
	for (i = 0; i < e->nauths; i++) {
		for (k = 0; k < i && e->auths[k] != e->auths[i]; k++)
			;
		if (k < i || !is_login(e->auths[i]))
			continue;
		if (e->auths[i] == AUTH_SCRAM)
			add_scram(x, e);
		else
			xml_element(
			    x, "authentication", autoconfig_auths[e->auths[i]]);
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
	if (e->username != NULL && !write_is_open(&autoconfig_writer, e))
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
		xml_attribute(x, "lang", o->translate(o->language, N_("en")));
		xml_text(x, o->translate(o->language, text));
		xml_end(x);
		xml_end(x);
	}
	xml_start(x, "documentation");
	xml_attribute(x, "url", a->documentation);
	xml_start(x, "descr");
	xml_attribute(x, "lang", o->translate(o->language, N_("en")));
	xml_text(x, o->translate(o->language, N_("Help of the provider")));
	xml_end(x);
	xml_end(x);
}

static void
add_text(struct xml *x, const char *element, const char *text)
{
	if (text != NULL)
		xml_element(x, element, text);
}

/* Where tokens come from.  The program brings its own registration. */
static void
add_oauth(struct xml *x, const struct oauth *o)
{
	xml_start(x, "oAuth2");
	add_text(x, "authURL", o->auth_url);
	add_text(x, "tokenURL", o->token_url);
	add_text(x, "issuer", o->issuer);
	add_text(x, "scope", o->scopes);
	xml_end(x);
}

static bool
any_auth(const struct account *a, enum auth kind)
{
	const struct endpoint *const list[] = { a->incoming, a->alternative,
		a->outgoing };
	size_t i;

	for (i = 0; i < 3; i++)
		if (list[i] != NULL && has_auth(list[i], kind) &&
		    !write_is_open(&autoconfig_writer, list[i]))
			return true;
	return false;
}

/* Is there something to tell of OAuth2 that a program could use? */
static bool
has_oauth(const struct account *a)
{
	return any_auth(a, AUTH_OAUTH2) &&
	    (a->oauth.issuer != NULL ||
		(a->oauth.auth_url != NULL && a->oauth.token_url != NULL));
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
	struct account said = *a;
	bool oauth, newer;
	struct xml *x;

	if (check(a, a->incoming, err) == -1 ||
	    check(a, a->outgoing, err) == -1)
		return -1;
	if (a->alternative != NULL && check(a, a->alternative, NULL) == -1)
		said.alternative = NULL;
	oauth = has_oauth(&said);
	newer = oauth || any_auth(&said, AUTH_SCRAM);
	x = xml_new();
	xml_comment(x, o->tool);
	xml_start(x, "clientConfig");
	xml_attribute(x, "version", newer ? "1.2" : "1.1");
	xml_start(x, "emailProvider");
	xml_attribute(x, "id", a->domain);
	xml_element(x, "domain", a->domain);
	add_name(x, "displayName", a, NAME_MAX_CHARS);
	add_name(x, "displayShortName", a, SHORT_MAX_CHARS);
	add_server(x, a, a->incoming);
	add_server(x, a, said.alternative);
	add_server(x, a, a->outgoing);
	add_help(x, a, o);
	xml_end(x);
	if (oauth)
		add_oauth(x, &a->oauth);
	return xml_finish(&x, out, err);
}

const struct writer autoconfig_writer = {
	.name = "autoconfig",
	.summary = N_("Mozilla autoconfig (config-v1.1.xml), for Thunderbird "
		      "and many others"),
	.client = "Thunderbird 3+, Thunderbird for Android, K-9 Mail, "
		  "Evolution, KMail, FairEmail",
	.platforms = ON_WINDOWS | ON_MAC | ON_LINUX,
	.verified = VERIFIED_LOGIN,
	.test = "integration/client-thunderbird-setup.t",
	.usual = true,
	.file = "{domain}.xml",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS,
	.incoming = true,
	.outgoing = true,
	.auths = autoconfig_auths,
	.write = write_autoconfig,
};
