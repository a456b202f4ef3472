#include "profiles/provider/read-json.h"

#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/settings/hint.h"
#include "profiles/settings/settings.h"

/* What an entry says to people and about logging in: hints, help, OAuth. */

enum { SCOPES = 16, SCOPE_MAX = 200, SCOPES_BYTES = 4096 };

/* One hint while its object is read. */
struct hint_row {
	const char *code, *page;
};

static void
read_hint_code(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct hint_row *row = target;
	const char *code = read_text(r, path, v, 64);

	if (code == NULL)
		return;
	if (hint_sentence(code) != NULL)
		row->code = code;
	else
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a known hint", read_shown(r, v));
}

static void
read_hint_page(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct hint_row *row = target;

	row->page = read_page(r, path, v);
}

static const struct key hint_keys[] = {
	{ "code", true, read_hint_code },
	{ "documentation", true, read_hint_page },
};

static bool
has_hint(const struct provider *p, const char *code)
{
	size_t i;

	for (i = 0; i < p->nhints; i++)
		if (strcmp(p->hints[i], code) == 0)
			return true;
	return false;
}

/* Each is a code, or an object with a page of its own. */
void
read_hints(struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 1, SETTINGS_HINTS);
	struct provider *p = r->p;

	(void)target;
	p->hints = arena_alloc(&p->arena, (n + 1) * sizeof(*p->hints));
	p->hint_pages = arena_alloc(&p->arena, (n + 1) * sizeof(*p->hints));
	for (i = 0; i < n; i++) {
		json_object *value = json_object_array_get_idx(v, i);
		const char *at = read_row_path(r, path, i);
		struct hint_row row = { NULL, NULL };

		if (json_object_is_type(value, json_type_object))
			read_object(r, at, value, KEYS(hint_keys), &row);
		else
			read_hint_code(r, at, value, &row);
		if (row.code == NULL)
			continue;
		if (has_hint(p, row.code)) {
			provider_problem_add(r->problems, r->file, at,
			    "%s is listed twice", read_shown(r, value));
			continue;
		}
		p->hint_pages[p->nhints] = row.page;
		p->hints[p->nhints++] = row.code;
	}
}

/* Printable ASCII without blanks. */
static bool
is_word(const char *s)
{
	for (; *s > ' ' && *s < 0x7f; s++)
		;
	return *s == '\0';
}

/* RFC 6749 section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E ) */
static bool
is_scope(const char *s)
{
	return is_word(s) && strpbrk(s, "\"\\") == NULL &&
	    strlen(s) <= SCOPE_MAX;
}

static void
read_issuer(struct reading *r, const char *path, json_object *v, void *target)
{
	struct oauth *oauth = target;
	const char *issuer = read_text(r, path, v, HELP_URL_MAX);

	if (issuer != NULL && !is_word(issuer))
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a host name or URL", read_shown(r, v));
	oauth->issuer = issuer;
}

static void
read_scopes(struct reading *r, const char *path, json_object *v, void *target)
{
	struct oauth *oauth = target;
	const char **words;
	struct buf b;
	size_t i, n;

	words = read_words(r, path, v, SCOPES, is_scope, "a scope", &n);
	buf_init(&b, SCOPES_BYTES);
	for (i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i == 0 ? "" : " ", words[i]);
	oauth->scopes =
	    n == 0 ? NULL : arena_strdup(&r->p->arena, buf_text(&b));
	buf_clear(&b);
}

static void
read_auth_url(struct reading *r, const char *path, json_object *v, void *target)
{
	struct oauth *oauth = target;

	oauth->auth_url = read_page(r, path, v);
}

static void
read_token_url(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct oauth *oauth = target;

	oauth->token_url = read_page(r, path, v);
}

static const struct key oauth_keys[] = {
	{ "issuer", true, read_issuer },
	{ "scopes", false, read_scopes },
	{ "auth_url", false, read_auth_url },
	{ "token_url", false, read_token_url },
};

void
read_oauth(struct reading *r, const char *path, json_object *v, void *target)
{
	(void)target;
	read_object(r, path, v, KEYS(oauth_keys), &r->p->oauth);
}

static void
read_help_for(struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;
	const char *word = read_text(r, path, v, 16);

	if (word == NULL)
		return;
	help->enable = strcmp(word, "enable") == 0;
	if (!help->enable && strcmp(word, "documentation") != 0)
		provider_problem_add(r->problems, r->file, path,
		    "%s is not documentation or enable", read_shown(r, v));
}

static void
read_help_url(struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;
	const char *url = read_text(r, path, v, HELP_URL_MAX);

	if (url != NULL && !settings_help_is_url(url))
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a URL of a web page", read_shown(r, v));
	help->url = url;
}

static void
read_help_lang(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;
	const char *lang = read_text(r, path, v, 16);

	if (lang != NULL && !settings_help_is_lang(lang))
		provider_problem_add(r->problems, r->file, path,
		    "%s is not a language, such as de or pt-BR",
		    read_shown(r, v));
	help->lang = lang;
}

static void
read_help_text(
    struct reading *r, const char *path, json_object *v, void *target)
{
	struct help *help = target;

	help->text = read_text(r, path, v, HELP_TEXT_MAX);
}

static const struct key help_keys[] = {
	{ "for", true, read_help_for },
	{ "url", false, read_help_url },
	{ "lang", false, read_help_lang },
	{ "text", false, read_help_text },
};

void
read_help(struct reading *r, const char *path, json_object *v, void *target)
{
	size_t i, n = read_length(r, path, v, 1, HELP_ROWS);
	struct help *help;

	(void)target;
	for (i = 0; i < n; i++) {
		const char *at = read_row_path(r, path, i);

		help = arena_alloc(&r->p->arena, sizeof(*help));
		read_object(r, at, json_object_array_get_idx(v, i),
		    KEYS(help_keys), help);
		if (help->url == NULL && help->text == NULL)
			provider_problem_add(r->problems, r->file, at,
			    "has neither a URL nor a text");
		STAILQ_INSERT_TAIL(&r->p->help, help, entry);
	}
}
