#ifndef PROBE_RUN_RUN_PRIVATE_H
#define PROBE_RUN_RUN_PRIVATE_H

#include <sys/queue.h>

#include "probe/discover/discover.h"
#include "probe/net/engine.h"
#include "probe/net/host.h"
#include "probe/net/task.h"
#include "probe/run/run.h"
#include "probe/session/session.h"

struct run_service;

/* One dialogue with one address of a candidate. Kept until the run ends. */
struct attempt {
	STAILQ_ENTRY(attempt) entry;
	struct candidate *candidate;
	struct limits_ticket *ticket; /* for its connection */
	enum session_mode mode;
	struct session *session; /* NULL: it waits for the ticket */
	struct address_result *result;
	/* A second look reports into the attempt it was made for. */
	struct attempt *origin;
	bool over;
};

/* One endpoint under way: its name, its addresses, its login. */
struct candidate {
	STAILQ_ENTRY(candidate) entry; /* in its service, best first */
	struct run *run;
	struct endpoint_result *er;
	int rank, order; /* of its best source, and its place in there */
	bool started, done;
	struct host_query *query; /* while its name is asked for */
	struct host host;	  /* what is known of the name */
	STAILQ_HEAD(, attempt) attempts;
	struct credentials credentials; /* user name set for its login */
	struct attempt *chosen; /* the first that was ready: may log in */
	bool settled;		/* login done or given up: no more logins */
	bool login_running;
};

enum run_service_state {
	RUN_SERVICE_OPEN,
	RUN_SERVICE_OK,
	RUN_SERVICE_FAILED,
	RUN_SERVICE_GIVEN_UP
};

/* One service that shall get one login: a protocol of the account, or one
 * endpoint named on the command line. */
struct run_service {
	STAILQ_ENTRY(run_service) entry;
	enum protocol protocol;
	enum run_service_state state;
	bool disabled; /* stated as not offered */
	bool searched; /* none of its servers was there: see search.c */
	STAILQ_HEAD(, candidate) candidates;
};

/* A step that is still to be told. */
struct run_step {
	STAILQ_ENTRY(run_step) entry;
	const struct endpoint_result *e;
	const struct address_result *a;
	const struct step_result *step;
};

struct run {
	struct engine *engine;
	struct run_options options;
	struct run_events events;
	void *arg;
	struct report *report;
	struct redactor *redactor;
	struct secret *given; /* by run_give_secret, or NULL */
	const struct secret *secret;
	struct discovery *discovery;
	bool discovering, discovered;
	int best_rank; /* strongest source that found something */
	enum trust best_trust;
	struct session_shared shared;
	STAILQ_HEAD(, run_service) services;
	int failed_logins;
	/* A mechanism was refused, not the password: it may be shown again
	 * so often, in the whole run. */
	int further_showings;
	bool stopped;	      /* no more logins */
	bool directory_shown; /* autodiscover has been shown the password */
	struct words asked, granted; /* domains for the trust question */
	/* The loop comes back for what is due: steps to tell, logins. */
	struct task *wake;
	task_fn *on_wake;
	STAILQ_HEAD(, run_step) steps;
	int64_t began; /* loop_now milliseconds */
	struct task *timer;
	struct question question;
	bool questioned; /* question is open */
	bool told;	 /* and has been asked */
	bool unheard;	 /* there will be no secret */
	bool held;	 /* time stands still until the answer */
	int64_t left;	 /* milliseconds, meanwhile */
	bool finished;
	bool telling, freed; /* an event is being told; by it, freed */
};

/* wake.c: something has changed, and what follows from it is due. */
void run_wake(struct run *r);
/* The deadline of the run has passed. */
bool run_is_late(const struct run *r);

/* candidate.c */
void candidate_start(struct candidate *c);
/* Ends what is still open, as unfinished. */
void candidate_cut(struct candidate *c);
void candidate_free(struct candidate *c);
/* No login here, for that reason; the waiting session says goodbye. */
void candidate_settle(struct candidate *c, enum login_skip skip);
/* The deadline of the run has moved. */
void candidate_set_deadline(struct candidate *c);

/* services.c */
struct run_service *services_add(struct run *r, enum protocol protocol);
struct candidate *services_add_candidate(struct run *r, struct run_service *s,
    const struct endpoint *e, const char *source, int rank, int order,
    enum trust trust);

/* search.c: when no server of the service is there, asks weaker sources; true
 * while they may still name one. */
bool search_goes_on(struct run *r, struct run_service *s);
/* Where nothing but autodiscover after a login names servers: shows it the
 * password, or asks for that. */
void search_logs_in(struct run *r);

/* turns.c: starts what may start, logs in where it is time. True when there is
 * nothing left to wait for. */
bool turns_advance(struct run *r);

#endif
