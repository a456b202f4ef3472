#ifndef PROFILES_FORMAT_XML_LATE_H
#define PROFILES_FORMAT_XML_LATE_H

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlwriter.h>

#include "profiles/base/late.h"

/* What we use of libxml2; xmlFree is a variable that holds a function. */
#define XML_LATE_CALLS(X)                  \
	X(xmlBufferContent)                \
	X(xmlBufferCreate)                 \
	X(xmlBufferFree)                   \
	X(xmlBufferLength)                 \
	X(xmlCtxtReadMemory)               \
	X(xmlDocGetRootElement)            \
	X(xmlFree)                         \
	X(xmlFreeDoc)                      \
	X(xmlFreeParserCtxt)               \
	X(xmlFreeTextWriter)               \
	X(xmlGetNoNsProp)                  \
	X(xmlNewParserCtxt)                \
	X(xmlNewTextWriterMemory)          \
	X(xmlNodeGetContent)               \
	X(xmlSetGenericErrorFunc)          \
	X(xmlStopParser)                   \
	X(xmlTextWriterEndDocument)        \
	X(xmlTextWriterEndElement)         \
	X(xmlTextWriterSetIndent)          \
	X(xmlTextWriterSetIndentString)    \
	X(xmlTextWriterStartDocument)      \
	X(xmlTextWriterStartElement)       \
	X(xmlTextWriterWriteAttribute)     \
	X(xmlTextWriterWriteDTD)           \
	X(xmlTextWriterWriteFormatComment) \
	X(xmlTextWriterWriteString)

struct xml_late {
	XML_LATE_CALLS(LATE_MEMBER)
};

/*
 * libxml2, loaded by the first call (profiles/base/late.h): it draws in ICU
 * with 30 MB of data, libstdc++ and more, a third of the time of a start.
 */
const struct xml_late *xml_late(void);

#endif
