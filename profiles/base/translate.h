#ifndef PROFILES_BASE_TRANSLATE_H
#define PROFILES_BASE_TRANSLATE_H

/*
 * Turns a text marked with N_() into the language that arg stands for; NULL
 * stands for English, as it is written.  The answer lives as long as both.
 */
typedef const char *translate_fn(const void *arg, const char *text);

#endif
