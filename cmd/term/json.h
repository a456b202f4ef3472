#ifndef CMD_TERM_JSON_H
#define CMD_TERM_JSON_H

#include <stdio.h>

struct json_object;

/* Prints v on stdout and releases it. */
void term_print_json(struct json_object *v);
/* The same to a file and in the form of flags (JSON_C_TO_STRING_...). */
void term_write_json(FILE *f, struct json_object *v, int flags);

#endif
