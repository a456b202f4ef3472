#include "cmd/profile/list.h"

#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "cmd/options/formats.h"
#include "cmd/term/cmd.h"
#include "cmd/term/json.h"
#include "cmd/term/layout.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/writer.h"

enum { NAME_COLUMNS = 17, LINE_BYTES = 512 };

static const struct format_word retentions[] = {
	{ "at-once", LEAVES_NONE },
	{ "days", LEAVES_DAYS },
	{ "never", LEAVES_ALL },
	{ NULL, 0 },
};

static const struct format_word protocols[] = {
	{ "imap", WRITES_IMAP },
	{ "pop3", WRITES_POP3 },
	{ "smtp", WRITES_SMTP },
	{ NULL, 0 },
};

static const char *const verified_words[VERIFIED_COUNT] = {
	[VERIFIED_LOGIN] = "login",
	[VERIFIED_LOADED] = "loaded",
	[VERIFIED_SCHEMA] = "schema",
	[VERIFIED_RULES] = "rules",
};

static const char *const verified_texts[VERIFIED_COUNT] = {
	[VERIFIED_LOGIN] = N_("the real client logged in with the file"),
	[VERIFIED_LOADED] = N_("the real client read the file"),
	[VERIFIED_SCHEMA] = N_("a schema or reader of others accepts it"),
	[VERIFIED_RULES] = N_("by the client's documents only"),
};

/* What all files of a format can say together. */
struct abilities {
	unsigned protocols, starttls, retentions;
	bool oauth2, password;
};

static struct abilities
abilities(const struct writer *w)
{
	struct abilities a = { 0, 0, 0, false, false };

	for (; w != NULL; w = w->more) {
		a.protocols |= w->protocols;
		a.starttls |= w->protocols & ~w->tls_only;
		a.retentions |= w->retentions;
		a.oauth2 |= w->auths != NULL && w->auths[AUTH_OAUTH2] != NULL;
		a.password |= w->password;
	}
	return a;
}

static json_object *
words_json(const struct format_word *words, unsigned bits)
{
	json_object *list = json_object_new_array();

	for (; words->name != NULL; words++)
		if ((bits & words->bit) != 0)
			json_object_array_add(
			    list, json_object_new_string(words->name));
	return list;
}

static json_object *
format_json(const struct writer *w)
{
	struct abilities a = abilities(w);
	json_object *v = json_object_new_object();
	json_object *files = json_object_new_array();
	const struct writer *f;
	char test[LINE_BYTES];

#define PUT(key, value) json_object_object_add(v, key, value)
#define TEXT(text)	json_object_new_string(text)
	PUT("name", TEXT(w->name));
	PUT("summary", TEXT(_(w->summary)));
	PUT("client", TEXT(w->client));
	PUT("platforms", words_json(formats_platforms, w->platforms));
	PUT("usual", json_object_new_boolean(w->usual));
	PUT("protocols", words_json(protocols, a.protocols));
	PUT("starttls", words_json(protocols, a.starttls));
	PUT("oauth2", json_object_new_boolean(a.oauth2));
	PUT("pop_delete", words_json(retentions, a.retentions));
	PUT("password", json_object_new_boolean(a.password));
	for (f = w; f != NULL; f = f->more)
		json_object_array_add(files, TEXT(f->file));
	PUT("files", files);
	PUT("verified", TEXT(verified_words[w->verified]));
	snprintf(test, sizeof(test), "tests/%s", w->test);
	PUT("test", TEXT(test));
#undef PUT
#undef TEXT
	return v;
}

static void
list_json(void)
{
	json_object *v = json_object_new_object();
	json_object *list = json_object_new_array();
	size_t i;

	for (i = 0; i < writer_count(); i++)
		json_object_array_add(list, format_json(writer_at(i)));
	json_object_object_add(
	    v, "schema", json_object_new_string("postlotse-formats/1"));
	json_object_object_add(v, "formats", list);
	term_print_json(v);
}

/* Appends a part of a list, in the language of the user. */
static void
add(char *line, const char *part)
{
	size_t n = strlen(line);

	snprintf(line + n, LINE_BYTES - n, "%s%s", n == 0 ? "" : ", ", part);
}

static void
add_protocols(char *line, const struct abilities *a)
{
	static const struct format_word titles[] = { { "IMAP", WRITES_IMAP },
		{ "POP3", WRITES_POP3 }, { "SMTP", WRITES_SMTP }, { NULL, 0 } };
	const struct format_word *t;
	char part[64];

	for (t = titles; t->name != NULL; t++) {
		if ((a->protocols & t->bit) == 0)
			continue;
		snprintf(part, sizeof(part),
		    (a->starttls & t->bit) != 0 ? "%s" : _("%s (no STARTTLS)"),
		    t->name);
		add(line, part);
	}
}

static void
add_retentions(char *line, unsigned bits)
{
	const struct format_word *r;
	char part[128] = "";

	for (r = retentions; r->name != NULL; r++)
		if ((bits & r->bit) != 0) {
			strcat(part, *part == '\0' ? "--pop-delete " : "|");
			strcat(part, r->name);
		}
	if (*part != '\0')
		add(line, part);
}

static void
print_line(const char *text)
{
	printf("%*s", NAME_COLUMNS, "");
	layout_wrap(stdout, text, NAME_COLUMNS, NAME_COLUMNS);
}

static void
print_format(const struct writer *w)
{
	struct abilities a = abilities(w);
	char line[LINE_BYTES] = "";
	const struct format_word *s;

	layout_pad(stdout, w->name, NAME_COLUMNS);
	layout_wrap(stdout, _(w->summary), NAME_COLUMNS, NAME_COLUMNS);
	print_line(w->client);
	add_protocols(line, &a);
	if (a.oauth2)
		add(line, "OAuth2");
	if (a.password)
		add(line, "--with-password");
	add_retentions(line, a.retentions);
	print_line(line);
	*line = '\0';
	for (s = formats_platforms; s->name != NULL; s++)
		if ((w->platforms & s->bit) != 0)
			add(line, s->name);
	if (*line != '\0')
		print_line(line);
	snprintf(line, sizeof(line), "%s (tests/%s)",
	    _(verified_texts[w->verified]), w->test);
	print_line(line);
}

void
list_formats(bool json)
{
	size_t i;

	if (json) {
		list_json();
		return;
	}
	for (i = 0; i < writer_count(); i++) {
		if (i > 0)
			printf("\n");
		print_format(writer_at(i));
	}
}
