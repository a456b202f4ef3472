#ifndef PROFILES_FORMAT_STRICT_JSON_H
#define PROFILES_FORMAT_STRICT_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

/* Where the reader stopped, and why. */
struct strict_json_end {
	size_t at; /* bytes read */
	bool early;
	const char *why; /* what is wrong there, static; NULL: nothing */
};

/*
 * Reads one JSON value (RFC 8259) of that depth at most: texts are UTF-8, and
 * nothing but white space may follow, apart from a NUL byte, which ends it.
 * Returns the value, owned by the caller; or NULL when it is no JSON or the
 * word null.  end_out may be NULL.
 */
json_object *strict_json_parse(
    const char *bytes, size_t len, int depth, struct strict_json_end *end_out);

#endif
