#ifndef PROBE_NET_ROUTE_H
#define PROBE_NET_ROUTE_H

#include <stdbool.h>

/*
 * Whether this machine knows a way to its name server, resolver ("IP[@PORT]")
 * or else the system's, or to the Internet.  Sends nothing.
 */
bool route_exists(const char *resolver);

#endif
