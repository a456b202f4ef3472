// room: probe/discover
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "probe/discover/mailconf-record.h"
#include "probe/net/dns-record.h"
#include "profiles/base/str.h"
#include "profiles/format/pacc-digest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What the program looks for in a text: the digest of a document, and the
 * place of one. */
static void
read_text(const char *text, size_t size)
{
	unsigned char digest[PACC_DIGEST_BYTES];
	const char *url;

	if (strlen(text) > size)
		abort();
	pacc_digest_read(text, digest);
	url = mailconf_url(text);
	if (url == NULL)
		return;
	if (url <= text || url > text + strlen(text))
		abort();
	if (mailconf_is_https(url) &&
	    (strpbrk(url, " \t\r\n") != NULL ||
		strlen(url) > MAILCONF_URL_MAX ||
		strncasecmp(url, "https://", 8) != 0))
		abort();
}

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
	if (r.text != NULL)
		read_text(r.text, size);
	dns_record_clear(&r);
	return 0;
}
