#ifndef CMD_PROFILE_FORMATS_H
#define CMD_PROFILE_FORMATS_H

#include <stdbool.h>

struct writer;

/* The formats of profiles as a list for people and programs, and the sets of
 * --for; all from the rows of profiles/write/writer.h. */

/* "autoconfig, mobileconfig, ...": all formats. */
const char *formats_names(void);
/* "all, windows, ...": all sets of formats. */
const char *formats_sets(void);
/* Is the word one of these sets? */
bool formats_is_set(const char *word);
/* Is the format in that set?  Without a set (NULL): is it among those that
 * "check --write" writes unasked? */
bool formats_has(const char *set, const struct writer *w);
/* profile --list-formats, on stdout. */
void formats_list(bool json);

#endif
