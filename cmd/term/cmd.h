#ifndef CMD_TERM_CMD_H
#define CMD_TERM_CMD_H

#include <libintl.h>

#define _(text)	 gettext(text)
#define N_(text) text

/* Exit status of every subcommand. */
enum {
	EXIT_FINE = 0,	  /* no finding at or above --fail-on */
	EXIT_FINDING = 1, /* such findings */
	EXIT_TROUBLE = 2  /* wrong usage, or trouble on this machine */
};

struct err;
struct options;

/* One row of the subcommand table in commands.c. */
struct command {
	const char *name;      /* "check" */
	const char *arguments; /* N_("ADDRESS") */
	const char *summary;   /* N_() one line */
	unsigned bit;	       /* FOR_CHECK...: the option rows it takes */
	/* Runs with options parsed and checked; returns an exit status. */
	int (*run)(const struct options *o);
};

int cmd_check(const struct options *o);
int cmd_discover(const struct options *o);
/* discover --lint, for one address or domain that has been checked. */
int cmd_lint(const struct options *o);
int cmd_probe(const struct options *o);
int cmd_profile(const struct options *o);
int cmd_advise(const struct options *o);
int cmd_providers(const struct options *o);

/* One line on stderr, "postlotse: ...", already translated. Returns 2. */
int cmd_trouble(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The text of err in the language of the program; returns out, of ERR_BYTES
 * bytes. */
const char *cmd_err_text(const struct err *err, char *out);
/* That text as a line of cmd_trouble(). */
int cmd_trouble_err(const struct err *err);

#endif
