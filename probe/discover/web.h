#ifndef PROBE_DISCOVER_WEB_H
#define PROBE_DISCOVER_WEB_H

#include <stdbool.h>

#include "probe/report/report.h"

struct http_answer;
struct lookup;
struct settings;

/*
 * True when the answer is a document at all; else the lookup must end (none
 * or failed) with the words of why_out.
 */
bool web_has_document(const struct lookup *lk, const struct http_answer *answer,
    enum source_outcome *outcome_out, const char **why_out);
/*
 * What an autoconfig place answered: settings, owned by the caller, or NULL;
 * then the lookup must end (none or failed) with the words of why_out.
 */
struct settings *web_autoconfig(struct lookup *lk,
    const struct http_answer *answer, enum source_outcome *outcome_out,
    const char **why_out);

#endif
