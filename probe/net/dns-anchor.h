#ifndef PROBE_NET_DNS_ANCHOR_H
#define PROBE_NET_DNS_ANCHOR_H

#include <stddef.h>

struct err;

/* What DNSSEC begins with: DS and DNSKEY records, each on one line. */
struct dns_anchors {
	char **lines;
	size_t n;
};

/* Where Debian's dns-root-data keeps the keys of the root. */
#define DNS_ROOT_ANCHOR "/usr/share/dns/root.key"

/*
 * Reads a file in the form of a zone file (RFC 1035 section 5.1), as far as
 * trust anchors need it: comments, parentheses, "NAME [TTL] [IN] DS|DNSKEY
 * DATA", names absolute.  Returns -1 with err naming the file when it cannot
 * be read, holds anything else, or holds none.
 */
int dns_anchors_load(
    const char *path, struct dns_anchors *anchors_out, struct err *err);
/*
 * The same for text, which is changed.  Pure.  Returns 0, or the number of
 * the line that is wrong.
 */
size_t dns_anchors_parse(char *text, struct dns_anchors *anchors_out);
void dns_anchors_clear(struct dns_anchors *anchors);

#endif
