#ifndef CMD_TERM_JSON_H
#define CMD_TERM_JSON_H

struct json_object;

/* Prints v on stdout, with a line end, and releases it. */
void term_print_json(struct json_object *v);

#endif
