#ifndef PROBE_NET_DNS_RECORD_H
#define PROBE_NET_DNS_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/net/dns.h"

/*
 * Reads the rdata of one record (RFC 1035 section 3.3, RFC 2782), whose names
 * are not compressed.  Pure.  Returns 0, or -1 when the bytes are malformed
 * or name a host that is none; text belongs to the caller: dns_record_clear.
 */
int dns_record_parse(enum dns_type type, const void *rdata, size_t len,
    struct dns_record *record_out);
void dns_record_clear(struct dns_record *r);
/* True when the answer section of a whole message (RFC 1035 section 4) holds
 * a signature (RRSIG, RFC 4034 section 3).  Pure; malformed is unsigned. */
bool dns_message_signed(const void *message, size_t len);
/* Lowest priority first, then highest weight; for MX and SRV. */
void dns_records_sort(struct dns_record *records, size_t n);

#endif
