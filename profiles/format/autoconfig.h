#ifndef PROFILES_FORMAT_AUTOCONFIG_H
#define PROFILES_FORMAT_AUTOCONFIG_H

#include "profiles/settings/endpoint.h"

/*
 * The words of Mozilla's autoconfig document, version 1.1, for those who write
 * one.  Several of our kinds of login share a word.
 */
extern const char *const autoconfig_auths[AUTH_COUNT];
extern const char *const autoconfig_sockets[]; /* by enum security */

#endif
