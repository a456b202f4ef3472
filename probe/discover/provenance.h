#ifndef PROBE_DISCOVER_PROVENANCE_H
#define PROBE_DISCOVER_PROVENANCE_H

#include <stddef.h>

#include "probe/net/dns.h"

struct http_answer;
struct lookup;
struct words;

/* What the report keeps of an answer: the redirects before it; the digest of
 * a document; records, of that name and type. */
void provenance_answer(
    const struct lookup *lk, const struct http_answer *answer);
void provenance_chain(const struct lookup *lk, const struct words *urls);
void provenance_digest(const struct lookup *lk, const void *bytes, size_t n);
void provenance_records(const struct lookup *lk, const char *name,
    enum dns_type type, const struct dns_answer *answer);

#endif
