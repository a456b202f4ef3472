#include <json-c/json.h>
#include <time.h>

#include "cmd/lint/lint-tell.h"
#include "cmd/lint/lint-words.h"
#include "cmd/tell/tell.h"
#include "cmd/term/json.h"
#include "profiles/settings/settings.h"

/* Schema postlotse-lint/1, see cmd/lint.schema.json: every key is always
 * there. */

typedef struct json_object json;

enum { TEXT_MAX = 64 * 1024 };

static void
put(json *o, const char *key, json *value)
{
	json_object_object_add(o, key, value);
}

static void
put_text(json *o, const char *key, const char *text)
{
	put(o, key, text == NULL ? NULL : json_object_new_string(text));
}

static void
put_moment(json *o, const char *key, int64_t seconds)
{
	char text[32] = "";
	time_t t = (time_t)seconds;
	struct tm tm;

	if (gmtime_r(&t, &tm) != NULL)
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	put_text(o, key, text);
}

static json *
row_json(const struct lint_row *row, const struct language *language)
{
	json *o = json_object_new_object();
	struct buf text;

	put_text(o, "id", lint_name(row->id));
	put_text(o, "class", lint_class_name(row->class));
	put(o, "required", json_object_new_boolean(row->required));
	put_text(o, "subject", row->subject);
	put_text(o, "question", lint_question(row->id, language));
	buf_init(&text, TEXT_MAX);
	lint_evidence(&text, row, language);
	put_text(o, "evidence", buf_text(&text));
	buf_clear(&text);
	buf_init(&text, TEXT_MAX);
	if (row->class != LINT_PASS)
		lint_advice(&text, row, language);
	put_text(o, "remedy", buf_text(&text));
	buf_clear(&text);
	return o;
}

static json *
rows_json(const struct lint *l, const struct language *language)
{
	json *list = json_object_new_array();
	const struct lint_row *row;

	STAILQ_FOREACH (row, lint_rows(l), entry)
		json_object_array_add(list, row_json(row, language));
	return list;
}

static json *
source_json(const struct lint_source *s)
{
	json *o = json_object_new_object(), *list = json_object_new_array();
	json *server;
	const struct endpoint *e;

	put_text(o, "source", s->name);
	put_text(o, "url", s->url);
	STAILQ_FOREACH (e, &s->settings->endpoints, entry) {
		server = json_object_new_object();
		put_text(server, "protocol", protocol_name(e->protocol));
		put_text(server, "host", e->host);
		put(server, "port", json_object_new_int(e->port));
		put_text(server, "security", security_name(e->security));
		put_text(server, "username", e->username);
		json_object_array_add(list, server);
	}
	put(o, "servers", list);
	return o;
}

static json *
sources_json(const struct lint *l)
{
	json *list = json_object_new_array();
	const struct lint_source *sources;
	size_t i, n = lint_sources(l, &sources);

	for (i = 0; i < n; i++)
		json_object_array_add(list, source_json(&sources[i]));
	return list;
}

static json *
counts_json(const struct lint *l)
{
	static const char *const keys[] = { "pass", "miss", "drift", "error" };
	json *o = json_object_new_object();
	int c;

	for (c = 0; c < LINT_CLASSES; c++)
		put(o, keys[c],
		    json_object_new_int64(
			(int64_t)lint_count(l, (enum lint_class)c)));
	return o;
}

static json *
file_json(const struct lint_file *f)
{
	json *o = json_object_new_object(), *urls = json_object_new_array();
	size_t k;

	put_text(o, "name", f->name);
	put_text(o, "content_type", f->type);
	put_text(o, "method", f->post ? "POST" : "GET");
	for (k = 0; k < LINT_URLS; k++)
		if (f->urls[k] != NULL)
			json_object_array_add(
			    urls, json_object_new_string(f->urls[k]));
	put(o, "urls", urls);
	put(o, "text",
	    json_object_new_string_len(buf_text(&f->bytes), (int)f->bytes.len));
	return o;
}

static json *
publication_json(const struct lint_publication *p)
{
	json *o = json_object_new_object(), *files = json_object_new_array();
	size_t i;

	put_text(o, "from", p->from);
	put_text(o, "zone", buf_text(&p->zone));
	for (i = 0; i < p->n; i++)
		json_object_array_add(files, file_json(&p->files[i]));
	put(o, "files", files);
	put_text(o, "note", buf_text(&p->note));
	return o;
}

void
lint_tell_json(FILE *f, const struct lint *l, const struct lint_publication *p,
    const struct tell_options *how)
{
	json *o = json_object_new_object(), *tool = json_object_new_object();

	put_text(o, "schema", "postlotse-lint/1");
	put_text(tool, "name", "postlotse");
	put_text(tool, "version", VERSION);
	put(o, "tool", tool);
	put_text(o, "domain", lint_domain(l));
	put_text(o, "address", lint_address(l));
	put_moment(o, "started", lint_started(l));
	put(o, "elapsed_ms", json_object_new_int64(lint_elapsed_ms(l)));
	put(o, "passed", json_object_new_boolean(!lint_is_bad(l)));
	put(o, "counts", counts_json(l));
	put(o, "checks", rows_json(l, how->language));
	put(o, "sources", sources_json(l));
	put(o, "publish", publication_json(p));
	term_write_json(f, o,
	    JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE |
		JSON_C_TO_STRING_SPACED);
}
