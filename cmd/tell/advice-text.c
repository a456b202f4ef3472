#include "cmd/tell/text-parts.h"
#include "cmd/term/cmd.h"
#include "profiles/base/buf.h"

enum { SENTENCE_MAX = 2048 };

static void
print_codes(FILE *f, const char *label, const struct advice *a,
    const enum advice_code *codes, size_t n, const struct tell_options *o)
{
	struct buf text;
	size_t i;

	buf_init(&text, SENTENCE_MAX);
	for (i = 0; i < n; i++) {
		advice_sentence(&text, a, codes[i], o->language);
		text_row(f, i == 0 ? label : "", buf_text(&text));
		buf_clear(&text);
	}
}

void
tell_advice_rows(FILE *f, const struct advice *a, const struct tell_options *o)
{
	struct buf text;

	text_row(f, tell_say(o, "Set up"), protocol_title(a->protocol));
	if (a->protocol == PROTO_POP3) {
		buf_init(&text, SENTENCE_MAX);
		advice_retention(&text, a, o->language);
		text_row(f, tell_say(o, "Fetched mail"), buf_text(&text));
		buf_clear(&text);
	}
	print_codes(f, tell_say(o, "Reason"), a, a->reasons, a->nreasons, o);
	print_codes(f, tell_say(o, "Note"), a, a->warnings, a->nwarnings, o);
}

/* "3.4 GB", as providers count: a thousand bytes to the kilobyte. */
static void
add_size(struct buf *out, int64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB" };
	double size = (double)bytes / 1000;
	size_t i;

	for (i = 0; size >= 1000 && i < 3; i++)
		size /= 1000;
	buf_printf(
	    out, size < 10 && i > 0 ? "%.1f %s" : "%.0f %s", size, units[i]);
}

/* "12 % of 5.0 GB", where the server tells. */
static void
print_space(FILE *f, const struct report *r, const struct tell_options *o)
{
	const struct endpoint_result *e = tell_proven(r, PROTO_IMAP);
	const struct mailbox_result *m;
	struct buf text, size;
	int percent;

	if (e == NULL || e->used == NULL || e->used->mailbox == NULL)
		return;
	m = e->used->mailbox;
	percent = advice_percent(m);
	if (percent < 0)
		return;
	buf_init(&text, 128);
	buf_init(&size, 64);
	add_size(&size, m->quota_limit);
	/* TRANSLATORS: of the space in a mailbox: 12 % of 5.0 GB. */
	buf_printf(&text, tell_say(o, "%d %% of %s"), percent, buf_text(&size));
	text_row(f, tell_say(o, "Space used"), buf_text(&text));
	buf_clear(&text);
	buf_clear(&size);
}

void
tell_report_advice(
    FILE *f, const struct report *r, const struct tell_options *o)
{
	struct advice advice;

	if (r->address == NULL || !advice_of_report(r, &o->needs, &advice))
		return;
	text_title(f, o, tell_say(o, "Advice"));
	tell_advice_rows(f, &advice, o);
	print_space(f, r, o);
}
