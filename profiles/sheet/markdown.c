#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/sheet/sheet.h"
#include "profiles/write/write.h"

/*
 * The sheet in Markdown: CommonMark 0.30 with the tables of GitHub Flavored
 * Markdown, for tickets and wikis.  Values are code spans, so that nothing in
 * them means anything.
 */

struct state {
	struct buf *out;
	bool table; /* rows may follow */
};

static size_t
longest_run(const char *s, char c)
{
	size_t n = 0, longest = 0;

	for (; *s != '\0'; s++) {
		n = *s == c ? n + 1 : 0;
		longest = n > longest ? n : longest;
	}
	return longest;
}

/* CommonMark 0.30 section 6.1: a blank at both ends is taken away.  In a
 * table, bars are escaped even here (GFM section 4.10). */
static void
add_code(struct buf *out, const char *s)
{
	size_t i, n = longest_run(s, '`') + 1, len = strlen(s);
	bool outer;

	outer = *s == '`' || (len > 0 && s[len - 1] == '`') ||
	    (*s == ' ' && s[len - 1] == ' ' && strspn(s, " ") != len);
	for (i = 0; i < n; i++)
		buf_add_str(out, "`");
	buf_add_str(out, outer ? " " : "");
	for (; *s != '\0'; s++)
		buf_printf(out, "%s%c", *s == '|' ? "\\" : "", *s);
	buf_add_str(out, outer ? " " : "");
	for (i = 0; i < n; i++)
		buf_add_str(out, "`");
}

/* Words of ours, in which no character shall mean anything. */
static void
add_words(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++)
		buf_printf(out, "%s%c",
		    strchr("\\`*_[]<>|#&~", *s) != NULL ? "\\" : "", *s);
}

static void
add_row(struct state *st, const struct sheet_item *i)
{
	if (!st->table)
		buf_add_str(st->out, "\n| | |\n|---|---|\n");
	st->table = true;
	buf_add_str(st->out, "| ");
	add_words(st->out, i->label);
	buf_add_str(st->out, " | ");
	if (i->kind == SHEET_WORDS)
		add_words(st->out, i->text);
	else
		add_code(st->out, i->text);
	buf_add_str(st->out, " |\n");
}

/* An autolink holds no blanks and no angle brackets (section 6.5). */
static void
add_link(struct buf *out, const char *url)
{
	buf_add_str(out, "<");
	for (; *url != '\0'; url++)
		if (strchr(" <>", *url) != NULL)
			buf_printf(out, "%%%02X", (unsigned char)*url);
		else
			buf_add(out, url, 1);
	buf_add_str(out, ">\n");
}

static void
add_line(struct state *st, const char *before, const char *text)
{
	buf_add_str(st->out, before);
	add_words(st->out, text);
	buf_add_str(st->out, "\n");
}

static void
add_item(struct state *st, const struct sheet_item *i, bool first)
{
	switch (i->kind) {
	case SHEET_VALUE:
	case SHEET_NAME:
	case SHEET_WORDS:
		add_row(st, i);
		return;
	case SHEET_GROUP:
		add_line(st, "\n### ", i->text);
		break;
	case SHEET_TEXT:
		add_line(st, "\n", i->text);
		break;
	case SHEET_POINT:
		add_line(st, first ? "\n- " : "- ", i->text);
		break;
	case SHEET_LINK:
		buf_add_str(st->out, "\n");
		add_link(st->out, i->text);
		break;
	case SHEET_CODE:
		break; /* for pictures only */
	}
	st->table = false;
}

static int
write_sheet_markdown(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	struct state st = { out, false };
	const struct sheet_section *section;
	const struct sheet_item *i;
	struct sheet s;

	if (sheet_make(&s, &sheet_markdown_writer, a, o, 0, err) == -1)
		return -1;
	add_line(&st, "# ", s.title);
	STAILQ_FOREACH (section, &s.sections, entry) {
		if (section->title != NULL)
			add_line(&st, "\n## ", section->title);
		st.table = false;
		STAILQ_FOREACH (i, &section->items, entry)
			add_item(&st, i, i == STAILQ_FIRST(&section->items));
	}
	add_line(&st, "\n---\n\n", s.foot);
	sheet_clear(&s);
	return 0;
}

const struct writer sheet_markdown_writer = {
	.name = "sheet-markdown",
	.summary = N_("the same sheet in Markdown, for tickets and wikis"),
	.client = "a person",
	.platforms = 0,
	.verified = VERIFIED_SCHEMA,
	.test = "clients/sheet.t",
	.file = "{address}.md",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.auths = sheet_auths,
	.write = write_sheet_markdown,
};
