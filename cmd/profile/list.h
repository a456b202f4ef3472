#ifndef CMD_PROFILE_LIST_H
#define CMD_PROFILE_LIST_H

#include <stdbool.h>

/* profile --list-formats: the formats of profiles, what each can say and how it
 * was verified, on stdout for people or programs. */
void list_formats(bool json);

#endif
