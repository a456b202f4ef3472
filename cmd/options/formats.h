#ifndef CMD_OPTIONS_FORMATS_H
#define CMD_OPTIONS_FORMATS_H

#include <stdbool.h>

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

/* "autoconfig, mobileconfig, ...": all formats. */
const char *formats_names(void);
/* "all, windows, ...": all sets of formats. */
const char *formats_sets(void);
/* Is the word one of these sets? */
bool formats_is_set(const char *word);
/* Is the format in that set?  Without a set (NULL): is it among those that
 * "check --write" writes unasked? */
bool formats_has(const char *set, const struct writer *w);

#endif
