#ifndef PROBE_LINT_ROW_H
#define PROBE_LINT_ROW_H

#include <stdbool.h>

#include "probe/lint/lint.h"

/* How the judges of the lint add rows, and what they share. */

struct lint_srv;
struct lint_web;

/* What a check says; class and evidence are PASS and "" before. */
struct lint_said {
	enum lint_class class;
	const char *evidence;
	bool required;
	const struct finding *finding;
};

/* One check: one row.  judge returns false when there is nothing to ask. */
struct lint_check {
	enum lint_id id;
	bool (*judge)(
	    struct lint *l, const void *subject, struct lint_said *said);
};

/* row.c: adds the rows of checks, which end with a judge that is NULL. */
void lint_check(struct lint *l, const struct lint_check *checks,
    const void *subject, const char *text);
/* Fills said; returns true. */
bool lint_say(struct lint_said *said, enum lint_class c, const char *evidence);

/* Each judges its part, see probe/lint/lint.def.  Pure. */
void lint_judge_webs(struct lint *l);
void lint_judge_pacc(struct lint *l);
void lint_judge_srv(struct lint *l);
void lint_judge_autodiscover(struct lint *l);
void lint_judge_agreement(struct lint *l);
void lint_judge_servers(struct lint *l);
/* lint.c: all of them. */
void lint_judge(struct lint *l);
/* choice.c: what should be published, once all is judged. */
void lint_choose(struct lint *l);

/* The check of its kind by which the server is wrong, or LINT_COUNT. */
enum lint_id lint_srv_fault(const struct lint *l, const struct endpoint *e);
enum lint_id lint_server_fault(struct lint *l, const struct endpoint *e);

/* Sets the protocols of which the records may mean another server. */
void lint_srv_unsure(
    const struct lint *l, const struct lint_srv *s, bool unsure[PROTO_COUNT]);

/* What the judges share of web places; see web.c. */
bool lint_absent(const struct lint *l, const struct lint_web *w);
bool lint_is_xml(const char *type); /* the content type of XML */
bool lint_judge_reachable(
    struct lint *l, const void *subject, struct lint_said *said);
bool lint_judge_certificate(
    struct lint *l, const void *subject, struct lint_said *said);
bool lint_judge_redirect(
    struct lint *l, const void *subject, struct lint_said *said);
bool lint_judge_document(
    struct lint *l, const void *subject, struct lint_said *said);
bool lint_judge_values(
    struct lint *l, const void *subject, struct lint_said *said);

#endif
