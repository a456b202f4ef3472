#include <string.h>

#include "profiles/base/buf.h"
#include "profiles/base/columns.h"
#include "profiles/base/err.h"
#include "profiles/sheet/sheet.h"
#include "profiles/write/write.h"

/* The sheet as plain text, for paper or a letter: one value on a line, so
 * that it can be copied. */

enum {
	COLUMNS = 72,
	VALUE_COLUMN = 22, /* where values begin */
	CLIENT_COLUMN = 30 /* the same beside the words of a client */
};

/* A label and its value, untouched; a long value has lines of its own, and
 * so has a value beside a long label. */
static void
add_row(struct buf *out, const struct sheet_item *i, size_t column)
{
	size_t w = 2 + columns_width(i->label);

	buf_add_str(out, "  ");
	if (w < column && column + columns_width(i->text) <= COLUMNS) {
		buf_add_str(out, i->label);
		columns_blanks(out, column - w);
		buf_printf(out, "%s\n", i->text);
		return;
	}
	columns_fold(out, i->label, 2, 2, COLUMNS);
	columns_blanks(out, 4);
	if (i->kind == SHEET_WORDS)
		columns_fold(out, i->text, 4, 4, COLUMNS);
	else
		buf_printf(out, "%s\n", i->text);
}

static void
add_item(struct buf *out, const struct sheet_item *i, bool client)
{
	switch (i->kind) {
	case SHEET_GROUP:
		buf_printf(out, "\n  %s\n", i->text);
		break;
	case SHEET_VALUE:
	case SHEET_NAME:
	case SHEET_WORDS:
		add_row(out, i, client ? CLIENT_COLUMN : VALUE_COLUMN);
		break;
	case SHEET_TEXT:
		buf_add_str(out, "  ");
		columns_fold(out, i->text, 2, 2, COLUMNS);
		break;
	case SHEET_POINT:
		buf_add_str(out, "  - ");
		columns_fold(out, i->text, 4, 4, COLUMNS);
		break;
	case SHEET_LINK:
		buf_printf(out, "  %s\n", i->text);
		break;
	case SHEET_CODE:
		break; /* for pictures only */
	}
}

static void
line(struct buf *out)
{
	size_t i;

	for (i = 0; i < COLUMNS; i++)
		buf_add(out, "=", 1);
	buf_add_str(out, "\n");
}

static int
write_sheet(const struct account *a, const struct writer_options *o,
    struct buf *out, struct err *err)
{
	const struct sheet_section *section;
	const struct sheet_item *i;
	struct sheet s;

	if (sheet_make(&s, &sheet_text_writer, a, o, 0, err) == -1)
		return -1;
	buf_printf(out, "%s\n", s.title);
	line(out);
	STAILQ_FOREACH (section, &s.sections, entry) {
		if (section->title != NULL)
			buf_printf(out, "\n%s\n", section->title);
		STAILQ_FOREACH (i, &section->items, entry)
			add_item(out, i, section->client);
	}
	line(out);
	buf_printf(out, "%s\n", s.foot);
	sheet_clear(&s);
	return 0;
}

const struct writer sheet_text_writer = {
	.name = "sheet",
	.summary = N_("sheet with the settings, for the customer to read"),
	.client = "a person",
	.platforms = ON_WINDOWS | ON_MAC | ON_IPHONE | ON_ANDROID | ON_LINUX,
	.verified = VERIFIED_RULES,
	.test = "golden/profile.t",
	.usual = true,
	.file = "{address}.txt",
	.protocols = WRITES_ALL,
	.retentions = LEAVES_NONE | LEAVES_DAYS | LEAVES_ALL,
	.auths = sheet_auths,
	.write = write_sheet,
};
