#ifndef CMD_TERM_LANGUAGE_H
#define CMD_TERM_LANGUAGE_H

#include <stdbool.h>

/*
 * Sets the locale of the user for characters and messages, and lang ("de",
 * "en") where --lang asks for it; NULL otherwise.  Works on machines without
 * a locale for that language, and always speaks UTF-8.
 */
void language_start(const char *lang);
/* Do the variables of the locale promise that characters beyond ASCII are
 * shown?  Words are UTF-8 in any case; pictures in characters ask. */
bool language_is_utf8(void);
/* text in the language "de" or "en", whatever the user's; static. */
const char *language_text(const char *lang, const char *text);

#endif
