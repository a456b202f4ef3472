#include <stdlib.h>
#include <string.h>

#include "cmd/lint/publication.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "probe/discover/place.h"
#include "profiles/base/arena.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/format/pacc-digest.h"
#include "profiles/settings/settings.h"
#include "profiles/sheet/writer-table.h"
#include "profiles/write/publish.h"
#include "profiles/write/writer.h"

/* The records and documents that would make the domain right. */

enum { FILE_MAX = 1024 * 1024 };

static struct lint_file *
add_file(struct lint_publication *p, const char *name, const char *type)
{
	struct lint_file *f = &p->files[p->n++];

	f->name = name;
	f->type = type;
	buf_init(&f->bytes, FILE_MAX);
	return f;
}

static char *
url_of(const struct lint *l, enum web_place place)
{
	struct arena a = { NULL };
	char *url = xstrdup(place_url(&a, place, lint_domain(l)));

	arena_clear(&a);
	return url;
}

static void
drop_file(struct lint_publication *p)
{
	buf_clear(&p->files[--p->n].bytes);
}

static void
add_autoconfig(struct lint_publication *p, const struct lint *l,
    const struct settings *s, const struct language *language)
{
	struct writer_options how = { .tool = "postlotse " VERSION,
		.translate = language_translate,
		.language = language };
	struct arena arena = { NULL };
	struct account account;
	struct account_wish wish;
	struct lint_file *f;
	char text[ERR_BYTES];
	struct err err;

	f = add_file(p, "config-v1.1.xml", "text/xml");
	account_wish_init(&wish, lint_address(l));
	if (account_from_settings(&account, &arena, &wish, s, &err) == -1 ||
	    writer_write(writer_find("autoconfig"), &account, &how, &f->bytes,
		&err) == -1) {
		err_in(&err, language_translate, language, text);
		buf_add_str(&p->note, text);
		drop_file(p);
	} else {
		f->urls[0] = url_of(l, PLACE_AUTOCONFIG);
		f->urls[1] = url_of(l, PLACE_WELL_KNOWN);
	}
	arena_clear(&arena);
}

/* What is served and right stays as it is, for its digest may be known. */
static void
add_pacc(struct lint_publication *p, const struct lint *l,
    const struct settings *s, char digest[PACC_DIGEST_TEXT])
{
	size_t len;
	const char *served = lint_pacc_body(l, &len);
	struct lint_file *f =
	    add_file(p, "user-agent-configuration.json", "application/json");

	if (served != NULL) {
		buf_add(&f->bytes, served, len);
	} else if (publish_pacc(&f->bytes, s, lint_address(l)) == -1) {
		drop_file(p);
		return;
	}
	f->urls[0] = url_of(l, PLACE_PACC);
	pacc_digest_write(buf_text(&f->bytes), f->bytes.len, digest);
}

static void
add_autodiscover(
    struct lint_publication *p, const struct lint *l, const struct settings *s)
{
	struct lint_file *f = add_file(p, "autodiscover.xml", "text/xml");

	if (publish_autodiscover(&f->bytes, s, lint_address(l)) == -1) {
		drop_file(p);
		return;
	}
	f->post = true;
	f->urls[0] = url_of(l, PLACE_AUTODISCOVER);
}

/* SRV records state no user name; the address is what programs try first
 * (RFC 6186 section 4). */
static void
complete(struct settings *s, const char *address)
{
	struct endpoint *e;

	STAILQ_FOREACH (e, &s->endpoints, entry)
		if (e->username == NULL)
			e->username = arena_strdup(&s->arena, address);
}

/* What is missing here has a reason. */
static void
tell_wrong(struct lint_publication *p, const struct lint_choice *choice,
    const struct language *language)
{
	struct arena arena = { NULL };

	if (choice->wrong.n > 0)
		buf_printf(&p->note, "%s%s %s", p->note.len > 0 ? "\n" : "",
		    language_text(
			language, "Left out, as a check found them wrong:"),
		    words_join(&arena, &choice->wrong, ", "));
	arena_clear(&arena);
}

void
lint_publication_make(struct lint_publication *p, const struct lint *l,
    const struct language *language)
{
	const struct lint_choice *choice = lint_choice(l);
	char digest[PACC_DIGEST_TEXT] = "";
	struct settings *s = choice->settings;

	memset(p, 0, sizeof(*p));
	buf_init(&p->zone, FILE_MAX);
	buf_init(&p->note, FILE_MAX);
	p->from = choice->from;
	if (p->from != NULL) {
		complete(s, lint_address(l));
		add_autoconfig(p, l, s, language);
		add_pacc(p, l, s, digest);
		add_autodiscover(p, l, s);
		publish_zone(&p->zone, lint_domain(l), s, choice->deny,
		    *digest == '\0' ? NULL : digest);
	}
	tell_wrong(p, choice, language);
}

void
lint_publication_clear(struct lint_publication *p)
{
	size_t i, k;

	for (i = 0; i < p->n; i++) {
		buf_clear(&p->files[i].bytes);
		for (k = 0; k < LINT_URLS; k++)
			free(p->files[i].urls[k]);
	}
	buf_clear(&p->zone);
	buf_clear(&p->note);
}
