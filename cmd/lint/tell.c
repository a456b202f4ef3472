#include <stdlib.h>
#include <string.h>

#include "cmd/lint/lint-tell.h"
#include "cmd/lint/lint-words.h"
#include "cmd/tell/text-parts.h"
#include "cmd/term/cmd.h"
#include "cmd/term/layout.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"

/* The lint in words: what is amiss first, then what would make it right. */

enum { TEXT_MAX = 64 * 1024 };

static const enum paint paints[LINT_CLASSES] = { PAINT_GREEN, PAINT_YELLOW,
	PAINT_RED, PAINT_RED };

static void
tell_place(FILE *f, const struct lint_row *row, const struct tell_options *how)
{
	struct buf text;

	text_row(f, tell_say(how, "Where"), row->subject);
	buf_init(&text, TEXT_MAX);
	lint_evidence(&text, row, how->language);
	text_row(f, tell_say(how, "Seen"), buf_text(&text));
	buf_clear(&text);
}

/* The same question with the same answer at another place. */
static bool
is_alike(const struct lint_row *a, const struct lint_row *b)
{
	return a->id == b->id && a->class == b->class && a->finding == NULL &&
	    b->finding == NULL;
}

/* Has it been told together with an earlier row? */
static bool
is_told(const struct lint *l, const struct lint_row *row)
{
	const struct lint_row *r;

	STAILQ_FOREACH (r, lint_rows(l), entry) {
		if (r == row)
			return false;
		if (is_alike(r, row))
			return true;
	}
	return false;
}

/* Places that are alike stand together, with one remedy. */
static void
tell_alike(
    FILE *f, const struct lint_row *first, const struct tell_options *how)
{
	const struct lint_row *row;
	struct buf text;

	fputc('\n', f);
	text_paint(f, how, paints[first->class]);
	fprintf(f, "%-5s", lint_class_name(first->class));
	text_plain(f, how);
	fputs("  ", f);
	layout_wrap(f, lint_question(first->id, how->language), 7, 7);
	text_row(f, tell_say(how, "Check"), lint_name(first->id));
	tell_place(f, first, how);
	for (row = STAILQ_NEXT(first, entry); row != NULL;
	     row = STAILQ_NEXT(row, entry))
		if (is_alike(first, row))
			tell_place(f, row, how);
	if (first->class == LINT_PASS)
		return;
	buf_init(&text, TEXT_MAX);
	lint_advice(&text, first, how->language);
	text_row(f, tell_say(how, "What to do"), buf_text(&text));
	buf_clear(&text);
}

static void
tell_rows(FILE *f, const struct lint *l, enum lint_class c,
    const struct tell_options *how)
{
	const struct lint_row *row;

	STAILQ_FOREACH (row, lint_rows(l), entry)
		if (row->class == c && !is_told(l, row))
			tell_alike(f, row, how);
}

static void
tell_verdict(FILE *f, const struct lint *l, const struct tell_options *how)
{
	text_paint(f, how, PAINT_BOLD);
	if (lint_is_bad(l))
		fprintf(f,
		    tell_say(
			how, "%s: mail programs are told something wrong."),
		    lint_domain(l));
	else if (lint_count(l, LINT_MISS) > 0)
		fprintf(f,
		    tell_say(how,
			"%s: what mail programs are told is right, but more "
			"could be published."),
		    lint_domain(l));
	else
		fprintf(f,
		    tell_say(how, "%s: everything is published, and right."),
		    lint_domain(l));
	text_plain(f, how);
	fputc('\n', f);
	fprintf(f,
	    tell_say(how,
		"errors: %zu, contradictions: %zu, missing: %zu, passed: %zu"),
	    lint_count(l, LINT_ERROR), lint_count(l, LINT_DRIFT),
	    lint_count(l, LINT_MISS), lint_count(l, LINT_PASS));
	fputc('\n', f);
}

/* Part of it may come from a server. */
static void
tell_lines(FILE *f, const struct buf *bytes)
{
	const char *line = buf_text(bytes);
	struct buf text;
	size_t n;

	while (*line != '\0') {
		n = strcspn(line, "\n");
		buf_init(&text, TEXT_MAX);
		str_printable(&text, line, n, TEXT_MAX / 2);
		fprintf(f, "%s\n", buf_text(&text));
		buf_clear(&text);
		line += n + (line[n] == '\n');
	}
}

static void
tell_file(FILE *f, const struct lint_file *file, const struct tell_options *how)
{
	size_t k;

	text_title(f, how, file->name);
	for (k = 0; k < LINT_URLS; k++)
		if (file->urls[k] != NULL)
			text_row(f,
			    file->post ? tell_say(how, "Answer to POST")
				       : tell_say(how, "URL"),
			    file->urls[k]);
	text_row(f, tell_say(how, "Content-Type"), file->type);
	fputc('\n', f);
	tell_lines(f, &file->bytes);
}

static void
tell_note(FILE *f, const struct lint_publication *p)
{
	char *copy = xstrdup(buf_text(&p->note)), *rest = copy, *line;

	if (p->note.len > 0)
		fputc('\n', f);
	while (p->note.len > 0 && (line = strsep(&rest, "\n")) != NULL) {
		layout_wrap(f, line, 0, 2);
		fputc('\n', f);
	}
	free(copy);
}

static void
tell_publication(FILE *f, const struct lint *l,
    const struct lint_publication *p, const struct tell_options *how)
{
	size_t i;

	if (p->from == NULL) {
		fputc('\n', f);
		layout_wrap(f,
		    p->note.len == 0
			? tell_say(how,
			      "No source names a server, so no records and "
			      "files follow below. With the right settings in "
			      "a file (--settings FILE) they can be made.")
			: tell_say(how,
			      "No server that is named passed the checks, so "
			      "no records and files follow below. With the "
			      "right settings in a file (--settings FILE) they "
			      "can be made."),
		    0, 0);
		tell_note(f, p);
		return;
	}
	text_title(f, how, tell_say(how, "Records for the zone"));
	text_row(f, tell_say(how, "Made from"), p->from);
	fputc('\n', f);
	fwrite(buf_text(&p->zone), 1, p->zone.len, f);
	fprintf(f, "; autoconfig.%s, ua-auto-config.%s, autodiscover.%s:\n",
	    lint_domain(l), lint_domain(l), lint_domain(l));
	fprintf(f, "; %s\n",
	    tell_say(how,
		"A and AAAA records of the web server with the files below"));
	for (i = 0; i < p->n; i++)
		tell_file(f, &p->files[i], how);
	tell_note(f, p);
}

void
lint_tell_text(FILE *f, const struct lint *l, const struct lint_publication *p,
    const struct tell_options *how)
{
	size_t all = lint_count(l, LINT_MISS) + lint_count(l, LINT_DRIFT) +
	    lint_count(l, LINT_ERROR);

	tell_verdict(f, l, how);
	if (how->quiet)
		return;
	tell_rows(f, l, LINT_ERROR, how);
	tell_rows(f, l, LINT_DRIFT, how);
	tell_rows(f, l, LINT_MISS, how);
	if (how->verbose)
		tell_rows(f, l, LINT_PASS, how);
	if (all > 0)
		tell_publication(f, l, p, how);
}
