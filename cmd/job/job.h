#ifndef CMD_JOB_JOB_H
#define CMD_JOB_JOB_H

#include "probe/net/reach.h"
#include "probe/run/run.h"

struct engine;
struct err;
struct options;

/* What check, discover and probe have in common: one run and its report. */
struct job {
	const struct options *options;
	struct reach reach;
	struct run_options run;	 /* the subcommand fills in its own part */
	struct report *report;	 /* after job_run, owned */
	struct secret *password; /* owned, or NULL */
};

/* Takes over what the options say about any run. */
void job_start(struct job *j, const struct options *o);
/* The password of the options or the prompt; who is shown there.  Returns 0,
 * or EXIT_TROUBLE after a message. */
int job_password(struct job *j, const char *who);
/*
 * Runs and tells the report on stdout.  Returns EXIT_FINE or EXIT_FINDING as
 * --fail-on says, or EXIT_TROUBLE after a message.
 */
int job_run(struct job *j);
/* The run alone, with everything that has to be released around it: 0, or -1
 * with err. */
int job_run_silent(struct job *j, struct err *err);
/* One run on the engine, to its end: its report, the caller's. events.done is
 * not used. */
struct report *job_run_on(struct engine *e, const struct run_options *o,
    const struct run_events *events, void *arg);
void job_stop(struct job *j);

#endif
