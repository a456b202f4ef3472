#include "cmd/term/json.h"

#include <json-c/json.h>
#include <stdint.h>

#include "profiles/base/buf.h"
#include "profiles/format/print-json.h"

void
term_write_json(FILE *f, json_object *v, int flags)
{
	struct buf text;

	buf_init(&text, SIZE_MAX / 2);
	print_json(&text, v, flags);
	buf_add_str(&text, "\n");
	fwrite(buf_text(&text), 1, text.len, f);
	buf_clear(&text);
	json_object_put(v);
}

void
term_print_json(json_object *v)
{
	term_write_json(stdout, v,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
}
