#include "profiles/format/strict-json.h"

#include <stdlib.h>

json_object *
strict_json_parse(
    const char *bytes, size_t len, int depth, struct strict_json_end *end_out)
{
	json_tokener *t = json_tokener_new_ex(depth);
	enum json_tokener_error error;
	json_object *value;

	if (t == NULL)
		abort();
	json_tokener_set_flags(
	    t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	value = json_tokener_parse_ex(t, bytes, (int)len);
	error = json_tokener_get_error(t);
	if (end_out != NULL) {
		end_out->at = json_tokener_get_parse_end(t);
		end_out->early = error == json_tokener_continue;
		end_out->why = error == json_tokener_success
		    ? NULL
		    : json_tokener_error_desc(error);
	}
	json_tokener_free(t);
	return value;
}
