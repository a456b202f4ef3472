#include <stdio.h>
#include <string.h>

#include "profiles/base/err.h"
#include "profiles/format/autoconfig.h"
#include "profiles/format/xml-writer.h"
#include "profiles/provider/export.h"
#include "profiles/provider/provider.h"
#include "profiles/settings/hint.h"

enum { SHORT_MAX_CHARS = 20 };

static void
add_auths(struct xml *x, const struct endpoint *e)
{
	size_t i, k;

	for (i = 0; i < e->nauths; i++) {
		for (k = 0; k < i; k++)
			if (autoconfig_auths[e->auths[k]] ==
			    autoconfig_auths[e->auths[i]])
				break;
		if (k == i)
			xml_element(
			    x, "authentication", autoconfig_auths[e->auths[i]]);
	}
}

static void
add_pop3(struct xml *x, const struct endpoint *e)
{
	if (e->leave == LEAVE_UNSTATED && e->min_interval == 0 &&
	    e->leave_days == 0)
		return;
	xml_start(x, "pop3");
	if (e->leave != LEAVE_UNSTATED)
		xml_element(x, "leaveMessagesOnServer",
		    e->leave == LEAVE_YES ? "true" : "false");
	if (e->leave_days > 0)
		xml_number(x, "daysToLeaveMessagesOnServer", e->leave_days);
	if (e->min_interval > 0) {
		char minutes[16];

		snprintf(minutes, sizeof(minutes), "%d", e->min_interval);
		xml_start(x, "checkInterval");
		xml_attribute(x, "minutes", minutes);
		xml_end(x);
	}
	xml_end(x);
}

static void
add_server(struct xml *x, const struct endpoint *e)
{
	xml_start(
	    x, e->protocol == PROTO_SMTP ? "outgoingServer" : "incomingServer");
	xml_attribute(x, "type", protocol_name(e->protocol));
	xml_element(x, "hostname", e->host);
	xml_number(x, "port", e->port);
	xml_element(x, "socketType", autoconfig_sockets[e->security]);
	add_auths(x, e);
	if (e->username != NULL)
		xml_element(x, "username", e->username);
	if (e->protocol == PROTO_POP3)
		add_pop3(x, e);
	xml_end(x);
}

/* Incoming servers first, as every reader expects; each kind in the order of
 * preference. */
static void
add_servers(struct xml *x, const struct provider *p)
{
	size_t i;

	for (i = 0; i < p->nservers; i++)
		if (!p->servers[i].per_account &&
		    p->servers[i].endpoint.protocol != PROTO_SMTP)
			add_server(x, &p->servers[i].endpoint);
	for (i = 0; i < p->nservers; i++)
		if (!p->servers[i].per_account &&
		    p->servers[i].endpoint.protocol == PROTO_SMTP)
			add_server(x, &p->servers[i].endpoint);
}

static void
add_names(struct xml *x, const struct provider *p)
{
	const char *first = p->ndomains > 0 ? p->domains[0] : p->mx[0];
	char short_name[SHORT_MAX_CHARS + 1];
	size_t i;

	xml_attribute(
	    x, "id", strncmp(first, "*.", 2) == 0 ? first + 2 : first);
	for (i = 0; i < p->ndomains; i++)
		xml_element(x, "domain", p->domains[i]);
	for (i = 0; i < p->nmx; i++) {
		xml_start(x, "domain");
		xml_attribute(x, "purpose", "mx");
		xml_text(x, p->mx[i]);
		xml_end(x);
	}
	xml_element(x, "displayName", p->name);
	snprintf(short_name, sizeof(short_name), "%s", p->id);
	xml_element(x, "displayShortName",
	    strlen(p->name) <= SHORT_MAX_CHARS ? p->name : short_name);
}

static void
start_page(struct xml *x, bool enable, const char *url)
{
	xml_start(x, enable ? "enable" : "documentation");
	if (url != NULL)
		xml_attribute(x, enable ? "visiturl" : "url", url);
}

static void
add_help_text(struct xml *x, bool enable, const char *lang, const char *text)
{
	if (text == NULL)
		return;
	xml_start(x, enable ? "instruction" : "descr");
	if (lang != NULL)
		xml_attribute(x, "lang", lang);
	xml_text(x, text);
	xml_end(x);
}

static bool
is_same_page(const struct help *a, const struct help *b)
{
	if (b == NULL || a->enable != b->enable)
		return false;
	if (a->url == NULL || b->url == NULL)
		return a->url == b->url;
	return strcmp(a->url, b->url) == 0;
}

/* What the entry says of no page but by a hint and its documentation. */
static void
add_hints(struct xml *x, const struct provider *p)
{
	size_t i;

	for (i = 0; i < p->nhints; i++) {
		if (strcmp(p->hints[i], hint_code(HINT_ENABLE_IMAP_POP)) != 0)
			continue;
		start_page(x, true, p->documentation);
		add_help_text(x, true, "en", hint_sentence(p->hints[i]));
		xml_end(x);
	}
	if (p->documentation != NULL) {
		start_page(x, false, p->documentation);
		xml_end(x);
	}
}

static void
add_help(struct xml *x, const struct provider *p)
{
	const struct help *h, *last = NULL;

	if (STAILQ_EMPTY(&p->help))
		add_hints(x, p);
	STAILQ_FOREACH (h, &p->help, entry) {
		if (!is_same_page(h, last)) {
			if (last != NULL)
				xml_end(x);
			start_page(x, h->enable, h->url);
		}
		add_help_text(x, h->enable, h->lang, h->text);
		last = h;
	}
	if (last != NULL)
		xml_end(x);
}

/* A server with one name for all accounts. */
static bool
has_server(const struct provider *p)
{
	size_t i;

	for (i = 0; i < p->nservers; i++)
		if (!p->servers[i].per_account)
			return true;
	return false;
}

/* As the published files have it: root element, words parted by commas or
 * blanks. */
static void
add_oauth(struct xml *x, const struct oauth *oauth)
{
	if (oauth->issuer == NULL)
		return;
	xml_start(x, "oAuth2");
	xml_element(x, "issuer", oauth->issuer);
	if (oauth->scopes != NULL)
		xml_element(x, "scope", oauth->scopes);
	if (oauth->auth_url != NULL)
		xml_element(x, "authURL", oauth->auth_url);
	if (oauth->token_url != NULL)
		xml_element(x, "tokenURL", oauth->token_url);
	xml_end(x);
}

int
provider_export(const struct provider *p, struct buf *out, struct err *err)
{
	struct xml *x;

	if (!has_server(p))
		return err_set(err,
		    "%s: the entry has no servers, and autoconfig needs one",
		    p->id);
	if (p->ndomains + p->nmx == 0)
		return err_set(err,
		    "%s: the entry has no domain, and autoconfig needs one",
		    p->id);
	x = xml_new();
	xml_start(x, "clientConfig");
	xml_attribute(x, "version", "1.1");
	xml_start(x, "emailProvider");
	add_names(x, p);
	add_servers(x, p);
	add_help(x, p);
	xml_end(x);
	add_oauth(x, &p->oauth);
	return xml_finish(&x, out, err);
}
