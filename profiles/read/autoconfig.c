#include <libxml/tree.h>
#include <string.h>

#include "profiles/base/idna.h"
#include "profiles/base/str.h"
#include "profiles/format/xml-reader.h"
#include "profiles/read/autoconfig-parts.h"
#include "profiles/read/reader.h"
#include "profiles/settings/settings.h"

/*
 * The "clientConfig" document, versions 1.1 and 1.2
 * (draft-ietf-mailmaint-autoconfig, "Data format").  What is unknown is
 * passed over; a section with a wrong value is dropped, the rest stays.
 */

enum { SERVED_MAX = 4096 };

/* %EMAILDOMAIN% stands for the domain that is asked for. */
static const char *
domain_name(struct settings *s, const char *text, const char *address)
{
	if (address != NULL && strchr(text, '%') != NULL)
		text = settings_expand(&s->arena, text, address);
	return text == NULL ? NULL : idna_ascii(&s->arena, text);
}

/* What is no name of a domain is passed over, and what is there already. */
static void
read_domain(struct settings *s, xmlNode *n, const char *address)
{
	const char *stated = xml_content(&s->arena, n), *text, *wild = "";
	struct served *served;
	bool mx;

	mx = str_equal_nocase(xml_property(&s->arena, n, "purpose"), "mx");
	if (!mx && strncmp(stated, "*.", 2) == 0)
		wild = "*.";
	text = domain_name(s, stated + strlen(wild), address);
	if (text == NULL)
		misread_add(&s->arena, &s->misread, "domain", stated);
	if (text == NULL || s->nserved == SERVED_MAX)
		return;
	text = arena_printf(&s->arena, "%s%s", wild, text);
	STAILQ_FOREACH (served, &s->served, entry)
		if (served->mx == mx && strcmp(served->name, text) == 0)
			return;
	served = arena_alloc(&s->arena, sizeof(*served));
	served->name = text;
	served->mx = mx;
	s->nserved++;
	STAILQ_INSERT_TAIL(&s->served, served, entry);
}

/* A name to show, with or without a placeholder in it. */
static const char *
read_name(struct settings *s, xmlNode *n, const char *address)
{
	const char *text = xml_content(&s->arena, n), *name = NULL;

	if (address != NULL && strchr(text, '%') != NULL)
		name = settings_expand(&s->arena, text, address);
	if (name == NULL)
		name = text;
	return *name == '\0' ? NULL
			     : str_printable_dup(&s->arena, name, strlen(name));
}

/* True when the element is one of those that may stand at both levels. */
static bool
read_shared(struct settings *s, xmlNode *n, const char *address)
{
	if (xml_is(n, "oAuth2"))
		autoconfig_oauth(s, n, address);
	else if (xml_is(n, "enable") || xml_is(n, "documentation") ||
	    xml_is(n, "instruction"))
		autoconfig_help(s, n);
	else
		return false;
	return true;
}

static void
read_provider(struct settings *s, xmlNode *provider, const char *address)
{
	int servers = 0;
	xmlNode *n;

	for (n = provider->children; n != NULL; n = n->next) {
		if (xml_is(n, "incomingServer") || xml_is(n, "outgoingServer"))
			autoconfig_server(s, n, address, &servers);
		else if (xml_is(n, "displayName") && s->provider == NULL)
			s->provider = read_name(s, n, address);
		else if ((xml_is(n, "displayShortName") ||
			     xml_is(n, "displayNameShort")) &&
		    s->short_name == NULL)
			s->short_name = read_name(s, n, address);
		else if (xml_is(n, "domain"))
			read_domain(s, n, address);
		else if (!read_shared(s, n, address))
			autoconfig_service(s, n, address);
	}
}

static const char *
read_document(struct settings *s, const xmlNode *root, const char *address)
{
	xmlNode *n;
	bool seen = false;

	for (n = root->children; n != NULL; n = n->next) {
		if (xml_is(n, "emailProvider") && !seen) {
			read_provider(s, n, address);
			seen = true;
		} else if (!read_shared(s, n, address)) {
			autoconfig_service(s, n, address);
		}
	}
	return settings_is_empty(s) ? "no usable server in it" : NULL;
}

struct settings *
read_autoconfig(
    const char *bytes, size_t len, const char *address, const char **why_out)
{
	xmlDoc *doc = xml_read(bytes, len, why_out);
	const xmlNode *root = doc == NULL ? NULL : xml_root(doc);
	struct settings *s = NULL;

	if (doc == NULL)
		return NULL;
	if (root == NULL || !xml_is(root, "clientConfig")) {
		*why_out = "XML, but no clientConfig";
	} else {
		s = settings_new();
		*why_out = read_document(s, root, address);
	}
	xml_free(&doc);
	return s;
}
