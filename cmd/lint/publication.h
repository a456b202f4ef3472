#ifndef CMD_LINT_PUBLICATION_H
#define CMD_LINT_PUBLICATION_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/lint/lint.h"
#include "profiles/base/buf.h"

struct language;

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

#endif
