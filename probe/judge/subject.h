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
/* The host is this computer, by its name: 127.0.0.1, ::1, localhost. */
bool subject_is_local(const struct subject *s);
bool subject_address_has(const struct address_result *a, enum fact_id id);
/* True when every address of the endpoint has the fact. */
bool subject_endpoint_all(const struct endpoint_result *e, enum fact_id id);
/* Appends words to a list in the arena: "a, b"; list may be NULL. */
const char *subject_list_add(
    struct arena *a, const char *list, const char *word);
/* A list of places for a finding: PLACES({ "user", u }, { "reply", r }). */
#define PLACES(...) ((const struct place[]){ __VA_ARGS__, { NULL, NULL } })
/*
 * Adds a finding to the endpoint, with host, port, protocol and places, which
 * may be NULL and else end with a NULL name; one of these three names stands
 * in for the endpoint's.  An empty value is shown as "-".  One finding of an
 * id is enough: more evidence is added to the first.
 */
struct finding *subject_tell(const struct subject *s, enum finding_id id,
    const struct place *places, const char *evidence);

#endif
