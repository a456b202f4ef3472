#ifndef CMD_LINT_LINT_TELL_H
#define CMD_LINT_LINT_TELL_H

#include <stdio.h>

#include "cmd/lint/publication.h"
#include "probe/lint/lint.h"

struct tell_options;

void lint_tell_text(FILE *f, const struct lint *l,
    const struct lint_publication *p, const struct tell_options *how);
/* Schema postlotse-lint/1, see cmd/lint.schema.json. */
void lint_tell_json(FILE *f, const struct lint *l,
    const struct lint_publication *p, const struct tell_options *how);

#endif
