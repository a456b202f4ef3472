#ifndef CMD_LANGUAGE_H
#define CMD_LANGUAGE_H

/*
 * Sets the locale of the user for characters and messages, and lang ("de",
 * "en") where --lang asks for it; NULL otherwise.  Works on machines without
 * a locale for that language, and always speaks UTF-8.
 */
void language_start(const char *lang);

#endif
