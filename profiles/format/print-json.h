#ifndef PROFILES_FORMAT_PRINT_JSON_H
#define PROFILES_FORMAT_PRINT_JSON_H

struct buf;
struct json_object;

/*
 * Appends v as JSON text in the form of flags (JSON_C_TO_STRING_...).  The
 * only way of JSON out of the program: in strings, which alone hold such
 * characters, what is worse than a blank (str.h) becomes \uHHHH, and a byte
 * that is not UTF-8 \ufffd.
 */
void print_json(struct buf *out, struct json_object *v, int flags);

#endif
