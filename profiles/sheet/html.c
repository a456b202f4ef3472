#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/format/qr.h"
#include "profiles/sheet/sheet.h"
#include "profiles/write/write.h"

/*
 * The sheet as one page of HTML, to be printed or mailed: no scripts, nothing
 * that is fetched.  It is well-formed XML at the same time, so that readers
 * of either kind understand it.
 */

static const char style[] =
    "body { font: 1rem/1.45 system-ui, sans-serif; color: #1a1f24; "
    "background: #fff; max-width: 48rem; margin: 2rem auto; "
    "padding: 0 1rem; }\n"
    "h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem; "
    "padding-bottom: .5rem; border-bottom: .2rem solid #14507a; }\n"
    "h2 { font-size: 1.15rem; margin: 1.6rem 0 .4rem; color: #14507a; }\n"
    "h3 { font-size: 1rem; margin: .7rem 0 .2rem; }\n"
    "p, ul { margin: .4rem 0; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "th, td { text-align: start; vertical-align: top; "
    "padding: .28rem .8rem .28rem 0; border-bottom: 1px solid #ccd4da; }\n"
    "th { font-weight: normal; color: #4a5661; width: 13rem; "
    "overflow-wrap: break-word; }\n"
    "td, li, p, a, h2 { overflow-wrap: anywhere; }\n"
    "code { font: 1em/1.3 ui-monospace, monospace; white-space: pre-wrap; "
    "unicode-bidi: isolate; }\n"
    ".groups { display: flex; flex-wrap: wrap; gap: 0 2rem; }\n"
    ".group { flex: 1 1 18rem; min-width: 0; }\n"
    ".group th { width: 45%; }\n"
    "svg { display: block; margin: .6rem 0; max-width: 100%; "
    "height: auto; }\n"
    "footer { margin-top: 2rem; font-size: .85rem; color: #4a5661; }\n"
    "@media print {\n"
    "@page { margin: 16mm; }\n"
    "body { font-size: 10.5pt; max-width: none; margin: 0; padding: 0; }\n"
    "h1, h2, h3 { break-after: avoid; }\n"
    "h2 { margin-top: .9rem; }\n"
    "th, td { padding-top: .15rem; padding-bottom: .15rem; }\n"
    "section:not(.client) + .client { break-before: page; }\n"
    "section, .group, tr, li { break-inside: avoid; }\n"
    "a { color: inherit; }\n"
    "}\n";

struct state {
	struct buf *out;
	bool table, list, group, groups; /* what is open */
};

/* HTML section 13.1.2.3, XML 1.0 section 2.4. */
static void
add_text(struct buf *out, const char *s)
{
	static const char special[] = "&<>\"'";
	static const char *const names[] = { "&amp;", "&lt;", "&gt;", "&quot;",
		"&#39;" };
	const char *at;

	for (; *s != '\0'; s++) {
		at = strchr(special, *s);
		if (at == NULL)
			buf_add(out, s, 1);
		else
			buf_add_str(out, names[at - special]);
	}
}

static void
add_element(
    struct buf *out, const char *start, const char *text, const char *end)
{
	buf_add_str(out, start);
	add_text(out, text);
	buf_add_str(out, end);
}

static void
close_one(struct state *st, bool *open, const char *tag)
{
	if (*open)
		buf_add_str(st->out, tag);
	*open = false;
}

static void
close_rows(struct state *st)
{
	close_one(st, &st->table, "</tbody></table>\n");
	close_one(st, &st->list, "</ul>\n");
}

static void
close_groups(struct state *st)
{
	close_rows(st);
	close_one(st, &st->group, "</div>\n");
	close_one(st, &st->groups, "</div>\n");
}

static void
open_one(struct state *st, bool *open, const char *tag)
{
	if (!*open)
		buf_add_str(st->out, tag);
	*open = true;
}

static void
add_row(struct state *st, const struct sheet_item *i)
{
	static const struct {
		const char *start, *end;
	} cells[] = {
		[SHEET_VALUE] = { "<td><code translate=\"no\">",
		    "</code></td></tr>\n" },
		[SHEET_NAME] = { "<td><bdi dir=\"auto\" translate=\"no\">",
		    "</bdi></td></tr>\n" },
		[SHEET_WORDS] = { "<td>", "</td></tr>\n" },
	};

	open_one(st, &st->table, "<table><tbody>\n");
	add_element(st->out, "<tr><th scope=\"row\">", i->label, "</th>");
	add_element(st->out, cells[i->kind].start, i->text, cells[i->kind].end);
}

static void
add_group(struct state *st, const char *title)
{
	close_rows(st);
	close_one(st, &st->group, "</div>\n");
	open_one(st, &st->groups, "<div class=\"groups\">\n");
	open_one(st, &st->group, "<div class=\"group\">\n");
	add_element(st->out, "<h3>", title, "</h3>\n");
}

static void
add_block(struct state *st, const struct sheet_item *i)
{
	close_groups(st);
	if (i->kind == SHEET_TEXT) {
		add_element(st->out, "<p>", i->text, "</p>\n");
	} else {
		add_element(st->out, "<p><a rel=\"noreferrer\" href=\"",
		    i->text, "\">");
		add_element(st->out, "", i->text, "</a></p>\n");
	}
}

/* A text that no code can hold has been left out before. */
static void
add_code(struct buf *out, const struct sheet_item *i)
{
	struct buf label;
	struct qr code;

	if (qr_make(i->text, strlen(i->text), &code, NULL) == -1)
		return;
	buf_init(&label, out->ceiling);
	add_text(&label, i->label);
	qr_svg(&code, buf_text(&label), out);
	buf_clear(&label);
	qr_clear(&code);
}

static void
add_item(struct state *st, const struct sheet_item *i)
{
	switch (i->kind) {
	case SHEET_VALUE:
	case SHEET_NAME:
	case SHEET_WORDS:
		add_row(st, i);
		break;
	case SHEET_GROUP:
		add_group(st, i->text);
		break;
	case SHEET_POINT:
		open_one(st, &st->list, "<ul>\n");
		add_element(st->out, "<li>", i->text, "</li>\n");
		break;
	case SHEET_TEXT:
	case SHEET_LINK:
		add_block(st, i);
		break;
	case SHEET_CODE:
		add_code(st->out, i);
		break;
	}
}

static void
add_section(struct buf *out, const struct sheet_section *section)
{
	struct state st = { .out = out };
	const struct sheet_item *i;

	buf_add_str(out,
	    section->client ? "<section class=\"client\">\n" : "<section>\n");
	if (section->title != NULL)
		add_element(out, "<h2>", section->title, "</h2>\n");
	STAILQ_FOREACH (i, &section->items, entry)
		add_item(&st, i);
	close_groups(&st);
	buf_add_str(out, "</section>\n");
}

static void
add_head(struct buf *out, const struct sheet *s, const struct account *a)
{
	buf_printf(
	    out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n", s->language);
	buf_add_str(out,
	    "<meta charset=\"utf-8\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
	    "<meta name=\"referrer\" content=\"no-referrer\"/>\n"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n");
	add_element(out, "<title>", s->title, ": ");
	add_element(out, "", a->address, "</title>\n");
	buf_printf(out, "<style>\n%s</style>\n</head>\n<body>\n", style);
	add_element(out, "<h1>", s->title, "</h1>\n");
}

static int
write_sheet_html(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct sheet_section *section;
	struct sheet s;

	if (sheet_make(&s, &sheet_html_writer, a, o,
		SHEET_CLIENTS | SHEET_CODES, err) == -1)
		return -1;
	add_head(out, &s, a);
	STAILQ_FOREACH (section, &s.sections, entry)
		add_section(out, section);
	add_element(out, "<footer>", s.foot, "</footer>\n</body>\n</html>\n");
	sheet_clear(&s);
	return 0;
}

const struct writer sheet_html_writer = {
	.name = "sheet-html",
	.summary = N_("the same sheet for the browser and the printer, with "
		      "the words of mail programs"),
	.client = "a person",
	.platforms = ON_WINDOWS | ON_MAC | ON_IPHONE | ON_ANDROID | ON_LINUX,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/sheet.t",
	.usual = true,
	.file = "{address}.html",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.auths = sheet_auths,
	.write = write_sheet_html,
};
