#ifndef PROBE_NET_REACH_H
#define PROBE_NET_REACH_H

/* How the network is reached and which keys are trusted. Strings are borrowed
 * for as long as the engine lives. */
struct reach {
	const char *resolver;	  /* IP[@PORT], or NULL: the system's */
	const char *ca_file;	  /* added trust, PEM; or NULL */
	const char *trust_anchor; /* DNSSEC, strictly; NULL: the root's keys */
};

#endif
