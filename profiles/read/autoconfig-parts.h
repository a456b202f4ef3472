#ifndef PROFILES_READ_AUTOCONFIG_PARTS_H
#define PROFILES_READ_AUTOCONFIG_PARTS_H

#include <libxml/tree.h>

struct arena;
struct settings;

/*
 * The parts of the "clientConfig" document, one file each.  address is the
 * mailbox, a mere domain, or NULL, which leaves the places as they stand.
 */

/* An incomingServer or outgoingServer; n counts them. */
void autoconfig_server(
    struct settings *s, xmlNode *section, const char *address, int *n);
/* Any other service: calendar, addressbook, fileShare ... */
void autoconfig_service(
    struct settings *s, xmlNode *section, const char *address);
void autoconfig_oauth(struct settings *s, xmlNode *n, const char *address);
/* documentation, enable, and instruction as older files have it. */
void autoconfig_help(struct settings *s, xmlNode *page);
/* Text in which lines and blanks in between have become one blank each. */
const char *autoconfig_line(struct arena *a, xmlNode *n);

#endif
