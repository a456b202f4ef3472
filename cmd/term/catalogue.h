#ifndef CMD_TERM_CATALOGUE_H
#define CMD_TERM_CATALOGUE_H

#include <stddef.h>
#include <stdint.h>

/*
 * A catalogue as msgfmt writes it (GNU gettext manual, "The Format of GNU MO
 * Files"), read without locale and environment.
 */
struct catalogue {
	const char *bytes; /* owned */
	size_t len;
	uint32_t n, originals, translations; /* offsets of the two tables */
};

/* Returns 0, or -1 when there is no such file, or it is of another kind: not
 * in the byte order of this machine, not UTF-8, or with other plurals than
 * one and many. */
int catalogue_open(struct catalogue *c, const char *path);
void catalogue_close(struct catalogue *c);
/* The translation, borrowed; several plurals stand behind each other, each
 * with a NUL.  NULL when there is none. */
const char *catalogue_find(const struct catalogue *c, const char *text);

#endif
