#ifndef PROBE_RUN_RUN_H
#define PROBE_RUN_RUN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "probe/report/report.h"

struct engine;
struct provider_db;
struct run;
struct secret;

/*
 * One mailbox, or some servers, examined: everything about it belongs to the
 * run, and any number of runs go side by side on one engine.
 */

/* When a password is asked for that is not there at the start. */
enum run_secret {
	SECRET_NEVER, /* there will be none: no login */
	/* Before the first connection: when the sources have said who the
	 * provider is, and there is a server to connect to. */
	SECRET_FIRST,
	SECRET_LATE /* when a login may begin */
};

/* What the caller wants; everything is borrowed until run_free. */
struct run_options {
	const char *address; /* check and discover; a bare domain for discover*/
	const struct endpoint *const *endpoints; /* as named, or NULL */
	size_t nendpoints;
	const char *username;	       /* --user, or NULL: as the source says */
	const struct secret *password; /* NULL: no login, or later */
	enum run_secret secret;	       /* without password: when to ask */
	bool discover_only;	       /* no connections to mail servers */
	bool offline;		       /* files of this machine only */
	bool no_address;	       /* no web server hears the address */
	const char *ispdb; /* https URL of a public database, or NULL */
	const char *const *trusted;    /* --trust, NULL-terminated, or NULL */
	const char *const *mechanisms; /* --auth, NULL-terminated, or NULL */
	int family;	    /* AF_INET, AF_INET6, or AF_UNSPEC for both */
	int64_t timeout_ms; /* whole run, from run_start on */
	/* SMTP servers are asked whether this address may send; NULL: no. */
	const char *sender;
	int max_logins; /* tries that may fail in all, 1 by default */
	const struct provider_db *providers;
	FILE *transcript; /* NULL: none; secrets never reach it */
};

enum question_kind {
	QUESTION_TRUST, /* may the password go to that domain? */
	QUESTION_SECRET /* which password? see enum run_secret */
};

/* The run waits for the answer, and its time stands still meanwhile. */
struct question {
	enum question_kind kind;
	const char *domain; /* registrable, of the host; asked once a run */
	const char *host;
	const char *username;	     /* that would log in */
	const struct report *report; /* as far as it is known */
};

/*
 * Called from the loop, never from within a function of this header.  Each
 * may be NULL.  All may call run_free, run_answer and run_give_secret.
 */
struct run_events {
	/* A step of an endpoint has ended.  The report is readable; its
	 * findings are not there yet. */
	void (*step)(void *arg, const struct report *report,
	    const struct endpoint_result *e, const struct address_result *a,
	    const struct step_result *step);
	/* Answered at once or later.  NULL: no to trust, and no secret.  q is
	 * borrowed until it is answered; the time that the callback itself
	 * takes counts for no run of the engine. */
	void (*question)(void *arg, struct run *r, const struct question *q);
	/* One call per finding, at the end; e is NULL for the account's. */
	void (*finding)(void *arg, const struct report *report,
	    const struct endpoint_result *e, const struct finding *f);
	/* The end, once: judged and with a verdict.  report becomes the
	 * callee's, who releases it by report_free. */
	void (*done)(void *arg, struct run *r, struct report *report);
};

/* Begins.  Options are copied, what they point at is borrowed. */
struct run *run_start(struct engine *e, const struct run_options *o,
    const struct run_events *events, void *arg);
/*
 * The password, for QUESTION_SECRET; NULL: there is none, and no login.  The
 * run takes it over and sets secret to NULL.  Without such a question it is
 * taken for later.
 */
void run_give_secret(struct run *r, struct secret **secret);
/* Answers the open question of trust; an answer to any other is lost. */
void run_answer(struct run *r, const struct question *q, bool yes);
/*
 * Ends it, at any time: no command is sent any more, and no event follows.
 * Sets r to NULL.
 */
void run_free(struct run **r);

#endif
