#include "cmd/completion/shell.h"

#include <string.h>

#include "cmd/options/formats.h"
#include "cmd/options/rows.h"
#include "cmd/provider/actions.h"
#include "probe/sasl/sasl.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/provider/provider.h"
#include "profiles/sheet/clients.h"

const char shell_schemes[] = "imaps:// imap:// pop3s:// pop3:// "
			     "submissions:// submission:// smtp://";

/* "a, b" as "a b" */
static void
put_list(FILE *f, void (*names)(struct buf *out))
{
	const char *c;
	struct buf list;

	buf_init(&list, FORMATS_NAMES_MAX);
	names(&list);
	for (c = buf_text(&list); *c != '\0'; c++)
		if (*c != ',')
			putc(*c, f);
	buf_clear(&list);
}

static void
put_mechanisms(FILE *f)
{
	size_t i;

	for (i = 0; sasl_at(i) != NULL; i++)
		fprintf(f, "%s%s", i == 0 ? "" : " ", sasl_at(i)->name);
}

void
shell_values(FILE *f, const struct option_row *row)
{
	if (row->choices != NULL)
		fputs(row->choices, f);
	if (row->takes == TAKES_FORMATS) {
		put_list(f, formats_names);
		putc(' ', f);
		put_list(f, formats_sets);
	} else if (row->takes == TAKES_MECHANISMS) {
		put_mechanisms(f);
	} else if (row->takes == TAKES_PROGRAM) {
		fputs("all ", f);
		put_list(f, sheet_client_names);
	}
}

bool
shell_is_list(const struct option_row *row)
{
	return row->takes == TAKES_FORMATS || row->takes == TAKES_MECHANISMS;
}

void
shell_actions(FILE *f)
{
	size_t i;

	for (i = 0; providers_action(i) != NULL; i++)
		fprintf(f, "%s%s", i == 0 ? "" : " ", providers_action(i));
}

void
shell_entries(FILE *f)
{
	struct provider_db *db;
	struct err err;
	size_t i;

	if (provider_db_open(NULL, &db, &err) == -1)
		return;
	for (i = 0; i < provider_db_count(db); i++)
		fprintf(f, "%s%s", i == 0 ? "" : " ", provider_db_nth(db, i));
	provider_db_free(&db);
}

void
shell_plain(FILE *f, const char *text)
{
	for (; *text != '\0'; text++)
		if (*text == '[')
			putc('(', f);
		else if (*text == ']')
			putc(')', f);
		else if (strchr("'\\", *text) == NULL)
			putc(*text, f);
}
