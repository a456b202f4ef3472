#ifndef CMD_LINT_LINT_WORDS_H
#define CMD_LINT_LINT_WORDS_H

#include "probe/lint/lint.h"
#include "profiles/base/buf.h"

struct language;

/* The question of a check. */
const char *lint_question(enum lint_id id, const struct language *l);
/* What was seen, in that language where it is words; appended. */
void lint_evidence(
    struct buf *out, const struct lint_row *row, const struct language *l);
/* The remedy of the row, with what the server showed; appended. */
void lint_advice(
    struct buf *out, const struct lint_row *row, const struct language *l);

#endif
