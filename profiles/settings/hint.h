#ifndef PROFILES_SETTINGS_HINT_H
#define PROFILES_SETTINGS_HINT_H

#include <stdbool.h>

/*
 * What providers ask of their customers, as code words of the database:
 * enable-imap-pop, app-password and so on, see hint.c.
 */

/* One sentence for the customer, untranslated; NULL: unknown word. */
const char *hint_sentence(const char *code);
/* Must it be done before a mail program can log in? */
bool hint_is_first(const char *code);

#endif
