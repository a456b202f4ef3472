#ifndef PROBE_RUN_RUN_PRIVATE_H
#define PROBE_RUN_RUN_PRIVATE_H

#include <sys/queue.h>

#include "probe/discover/discover.h"
#include "probe/net/dns.h"
#include "probe/run/run.h"
#include "probe/session/session.h"

struct run;
struct slot;

/* One dialogue of a probe. Kept until the run ends. */
struct talk {
	STAILQ_ENTRY(talk) entry;
	struct probe *probe;
	struct session *session;
	struct address_result *result;
	/* A second look reports into the talk it was made for. */
	struct talk *origin;
	bool over;
};

/* One endpoint under way: its name, its addresses, its login. */
struct probe {
	STAILQ_ENTRY(probe) entry; /* in its slot, best first */
	struct run *run;
	struct endpoint_result *er;
	int rank, order; /* of its best source, and its place in there */
	bool started, done;
	struct dns_query *queries[2];
	int nqueries;
	enum dns_status answers[2];
	STAILQ_HEAD(, talk) talks;
	struct credentials credentials; /* user name set for its login */
	struct talk *chosen; /* the first that was ready: may log in */
	bool settled;	     /* login done or given up: no more logins */
	bool login_running;
};

enum slot_state { SLOT_OPEN, SLOT_OK, SLOT_FAILED, SLOT_GIVEN_UP };

/* One service that shall get one login: a protocol of the account, or one
 * endpoint named on the command line. */
struct slot {
	STAILQ_ENTRY(slot) entry;
	enum protocol protocol;
	enum slot_state state;
	bool disabled; /* stated as not offered */
	STAILQ_HEAD(, probe) probes;
};

struct run {
	const struct run_options *o;
	struct report *report;
	struct loop *loop;
	struct dns *dns;
	struct http *http;
	struct redactor *redactor;
	struct discovery *discovery;
	bool discovering, discovered, starting;
	int best_rank; /* strongest source that found something */
	enum trust best_trust;
	struct session_shared shared;
	STAILQ_HEAD(, slot) slots;
	int failed_logins;
	bool stopped;	       /* no more logins */
	bool advancing, again; /* services_advance is at work, and asked for */
	struct words asked, granted; /* domains for the trust question */
};

/* run-probe.c */
void candidate_start(struct probe *p);
/* Ends what is still open, as unfinished. */
void candidate_cut(struct probe *p);
void candidate_free(struct probe *p);
/* No login here, for that reason; the waiting session says goodbye. */
void candidate_settle(struct probe *p, enum login_skip skip);

/* run-slots.c */
struct slot *service_add(struct run *r, enum protocol protocol);
struct probe *service_add_candidate(struct run *r, struct slot *s,
    const struct endpoint *e, const char *source, int rank, int order,
    enum trust trust);
/* Starts what may start, logs in where it is time, ends the run when all is
 * said.  Called after every event. */
void services_advance(struct run *r);

#endif
