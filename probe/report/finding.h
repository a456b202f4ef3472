#ifndef PROBE_REPORT_FINDING_H
#define PROBE_REPORT_FINDING_H

#include <sys/queue.h>

struct arena;
struct buf;

enum severity { SEV_INFO, SEV_WARNING, SEV_ERROR };

/* What we can say: one line each in finding.def, which keeps the order in
 * which a reader wants the causes. */
enum finding_id {
#define FINDING(id, name, severity, text, remedy) FINDING_##id,
#include "probe/report/finding.def"
#undef FINDING
	FINDING_COUNT
};

enum { FINDING_PLACES = 10 };

/* A named value for a {place} in the text: printable, borrowed. */
struct place {
	const char *name, *value;
};

struct finding {
	STAILQ_ENTRY(finding) entry;
	enum finding_id id;
	enum severity severity;
	const char *evidence; /* what was seen, printable, "" when nothing */
	struct place places[FINDING_PLACES];
	int nplaces;
};

/* Findings of one endpoint or one account; all memory is the arena's. */
struct findings {
	STAILQ_HEAD(, finding) list;
	struct arena *arena;
};

void findings_init(struct findings *f, struct arena *a);
/*
 * Adds a finding with the severity of its row and returns it.  A finding
 * with the same id and places is not added twice: the first is returned.
 * places ends with a NULL name, may be NULL itself, and is copied.
 */
struct finding *finding_add(struct findings *f, enum finding_id id,
    const struct place *places, const char *evidence);
/* The first finding of that id, or NULL. */
struct finding *finding_find(const struct findings *f, enum finding_id id);
/* The severity that stands out, SEV_INFO when there is none. */
enum severity findings_worst(const struct findings *f);

/* Static texts of the row, untranslated: "tcp.refused" and the templates. */
const char *finding_name(enum finding_id id);
const char *finding_text(enum finding_id id);
const char *finding_remedy(enum finding_id id);
const char *finding_severity_name(enum severity s);
/*
 * Fills a template, translated by the caller, with the places of f.  A place
 * that f does not know stays as it stands, so that a test can see it.
 */
void finding_fill(
    struct buf *out, const char *template, const struct finding *f);

#endif
