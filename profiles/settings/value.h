#ifndef PROFILES_SETTINGS_VALUE_H
#define PROFILES_SETTINGS_VALUE_H

#include <stdbool.h>

struct arena;

/*
 * Values as strangers publish them, made fit to be used: places filled in
 * (settings.h), names as A-labels in lower case, no blank, no control,
 * nothing invisible, no rest of a place.  A place at the end that lacks its last "%" counts as
 * complete.  With address NULL the places stay as they stand, for a template.
 * Each returns NULL when the value is not to be used; the results live in
 * the arena.  All are pure.
 */

/*
 * A host name, or an address of the public network.  What leads into the
 * network of this machine is refused: addresses of private use, of the machine
 * and of the link, "localhost", and numbers in the place of a name.
 * In a template, which comes from a person, every address will do.
 */
const char *value_host(struct arena *a, const char *text, const char *address);
/* For a mere domain instead of an address the user name stays open: NULL. */
const char *value_username(
    struct arena *a, const char *text, const char *address);
/* http or https with such a host and without user information (RFC 3986). */
const char *value_url(struct arena *a, const char *text, const char *address);
/* The same, https alone. */
const char *value_https(struct arena *a, const char *text, const char *address);
/* A literal of an address that no public server has (RFC 6890). */
bool value_is_private_ip(const char *ip);

#endif
