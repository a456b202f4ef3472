#ifndef PROFILES_FORMAT_XML_READER_H
#define PROFILES_FORMAT_XML_READER_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { XML_BYTES_MAX = 256 * 1024 };

/*
 * XML of a stranger by libxml2: without network and without a document type,
 * so there are no entities, and XML_BYTES_MAX at most; libxml2 ends at a
 * depth of 256.  Returns the document (xml_free), or NULL and why_out
 * points to a few static words.
 */
xmlDoc *xml_read(const char *bytes, size_t len, const char **why_out);
xmlNode *xml_root(const xmlDoc *doc);
void xml_free(xmlDoc **doc);
/* The node is an element of that name, in whatever name space. */
bool xml_is(const xmlNode *n, const char *name);
/*
 * Text of an element or of an attribute, copied into the arena without the
 * white space around it; "" when absent or longer than 512 bytes.
 */
const char *xml_content(struct arena *a, xmlNode *n);
const char *xml_property(struct arena *a, xmlNode *n, const char *name);

#endif
