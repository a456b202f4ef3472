#include "profiles/format/xml-late.h"

const struct xml_late *
xml_late(void)
{
	static const char *const names[] = { XML_LATE_CALLS(LATE_NAME) };
	static struct xml_late calls;

	if (calls.xmlFree == NULL)
		late_load("libxml2.so.2", names,
		    sizeof(names) / sizeof(names[0]), &calls);
	return &calls;
}
