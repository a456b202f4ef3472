#ifndef CMD_JOB_PROGRESS_H
#define CMD_JOB_PROGRESS_H

#include <stdbool.h>

#include "probe/report/report.h"

/*
 * What a run is doing, on a terminal only: one line for each endpoint, drawn
 * anew at every step and gone at the end.  The two functions below that take
 * an arg want a struct progress; progress_step fits struct run_events.
 */
struct progress {
	bool live;   /* stderr is a terminal and wants it */
	int columns; /* of the terminal */
	int rows;
	int drawn; /* lines on the screen now */
};

void progress_start(struct progress *p, bool quiet);
void progress_step(void *arg, const struct report *report,
    const struct endpoint_result *e, const struct address_result *a,
    const struct step_result *step);
/* Asks on the terminal whether the password may go to host; no without one. */
bool progress_ask_trust(void *arg, const char *domain, const char *host);
/* Takes the lines off the screen. */
void progress_stop(struct progress *p);

/* Is fd a terminal that may be coloured? NO_COLOR and TERM say no. */
bool progress_wants_colour(int fd);

#endif
