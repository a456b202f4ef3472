#include "cmd/term/json.h"

#include <json-c/json.h>
#include <stdio.h>

void
term_print_json(json_object *v)
{
	puts(json_object_to_json_string_ext(
	    v, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(v);
}
