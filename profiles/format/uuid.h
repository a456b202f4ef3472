#ifndef PROFILES_FORMAT_UUID_H
#define PROFILES_FORMAT_UUID_H

#include <stddef.h>

enum { UUID_SIZE = 37 };

/*
 * The UUID of a name in our own namespace, upper case: the same name gives
 * the same UUID everywhere (version 5, RFC 9562 section 5.5).
 */
void uuid_make(const void *name, size_t len, char out[UUID_SIZE]);

#endif
