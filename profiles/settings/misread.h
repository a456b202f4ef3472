#ifndef PROFILES_SETTINGS_MISREAD_H
#define PROFILES_SETTINGS_MISREAD_H

#include <stdbool.h>
#include <stddef.h>

#include "profiles/settings/protocol.h"

struct arena;

enum { MISREAD_MAX = 16, MISREAD_VALUE_MAX = 60 };

/* A value that a publication states and that cannot be used. */
struct misread {
	const char *text; /* place and value, 'imap port "0"'; printable */
	/* Of a mail server that is not used therefore; else PROTO_COUNT. */
	enum protocol lost;
};

/* All of one publication, as far as they are kept. */
struct misreads {
	struct misread list[MISREAD_MAX];
	size_t n;
	bool lost[PROTO_COUNT]; /* a server stands there that is not used */
	bool dropped;		/* a server or service does */
};

/* A value at a place such as "imap port"; both are copied into the arena. */
void misread_add(
    struct arena *a, struct misreads *m, const char *place, const char *value);
/* From the one of that number on, they are why a server of p is not used, or
 * with PROTO_COUNT why another service is not. */
void misread_drop(struct misreads *m, size_t from, enum protocol p);
/* All with commas between them, or those about servers of p; in the arena,
 * "" when there are none. */
const char *misread_all(struct arena *a, const struct misreads *m);
const char *misread_of(
    struct arena *a, const struct misreads *m, enum protocol p);

#endif
