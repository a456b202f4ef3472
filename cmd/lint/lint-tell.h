#ifndef CMD_LINT_LINT_TELL_H
#define CMD_LINT_LINT_TELL_H

#include <stdio.h>

#include "probe/lint/lint.h"
#include "profiles/base/buf.h"

struct err;
struct language;
struct options;
struct tell_options;

/* Questions and remedies of the lint. */
const char *lint_question(enum lint_id id, const struct language *l);
/* What was seen, in that language where it is words; appended. */
void lint_evidence(
    struct buf *out, const struct lint_row *row, const struct language *l);
/* The remedy of the row, with what the server showed; appended. */
void lint_advice(
    struct buf *out, const struct lint_row *row, const struct language *l);

enum { LINT_FILES = 3, LINT_URLS = 2 };

/* What the domain should publish; owns its bytes. */
struct lint_publication {
	const char *from; /* the source of the settings, or NULL: nothing */
	struct buf zone;
	struct lint_file {
		const char *name, *type; /* of the file; content type */
		char *urls[LINT_URLS];
		struct buf bytes;
		bool post; /* the answer to a POST */
	} files[LINT_FILES];
	size_t n;
	struct buf note; /* what a format cannot say, "" when nothing */
};

void lint_publication_make(struct lint_publication *p, const struct lint *l,
    const struct language *language);
void lint_publication_clear(struct lint_publication *p);

void lint_tell_text(FILE *f, const struct lint *l,
    const struct lint_publication *p, const struct tell_options *how);
/* Schema postlotse-lint/1, see cmd/lint.schema.json. */
void lint_tell_json(FILE *f, const struct lint *l,
    const struct lint_publication *p, const struct tell_options *how);

#endif
