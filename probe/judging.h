#ifndef PROBE_JUDGING_H
#define PROBE_JUDGING_H

#include <stdbool.h>

#include "probe/report.h"

/* What the judges share; judge.h is for everybody else. */

/* How far an address came. */
enum reach {
	REACH_UNKNOWN,	 /* not tried, not finished, or no route from here */
	REACH_NOTHING,	 /* no connection */
	REACH_CONNECTED, /* a connection, which ended in trouble */
	REACH_GOOD	 /* a login may begin: encrypted, certificate proven */
};

/* What a judge looks at. */
struct scene {
	struct report *report;
	struct endpoint_result *endpoint;
	const struct address_result *address; /* NULL: the endpoint itself */
	enum reach best; /* of all addresses of the endpoint */
	bool lesser;	 /* another address came further than this one */
};

enum {
	RULE_ENDS = 1,	     /* the dialogue ends here */
	RULE_PASSES = 2,     /* waiting may help: never made an error */
	RULE_CONSEQUENCE = 4 /* only information when a cause came before */
};

/* A fact becomes a finding: the first row of a fact that applies counts. */
struct rule {
	enum fact_id fact; /* FACT_COUNT ends the table */
	enum finding_id finding;
	unsigned flags;
	const char *place; /* takes the value, or NULL */
	/* The value of the place; NULL: the text of the fact. */
	const char *(*value)(const struct scene *s, const struct fact *f);
	bool (*when)(const struct scene *s, const struct fact *f);
};

/* One table each, in the order of cause and consequence. */
extern const struct rule rules_dns[], rules_tcp[], rules_tls[], rules_cert[],
    rules_greeting[], rules_starttls[], rules_dialogue[], rules_auth[];

/* What only shows when all addresses of an endpoint are seen together. */
void judge_tcp_addresses(const struct scene *s);
void judge_tls_addresses(const struct scene *s);
void judge_login(const struct scene *s);
/* The account as a whole, after its endpoints: settings[] and findings. */
void judge_account(struct report *r);
/* The worst of all findings; ok needs something proven. */
enum verdict account_verdict(const struct report *r);

enum reach reach_of(
    const struct endpoint_result *e, const struct address_result *a);
/* The furthest of all addresses. */
enum reach endpoint_reach(const struct endpoint_result *e);
bool address_has(const struct address_result *a, enum fact_id id);
/* True when every address of the endpoint has the fact. */
bool endpoint_all(const struct endpoint_result *e, enum fact_id id);
/* Appends words to a list in the arena: "a, b"; list may be NULL. */
const char *list_add(struct arena *a, const char *list, const char *word);
/*
 * Adds a finding to the endpoint, with host, port, protocol and the place
 * called name (NULL: none).  An empty value is shown as "-".  One finding of
 * an id is enough: more evidence is added to the first.
 */
struct finding *scene_tell(const struct scene *s, enum finding_id id,
    const char *name, const char *value, const char *evidence);
/* The same with two more places. */
struct finding *scene_tell2(const struct scene *s, enum finding_id id,
    const char *name, const char *value, const char *name2, const char *value2,
    const char *evidence);

#endif
