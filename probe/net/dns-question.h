#ifndef PROBE_NET_DNS_QUESTION_H
#define PROBE_NET_DNS_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/net/dns-anchor.h"
#include "probe/net/dns.h"

struct dns_question;
struct dns_view;
struct loop;

enum { DNS_VIEW_PLAIN, DNS_VIEW_PROVING, DNS_VIEWS };

/* The server that is asked, and what must be proven: see dns_trust_file and
 * dns_trust_root. */
struct dns_resolver {
	struct loop *loop;
	char *address; /* "IP[@PORT]", or NULL: the system's */
	struct dns_anchors anchors;
	bool strict;	/* only the proving view is used */
	bool no_dnssec; /* the resolver cannot prove the root */
	struct dns_view *views[DNS_VIEWS]; /* made by the first question */
	size_t nopen;			   /* questions */
};

/*
 * One question with its proof.  fn is called once, from the loop, unless it
 * is cancelled before; the question is gone afterwards, and is not cancelled
 * by fn.  Returns NULL when it cannot be asked.
 */
struct dns_question *dns_question_ask(struct dns_resolver *r, const char *name,
    enum dns_type type, dns_fn *fn, void *arg);
void dns_question_cancel(struct dns_question **q);
/* There is an answer that is not proven yet: tells it, and goes on.  The
 * question is not cancelled by fn. */
bool dns_question_unproven(struct dns_question *q, dns_fn *fn, void *arg);

#endif
