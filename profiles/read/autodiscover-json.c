#include <json-c/json.h>
#include <string.h>

#include "profiles/base/arena.h"
#include "profiles/base/str.h"
#include "profiles/format/autodiscover.h"
#include "profiles/format/strict-json.h"
#include "profiles/read/reader.h"

/*
 * Version 2 of Microsoft's autodiscover: an object with Protocol and Url, or
 * with ErrorCode and ErrorMessage.  The case of names differs from server to
 * server.
 */

enum { DEPTH_MAX = 8, TEXT_MAX = 512 };

/* A text of one byte or more; NULL when it is absent, over-long or no text. */
static const char *
text_of(json_object *o, const char *name)
{
	const char *text;
	size_t n;

	json_object_object_foreach(o, key, v)
	{
		if (!str_equal_nocase(key, name) ||
		    !json_object_is_type(v, json_type_string))
			continue;
		text = json_object_get_string(v);
		n = (size_t)json_object_get_string_len(v);
		if (n > 0 && n <= TEXT_MAX && strlen(text) == n)
			return text;
	}
	return NULL;
}

const char *
autodiscover_url(
    struct arena *a, const char *bytes, size_t len, const char **why_out)
{
	json_object *root = len > READER_BYTES_MAX
	    ? NULL
	    : strict_json_parse(bytes, len, DEPTH_MAX, NULL);
	const char *url = NULL, *text;

	*why_out = NULL;
	if (!json_object_is_type(root, json_type_object)) {
		*why_out = "not a JSON object";
		goto out;
	}
	text = text_of(root, "Url");
	if (text != NULL) {
		url = arena_strdup(a, text);
		goto out;
	}
	text = text_of(root, "ErrorCode");
	*why_out = text == NULL
	    ? "autodiscover names no URL"
	    : arena_printf(a, "autodiscover answers with error %s",
		  str_printable_dup(a, text, strlen(text)));
out:
	json_object_put(root);
	return url;
}
