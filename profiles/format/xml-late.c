#include "profiles/format/xml-late.h"

/* libxml2 itself writes some of its complaints, with lines of the document, even
 * where a parser is told to be silent: of encodings and of xml:id. */
static void
say_nothing(void *arg, const char *format, ...)
{
	(void)arg;
	(void)format;
}

const struct xml_late *
xml_late(void)
{
	static const char *const names[] = { XML_LATE_CALLS(LATE_NAME) };
	static struct xml_late calls;

	if (calls.xmlFree == NULL) {
		late_load("libxml2.so.2", names,
		    sizeof(names) / sizeof(names[0]), &calls);
		(*calls.xmlSetGenericErrorFunc)(NULL, say_nothing);
	}
	return &calls;
}
