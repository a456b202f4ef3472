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

struct options;

/* One row of the subcommand table in main.c. */
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

#endif
