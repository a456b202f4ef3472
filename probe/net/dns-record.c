#include "probe/net/dns-record.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "profiles/base/mem.h"
#include "profiles/base/str.h"

enum {
	LABEL_MAX = 63,
	HEADER_BYTES = 12,
	QUESTION_BYTES = 4,
	RECORD_BYTES = 10,
	TYPE_RRSIG = 46
};

static uint16_t
number16(const unsigned char *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

/*
 * domain-name = *( length label ) %x00, 1..63 octets a label (RFC 1035
 * section 3.1).  Nothing may follow, and pointers are refused.
 */
static int
parse_name(const unsigned char *p, size_t len, char host[256])
{
	size_t n, out = 0;

	while (len > 0 && *p != 0) {
		n = *p++;
		len--;
		if (n > LABEL_MAX || n > len || out + n + 1 > 255)
			return -1;
		if (memchr(p, '\0', n) != NULL || memchr(p, '.', n) != NULL)
			return -1;
		if (out > 0)
			host[out++] = '.';
		memcpy(host + out, p, n);
		out += n;
		p += n;
		len -= n;
	}
	if (len != 1)
		return -1;
	host[out] = '\0';
	str_lower(host);
	return out == 0 || str_is_host(host, false) ? 0 : -1;
}

/* TXT-DATA = 1*( length *OCTET ), joined without a separator. */
static int
parse_text(const unsigned char *p, size_t len, char **text_out)
{
	char *text = xmalloc(len + 1);
	size_t n, out = 0;

	while (len > 0) {
		n = *p++;
		len--;
		if (n > len || memchr(p, '\0', n) != NULL) {
			free(text);
			return -1;
		}
		memcpy(text + out, p, n);
		out += n;
		p += n;
		len -= n;
	}
	text[out] = '\0';
	*text_out = text;
	return 0;
}

static int
parse_address(int family, const unsigned char *p, size_t len, char ip[46])
{
	if (len != (family == AF_INET ? 4 : 16))
		return -1;
	return inet_ntop(family, p, ip, 46) == NULL ? -1 : 0;
}

int
dns_record_parse(enum dns_type type, const void *rdata, size_t len,
    struct dns_record *record_out)
{
	const unsigned char *p = rdata;
	struct dns_record r = { .priority = 0 };
	int rc = -1;

	switch (type) {
	case DNS_A:
		rc = parse_address(AF_INET, p, len, r.ip);
		break;
	case DNS_AAAA:
		rc = parse_address(AF_INET6, p, len, r.ip);
		break;
	case DNS_MX:
		if (len < 2)
			return -1;
		r.priority = number16(p);
		rc = parse_name(p + 2, len - 2, r.host);
		break;
	case DNS_SRV:
		if (len < 6)
			return -1;
		r.priority = number16(p);
		r.weight = number16(p + 2);
		r.port = number16(p + 4);
		rc = parse_name(p + 6, len - 6, r.host);
		break;
	case DNS_NS:
		rc = parse_name(p, len, r.host);
		break;
	case DNS_TXT:
		rc = parse_text(p, len, &r.text);
		break;
	}
	if (rc == 0)
		*record_out = r;
	return rc;
}

void
dns_record_clear(struct dns_record *r)
{
	free(r->text);
	r->text = NULL;
}

/* The end of a name at p, perhaps compressed, or NULL. */
static const unsigned char *
skip_name(const unsigned char *p, const unsigned char *end)
{
	size_t n;

	while (p < end && *p != 0 && *p <= LABEL_MAX) {
		n = 1U + *p;
		if (n > (size_t)(end - p))
			return NULL;
		p += n;
	}
	n = p < end && *p == 0 ? 1 : 2;
	return n > (size_t)(end - p) ? NULL : p + n;
}

bool
dns_message_signed(const void *message, size_t len)
{
	const unsigned char *p = message, *end;
	int questions, answers;

	if (p == NULL || len < HEADER_BYTES)
		return false;
	end = p + len;
	questions = number16(p + 4);
	answers = number16(p + 6);
	p += HEADER_BYTES;
	for (; questions > 0; questions--) {
		p = skip_name(p, end);
		if (p == NULL || end - p < QUESTION_BYTES)
			return false;
		p += QUESTION_BYTES;
	}
	for (; answers > 0; answers--) {
		p = skip_name(p, end);
		if (p == NULL || end - p < RECORD_BYTES)
			return false;
		if (number16(p) == TYPE_RRSIG)
			return true;
		if (end - p < RECORD_BYTES + number16(p + 8))
			return false;
		p += RECORD_BYTES + number16(p + 8);
	}
	return false;
}

static int
compare(const void *left, const void *right)
{
	const struct dns_record *a = left, *b = right;

	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return strcmp(a->host, b->host);
}

void
dns_records_sort(struct dns_record *records, size_t n)
{
	if (n > 1)
		qsort(records, n, sizeof(*records), compare);
}
