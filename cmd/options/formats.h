#ifndef CMD_OPTIONS_FORMATS_H
#define CMD_OPTIONS_FORMATS_H

#include <stdbool.h>

struct buf;
struct writer;

/* The formats of profiles by name and the sets of --for, from the rows of
 * profiles/write/writer.h. */

/* A word and its bit in struct writer; lists end without name. */
struct format_word {
	const char *name;
	unsigned bit;
};

/* The sets that are platforms: "windows", ON_WINDOWS. */
extern const struct format_word formats_platforms[];

enum { FORMATS_NAMES_MAX = 4096 }; /* bytes of such a list */

/* "autoconfig, mobileconfig, ...": all formats, appended. */
void formats_names(struct buf *out);
/* "all, windows, ...": all sets of formats, appended. */
void formats_sets(struct buf *out);
/* Is the word one of these sets? */
bool formats_is_set(const char *word);
/* Is the format in that set?  Without a set (NULL): is it among those that
 * "check --write" writes unasked? */
bool formats_has(const char *set, const struct writer *w);

#endif
