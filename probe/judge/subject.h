#ifndef PROBE_JUDGE_SUBJECT_H
#define PROBE_JUDGE_SUBJECT_H

#include <stdbool.h>

#include "probe/report/report.h"

/* What the judges look at, and how they tell what they find there. */

/* How far an address came. */
enum reach {
	REACH_UNKNOWN,	 /* not tried, not finished, or no route from here */
	REACH_NOTHING,	 /* no connection */
	REACH_CONNECTED, /* a connection, which ended in trouble */
	REACH_GOOD	 /* a login may begin: encrypted, certificate proven */
};

/* What a judge looks at. */
struct subject {
	struct report *report;
	struct endpoint_result *endpoint;
	const struct address_result *address; /* NULL: the endpoint itself */
	enum reach best; /* of all addresses of the endpoint */
	bool lesser;	 /* another address came further than this one */
};

enum reach subject_address_reach(
    const struct endpoint_result *e, const struct address_result *a);
/* The furthest of all addresses. */
enum reach subject_endpoint_reach(const struct endpoint_result *e);
bool subject_address_has(const struct address_result *a, enum fact_id id);
/* True when every address of the endpoint has the fact. */
bool subject_endpoint_all(const struct endpoint_result *e, enum fact_id id);
/* Appends words to a list in the arena: "a, b"; list may be NULL. */
const char *subject_list_add(
    struct arena *a, const char *list, const char *word);
/*
 * Adds a finding to the endpoint, with host, port, protocol and the place
 * called name (NULL: none).  An empty value is shown as "-".  One finding of
 * an id is enough: more evidence is added to the first.
 */
struct finding *subject_tell(const struct subject *s, enum finding_id id,
    const char *name, const char *value, const char *evidence);
/* The same with a second place. */
struct finding *subject_tell2(const struct subject *s, enum finding_id id,
    const char *name, const char *value, const char *name2, const char *value2,
    const char *evidence);

#endif
