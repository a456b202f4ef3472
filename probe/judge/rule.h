#ifndef PROBE_JUDGE_RULE_H
#define PROBE_JUDGE_RULE_H

#include "probe/judge/subject.h"

/* The judges, for judge.c: a table each, and what no table can say. */

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
	const char *(*value)(const struct subject *s, const struct fact *f);
	bool (*when)(const struct subject *s, const struct fact *f);
};

/* One table each, in the order of cause and consequence. */
extern const struct rule judge_rules_dns[], judge_rules_tcp[],
    judge_rules_tls[], judge_rules_cert[], judge_rules_greeting[],
    judge_rules_starttls[], judge_rules_dialogue[], judge_rules_auth[];

/* The fact is the text of a server that does not like our address. */
bool judge_is_blocked(const struct subject *s, const struct fact *f);
/* What only shows when all addresses of an endpoint are seen together. */
void judge_tcp_addresses(const struct subject *s);
void judge_tls_addresses(const struct subject *s);
void judge_login(const struct subject *s);
/* After a rejected password: the form of the user name to try next. */
void judge_user(const struct subject *s, const char *user);
/* What a login found out about the mailbox. */
void judge_mailbox(const struct subject *s);
/* Whether the login may send mail as its address. */
void judge_send(const struct subject *s);
/* The account as a whole, after its endpoints: settings[] and findings. */
void judge_account(struct report *r);
/* Autodiscover that wants a login; after settings[]. */
void judge_autodiscover(struct report *r);
/* Servers that are published and not there; after settings[]. */
void judge_dead(struct report *r);
/* Trusted sources that contradict each other; after settings[]. */
void judge_conflicts(struct report *r);
/* Sources that did not answer in time; after settings[]. */
void judge_late_sources(struct report *r);
/* The worst of all findings; ok and warning need a proven mailbox. */
enum verdict account_verdict(const struct report *r);

#endif
