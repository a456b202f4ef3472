#ifndef PROFILES_BASE_ERR_H
#define PROFILES_BASE_ERR_H

/*
 * Trouble of this machine: a file, memory, an argument.  What the network
 * does is a fact, never an err.  A struct err lives on the caller's stack and
 * owns nothing.
 */
struct err {
	char text[512];
};

/* Fills err with one line in the user's language; always returns -1. err may
 * be NULL. */
int err_set(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* A text in the user's language, for a %s; borrowed. */
const char *err_words(const char *text) __attribute__((format_arg(1)));
/* Who knows that language: gettext, or NULL for English as it is written.
 * For the whole process, before anything that fails. */
void err_translate(char *(*translate)(const char *text));

#endif
