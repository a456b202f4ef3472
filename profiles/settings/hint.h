#ifndef PROFILES_SETTINGS_HINT_H
#define PROFILES_SETTINGS_HINT_H

#include <stdbool.h>

/*
 * What providers ask of their customers, as code words of the database:
 * enable-imap-pop, app-password and so on: one line each in hint.def.
 */
enum hint_id {
#define HINT(id, code, first, text) HINT_##id,
#include "profiles/settings/hint.def"
#undef HINT
	HINT_COUNT
};

/* The code word of the row. */
const char *hint_code(enum hint_id id);

/* One sentence for the customer, untranslated; NULL: unknown word. */
const char *hint_sentence(const char *code);
/* Must it be done before a mail program can log in? */
bool hint_is_first(const char *code);

#endif
