#ifndef CMD_TERM_LANGUAGE_H
#define CMD_TERM_LANGUAGE_H

#include <stdbool.h>

/*
 * The catalogue of one language.  Any number of them can be used at once;
 * NULL is English, as the texts are written.
 */
struct language;

/*
 * Sets the locale of the user for characters and messages, and lang ("de",
 * "en") where --lang asks for it; NULL otherwise.  Works on machines without
 * a locale for that language, and always speaks UTF-8.
 */
void language_start(const char *lang);
/* The one that language_start() chose, in which the program speaks. */
const struct language *language_own(void);
/* The language "de", for the rest of the process; NULL when there is no
 * catalogue for it.  Asks neither locale nor environment. */
const struct language *language_find(const char *name);

/* A text marked with N_(), borrowed from the catalogue; "" stays "". */
const char *language_text(const struct language *l, const char *text)
    __attribute__((format_arg(2)));
/* The same of a text with a number in it. */
const char *language_plural(const struct language *l, const char *one,
    const char *many, unsigned long n) __attribute__((format_arg(2)))
__attribute__((format_arg(3)));
/* language_text() as a translate_fn, whose arg is the language. */
const char *language_translate(const void *language, const char *text);

/* Do the variables of the locale promise that characters beyond ASCII are
 * shown?  Words are UTF-8 in any case; pictures in characters ask. */
bool language_is_utf8(void);

#endif
