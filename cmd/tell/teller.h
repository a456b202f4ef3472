#ifndef CMD_TELL_TELLER_H
#define CMD_TELL_TELLER_H

#include "cmd/tell/tell.h"

/* One row per format; writes the report to f, whose errors the caller sees. */
struct teller {
	const char *name; /* "text", "json" */
	void (*tell)(
	    FILE *f, const struct report *r, const struct tell_options *o);
};

/* The row of that name; one of ours. */
const struct teller *teller_find(const char *name);

void tell_text(FILE *f, const struct report *r, const struct tell_options *o);
void tell_json(FILE *f, const struct report *r, const struct tell_options *o);

#endif
