#ifndef CMD_OPTIONS_ROWS_H
#define CMD_OPTIONS_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "cmd/options/options.h"

struct err;

/* What the completion of the shell offers as a value, beside the choices. */
enum option_takes {
	TAKES_OTHER, /* nothing */
	TAKES_FILE,
	TAKES_FOLDER,
	TAKES_FORMATS,	  /* a list of formats and sets */
	TAKES_MECHANISMS, /* a list of mechanisms */
	TAKES_PROGRAM	  /* a mail program that sheets know */
};

/* One option: parser, --help, the completion and the manual's lint follow from
 * the row. */
struct option_row {
	const char *name;  /* "timeout", without the dashes */
	char letter;	   /* 'v', or 0 */
	unsigned commands; /* FOR_... */
	const char *value; /* N_("SECONDS"), or NULL for a flag */
	enum option_takes takes;
	const char *help; /* N_() one sentence */
	/* Takes the value (NULL for a flag) into o; -1 with err on nonsense,
	 * which must begin with the option's name. */
	int (*set)(struct options *o, const struct option_row *row,
	    const char *text, struct err *err);
	size_t offset;	     /* of the member that set fills */
	int64_t min, max;    /* numbers */
	const char *choices; /* words allowed, separated by blanks, or NULL */
};

/* Ended by a row without name. */
extern const struct option_row options_rows[];

#endif
