#ifndef PROFILES_BASE_ERR_H
#define PROFILES_BASE_ERR_H

#include "profiles/base/translate.h"

enum { ERR_ARGS = 6, ERR_BYTES = 512 };

/*
 * Trouble of this machine: a file, memory, an argument.  What the network
 * does is a fact, never an err.  A struct err lives on the caller's stack and
 * owns nothing.  It keeps what its text was made of, so that the same trouble
 * can be told in any language later.
 */
struct err {
	char text[ERR_BYTES]; /* one line in English */
	const char *format;   /* as it stands in the source; NULL: text only */
	unsigned words;	      /* bit i: argument i is a text as well */
	int nargs;
	struct err_arg {
		int at; /* of a text in bytes; -1: a number */
		long long number;
	} args[ERR_ARGS];
	char bytes[ERR_BYTES]; /* of the arguments */
	char names[ERR_BYTES]; /* "a.json: " of err_wrap, before the text */
};

/* Fills err with one line; always returns -1.  err may be NULL.  fmt is a
 * literal and may use %s, %c, and integers, without width. */
int err_set(struct err *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The same where argument number word, a %s counted from 1, is a text marked
 * with N_(), to be translated on its own. */
int err_set_word(struct err *err, int word, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* What inner says. */
int err_copy(struct err *err, const struct err *inner);
/* The same, of the file or account called name: "name: inner". */
int err_wrap(struct err *err, const char *name, const struct err *inner);
/* The line of err in the language of translate and arg. */
void err_in(const struct err *err, translate_fn *translate, const void *arg,
    char out[ERR_BYTES]);

#endif
