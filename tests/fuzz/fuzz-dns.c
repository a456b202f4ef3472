// layer: probe
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "probe/base/str.h"
#include "probe/dns-record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the type of the record, the others are its rdata. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum dns_type types[] = { DNS_A, DNS_MX, DNS_TXT, DNS_AAAA,
		DNS_SRV };
	struct dns_record r;

	dns_message_signed(data, size);
	if (size == 0 ||
	    dns_record_parse(types[data[0] % 5], data + 1, size - 1, &r) == -1)
		return 0;
	if (r.ip[0] != '\0' && !str_is_ip(r.ip))
		abort();
	if (r.host[0] != '\0' && !str_is_host(r.host, false))
		abort();
	if (r.text != NULL && strlen(r.text) > size)
		abort();
	dns_record_clear(&r);
	return 0;
}
