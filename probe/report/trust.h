#ifndef PROBE_REPORT_TRUST_H
#define PROBE_REPORT_TRUST_H

#include <stdbool.h>

struct words;

/* How far the origin of a setting may be believed, best first. */
enum trust {
	TRUST_NAMED,	/* T0: named by the user or an administrator's file */
	TRUST_PROVIDER, /* T1: provider database; https inside the domain */
	TRUST_CURATED,	/* T2: the domain's DNS, inside the domain */
	TRUST_DNS,	/* T3: rests on unsigned DNS, or a guess */
	TRUST_HTTP,	/* T4: came over plain http */
	TRUST_NONE	/* T5: diagnose only */
};

/* "T0" ... "T5". */
const char *trust_name(enum trust t);
/* The registrable domain of a host (public suffix list), or the host itself.
 * The result is owned by the caller. */
char *trust_domain(const char *host);
/* Names below it belong to different owners, as below co.uk or github.io: to
 * lie inside proves nothing. */
bool trust_is_shared(const char *domain);
/* What a record of the mail domain says, such as its MX: T2 when DNSSEC has
 * proven it (secure), else T3. */
enum trust trust_of_record(bool secure);
/*
 * The trust of a host that an SRV record named for a mail domain: T2 when the
 * record is proven, or the host lies inside that domain, since its
 * certificate then proves the domain's will; else T3 (RFC 6186 section 6).  A
 * guess stays at T3 wherever it lies.
 */
enum trust trust_of_srv(const char *host, const char *domain, bool secure);
/*
 * The same once the server has shown a certificate that holds and is made
 * out for the mail domain itself: T3 becomes T2 (RFC 7817 section 3).  What
 * came over plain http, or may get no password, stays where it was.
 */
enum trust trust_of_certified(enum trust t);
/*
 * May a password go to host?  Yes up to T2; at T3 and T4 only when the user
 * said yes to the host or its registrable domain by name (allowed: hosts or
 * domains of --trust); never at T5.
 */
bool trust_permits(enum trust t, const char *host, const char *const *allowed);

#endif
