#ifndef PROBE_REPORT_FACT_H
#define PROBE_REPORT_FACT_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

struct arena;

/* What the network did, in our words: see fact.def. */
enum fact_id {
#define FACT(id, meaning) FACT_##id,
#include "probe/report/fact.def"
#undef FACT
	FACT_COUNT
};

struct fact {
	STAILQ_ENTRY(fact) entry;
	enum fact_id id;
	const char *text; /* evidence as seen, made printable; "" when none */
	int64_t number;	  /* what fact.def says, else 0 */
};

/* Facts in the order they happened. Everything lives in the arena. */
struct facts {
	STAILQ_HEAD(, fact) list;
	struct arena *arena;
};

void facts_init(struct facts *f, struct arena *a);
/* Records a fact; text is copied, made printable, and may be NULL. */
void fact_add(struct facts *f, enum fact_id id, const char *text);
void fact_add_number(
    struct facts *f, enum fact_id id, const char *text, int64_t number);
/* The first fact of that id, or NULL. */
const struct fact *fact_find(const struct facts *f, enum fact_id id);

#endif
