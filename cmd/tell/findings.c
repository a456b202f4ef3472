#include "cmd/tell/text-parts.h"

#include <stdlib.h>
#include <string.h>

#include "cmd/term/cmd.h"
#include "cmd/term/layout.h"
#include "profiles/base/buf.h"
#include "profiles/base/mem.h"

enum { TEXT_MAX = 64 * 1024 };

/* A finding and where it was made: NULL for the account as a whole. */
struct entry {
	const struct finding *finding;
	const struct endpoint_result *where;
};

static size_t
count_all(const struct report *r)
{
	const struct endpoint_result *e;
	const struct finding *f;
	size_t n = 0;

	STAILQ_FOREACH (f, &r->findings.list, entry)
		n++;
	STAILQ_FOREACH (e, &r->endpoints, entry)
		STAILQ_FOREACH (f, &e->findings.list, entry)
			n++;
	return n;
}

/* Adds the findings of one severity, in the order of the report. */
static size_t
collect(const struct report *r, enum severity s, struct entry *list, size_t n)
{
	const struct endpoint_result *e;
	const struct finding *f;

	STAILQ_FOREACH (f, &r->findings.list, entry)
		if (f->severity == s)
			list[n++] = (struct entry){ f, NULL };
	STAILQ_FOREACH (e, &r->endpoints, entry)
		STAILQ_FOREACH (f, &e->findings.list, entry)
			if (f->severity == s)
				list[n++] = (struct entry){ f, e };
	return n;
}

static bool
same_words(const struct finding *a, const struct finding *b,
    const struct tell_options *o)
{
	struct buf left, right;
	bool same;

	if (a->id != b->id)
		return false;
	buf_init(&left, TEXT_MAX);
	buf_init(&right, TEXT_MAX);
	tell_finding_text(&left, a, o->language);
	tell_finding_text(&right, b, o->language);
	same = strcmp(buf_text(&left), buf_text(&right)) == 0;
	buf_clear(&left);
	buf_clear(&right);
	return same;
}

static const char *
severity_word(enum severity s, const struct tell_options *o)
{
	static const char *const list[] = { N_("Note: "), N_("Warning: "),
		N_("Error: ") };

	return tell_say(o, list[s]);
}

static void
print_sentence(FILE *f, const struct tell_options *o, const struct finding *x)
{
	static const enum paint paints[] = { PAINT_BOLD, PAINT_YELLOW,
		PAINT_RED };
	const char *word = severity_word(x->severity, o);
	struct buf text;

	buf_init(&text, TEXT_MAX);
	tell_finding_text(&text, x, o->language);
	fputc('\n', f);
	text_paint(f, o, paints[x->severity]);
	fputs(word, f);
	text_plain(f, o);
	layout_wrap(f, buf_text(&text), columns_width(word), 2);
	buf_clear(&text);
}

static void
print_remedy(FILE *f, const struct tell_options *o, const struct finding *x)
{
	const char *word = tell_say(o, "What to do: ");
	struct buf text;

	buf_init(&text, TEXT_MAX);
	tell_finding_remedy(&text, x, o->language);
	if (text.len > 0) {
		fprintf(f, "  %s", word);
		layout_wrap(f, buf_text(&text), 2 + columns_width(word), 4);
	}
	buf_clear(&text);
}

/* Evidence that is a code of ours; the text says the same in words. */
static bool
is_code(const struct finding *x)
{
	return x->id == FINDING_COVERAGE || x->id == FINDING_COVERAGE_CAUSE ||
	    x->id == FINDING_NOT_REPEATED || x->id == FINDING_TRUST_NEEDED ||
	    x->id == FINDING_DNS_SRV_FOREIGN;
}

/* What the sentence says already need not be shown again. */
static void
print_evidence(FILE *f, const struct tell_options *o, const struct finding *x)
{
	const char *word = tell_say(o, "Seen: ");
	struct buf text;

	if (is_code(x))
		return;
	buf_init(&text, TEXT_MAX);
	tell_finding_text(&text, x, o->language);
	if (strstr(buf_text(&text), x->evidence) == NULL) {
		fprintf(f, "  %s", word);
		layout_wrap(f, x->evidence, 2 + columns_width(word), 4);
	}
	buf_clear(&text);
}

/* "tcp.refused: imaps://a:993, imaps://b:993" of all that say the same. */
static void
print_places(FILE *f, const struct entry *list, size_t n, size_t first,
    const struct tell_options *o)
{
	const struct finding *x = list[first].finding;
	const char *separator = ": ";
	struct buf text;
	size_t i;

	buf_init(&text, TEXT_MAX);
	buf_printf(&text, "[%s", finding_name(x->id));
	for (i = first; i < n; i++) {
		if (list[i].where == NULL || !same_words(x, list[i].finding, o))
			continue;
		buf_add_str(&text, separator);
		tell_url(&text, &list[i].where->endpoint);
		separator = ", ";
	}
	buf_add_str(&text, "]");
	fputs("  ", f);
	layout_wrap(f, buf_text(&text), 2, 4);
	buf_clear(&text);
}

static bool
said_before(const struct entry *list, size_t i, const struct tell_options *o)
{
	size_t k;

	for (k = 0; k < i; k++)
		if (same_words(list[k].finding, list[i].finding, o))
			return true;
	return false;
}

void
tell_findings(FILE *f, const struct report *r, const struct tell_options *o)
{
	struct entry *list = xcalloc(count_all(r) + 1, sizeof(*list));
	size_t i, n = 0;
	int s;

	for (s = SEV_ERROR; s >= SEV_INFO; s--)
		n = collect(r, (enum severity)s, list, n);
	for (i = 0; i < n; i++) {
		if (said_before(list, i, o))
			continue;
		print_sentence(f, o, list[i].finding);
		print_remedy(f, o, list[i].finding);
		print_evidence(f, o, list[i].finding);
		print_places(f, list, n, i, o);
	}
	free(list);
}
