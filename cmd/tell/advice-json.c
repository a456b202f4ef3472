#include "cmd/tell/advice-json.h"

#include <json-c/json.h>

#include "cmd/tell/advice.h"
#include "profiles/base/buf.h"

enum { SENTENCE_MAX = 2048 };

static struct json_object *
codes_array(const struct advice *a, const enum advice_code *codes, size_t n,
    const struct language *l)
{
	struct json_object *list = json_object_new_array(), *o;
	struct buf text;
	size_t i;

	buf_init(&text, SENTENCE_MAX);
	for (i = 0; i < n; i++) {
		advice_sentence(&text, a, codes[i], l);
		o = json_object_new_object();
		json_object_object_add(
		    o, "id", json_object_new_string(advice_name(codes[i])));
		json_object_object_add(
		    o, "text", json_object_new_string(buf_text(&text)));
		json_object_array_add(list, o);
		buf_clear(&text);
	}
	return list;
}

static struct json_object *
needs_object(const struct advice_needs *n)
{
	struct json_object *o = json_object_new_object();
	const struct need_row *row;

	json_object_object_add(o, "devices", json_object_new_int(n->devices));
	for (row = advice_need_rows; row->name != NULL; row++)
		json_object_object_add(o, row->name,
		    json_object_new_boolean(advice_need_is(n, row)));
	return o;
}

struct json_object *
advice_json(const struct advice *a, const struct language *l)
{
	struct json_object *o = json_object_new_object();
	bool pop3 = a->protocol == PROTO_POP3;

	json_object_object_add(
	    o, "protocol", json_object_new_string(protocol_name(a->protocol)));
	json_object_object_add(o, "retention",
	    pop3 ? json_object_new_string(advice_retention_name(a->retention))
		 : NULL);
	json_object_object_add(
	    o, "days", a->days > 0 ? json_object_new_int(a->days) : NULL);
	json_object_object_add(
	    o, "reasons", codes_array(a, a->reasons, a->nreasons, l));
	json_object_object_add(
	    o, "warnings", codes_array(a, a->warnings, a->nwarnings, l));
	json_object_object_add(o, "needs", needs_object(&a->needs));
	return o;
}
