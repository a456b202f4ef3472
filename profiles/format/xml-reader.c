#include "profiles/format/xml-reader.h"

#include <stdlib.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/format/xml-late.h"

enum { TEXT_MAX = 512 };

bool
xml_is(const xmlNode *n, const char *name)
{
	return n->type == XML_ELEMENT_NODE &&
	    strcmp((const char *)n->name, name) == 0;
}

static const char *
take_text(struct arena *a, xmlChar *value)
{
	const char *text = value == NULL ? "" : (const char *)value;
	size_t n;
	char *copy;

	text += strspn(text, " \t\r\n");
	n = strlen(text);
	while (n > 0 && strchr(" \t\r\n", text[n - 1]) != NULL)
		n--;
	copy = arena_strndup(a, text, n > TEXT_MAX ? 0 : n);
	(*xml_late()->xmlFree)(value);
	return copy;
}

const char *
xml_content(struct arena *a, xmlNode *n)
{
	return take_text(a, xml_late()->xmlNodeGetContent(n));
}

const char *
xml_property(struct arena *a, xmlNode *n, const char *name)
{
	return take_text(
	    a, xml_late()->xmlGetNoNsProp(n, (const xmlChar *)name));
}

/* A DOCTYPE could declare entities: parsing ends right there. */
static void
refuse_doctype(void *arg, const xmlChar *name, const xmlChar *external,
    const xmlChar *system)
{
	xmlParserCtxt *ctxt = arg;

	(void)name;
	(void)external;
	(void)system;
	ctxt->_private = ctxt;
	xml_late()->xmlStopParser(ctxt);
}

xmlDoc *
xml_read(const char *bytes, size_t len, const char **why_out)
{
	xmlParserCtxt *ctxt;
	xmlDoc *doc;

	if (len > XML_BYTES_MAX) {
		*why_out = "too long";
		return NULL;
	}
	ctxt = xml_late()->xmlNewParserCtxt();
	if (ctxt == NULL)
		abort();
	ctxt->sax->internalSubset = refuse_doctype;
	doc = xml_late()->xmlCtxtReadMemory(ctxt, bytes, (int)len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
		XML_PARSE_NOCDATA);
	if (ctxt->_private != NULL) {
		*why_out = "a document type declaration is not allowed";
		xml_late()->xmlFreeDoc(doc);
		doc = NULL;
	} else if (doc == NULL) {
		*why_out = "not well-formed XML";
	}
	xml_late()->xmlFreeParserCtxt(ctxt);
	return doc;
}

xmlNode *
xml_root(const xmlDoc *doc)
{
	return xml_late()->xmlDocGetRootElement(doc);
}

void
xml_free(xmlDoc **doc)
{
	xml_late()->xmlFreeDoc(*doc);
	*doc = NULL;
}
