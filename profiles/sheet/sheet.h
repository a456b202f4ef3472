#ifndef PROFILES_SHEET_SHEET_H
#define PROFILES_SHEET_SHEET_H

#include <stdbool.h>
#include <sys/queue.h>

#include "profiles/base/arena.h"
#include "profiles/write/writer.h"

/*
 * What the customer types into a mail program, before it becomes text,
 * Markdown or HTML: sections of rows and sentences, in the language of the
 * user.  The password is never among them.
 */

enum sheet_kind {
	SHEET_GROUP, /* text: a heading within the section */
	SHEET_VALUE, /* label and text: to be copied as it is */
	SHEET_NAME,  /* the same of people and firms, in any script */
	SHEET_WORDS, /* label and text: words for people */
	SHEET_TEXT,  /* text: a paragraph */
	SHEET_POINT, /* text: a point of a list */
	SHEET_LINK,  /* text: an https URL */
	SHEET_CODE   /* text: what a QR code holds; label: what it is */
};

struct sheet_item {
	STAILQ_ENTRY(sheet_item) entry;
	enum sheet_kind kind;
	const char *label; /* or NULL */
	const char *text;
};
STAILQ_HEAD(sheet_items, sheet_item);

struct sheet_section {
	STAILQ_ENTRY(sheet_section) entry;
	const char *title; /* NULL: the first one, under the sheet's own */
	bool client;	   /* repeats the settings in one program's words */
	struct sheet_items items;
};
STAILQ_HEAD(sheet_sections, sheet_section);

/* Borrows from account and options; owns the rest. */
struct sheet {
	struct arena arena;
	const char *language; /* RFC 5646: "de" */
	const char *title;
	const char *foot; /* the age of the data and the program */
	struct sheet_sections sections;
};

/* What only some renderers show. */
enum sheet_parts {
	SHEET_CLIENTS = 1, /* every mail program, each in its own words */
	SHEET_CODES = 2	   /* QR codes */
};

extern const struct writer sheet_html_writer;
extern const struct writer sheet_markdown_writer;
extern const struct writer sheet_qr_writer;
extern const struct writer sheet_text_writer;

/* How the sheet calls each kind of login: for the rows of the writers. */
extern const char *const sheet_auths[AUTH_COUNT];

/*
 * The sheet of an account that writer_write() has checked against w.
 * options->client names one mail program for a section in its own words, or
 * "all"; without it parts decides.  Returns 0, or -1 with err filled, and the
 * sheet then empty, when the program that was named cannot fetch this mail.
 */
int sheet_make(struct sheet *s, const struct writer *w, const struct account *a,
    const struct writer_options *o, unsigned parts, struct err *err);
void sheet_clear(struct sheet *s);

#endif
