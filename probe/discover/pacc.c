#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/place.h"
#include "probe/discover/provenance.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "profiles/format/pacc-digest.h"
#include "profiles/read/reader.h"

enum { DIGESTS_MAX = 16 };

/*
 * The document of draft-ietf-mailmaint-pacc.  It counts only when its digest
 * stands in a TXT record of the domain, so that an intruder who holds the
 * web server alone cannot change it.  Several records let the owner change
 * the document without a gap.
 */
struct pacc {
	struct dns_query *query;
	struct http_fetch *fetch;
	const char *body; /* in the arena of the report; NULL: not yet */
	size_t len;
	unsigned char digests[DIGESTS_MAX][PACC_DIGEST_BYTES];
	size_t ndigests;
	const char *trouble; /* why there is no record, or NULL */
	bool slow;	     /* ... because no answer came in time */
};

/* Constant time, as the draft asks for. */
static bool
is_listed(const struct pacc *p)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	bool listed = false;
	size_t i;

	if (EVP_Digest(p->body, p->len, digest, NULL, EVP_sha256(), NULL) != 1)
		abort();
	for (i = 0; i < p->ndigests; i++)
		if (CRYPTO_memcmp(p->digests[i], digest, PACC_DIGEST_BYTES) ==
		    0)
			listed = true;
	return listed;
}

/* Judges as soon as both, the document and the records, are there. */
static void
judge(struct lookup *lk)
{
	struct pacc *p = lk->state;
	struct settings *s;
	const char *why;

	if (p->body == NULL || p->query != NULL)
		return;
	if (p->trouble != NULL || p->ndigests == 0) {
		lookup_end(lk, p->slow ? SOURCE_UNFINISHED : SOURCE_FAILED,
		    p->trouble != NULL ? p->trouble : "no digest");
		return;
	}
	if (!is_listed(p)) {
		lookup_failed(lk, "digest does not match");
		return;
	}
	s = reader_find("pacc")->read(p->body, p->len, lk->d->typed, &why);
	if (lookup_has_servers(lk, &s, &why))
		lookup_found_all(lk, s, TRUST_PROVIDER, "");
	else if (strcmp(why, READER_ONLY_OTHERS) == 0)
		lookup_none(lk, why);
	else
		lookup_failed(lk, why);
}

static void
got_records(const struct dns_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct pacc *p = lk->state;
	struct arena *a = &lk->d->report->arena;
	size_t i;

	p->query = NULL;
	p->trouble = dns_trouble(answer->status);
	p->slow = answer->status == DNS_TIMEOUT;
	provenance_records(lk,
	    arena_printf(a, "%s.", place_digests(a, lk->d->domain)), DNS_TXT,
	    answer);
	for (i = 0; i < answer->n && p->ndigests < DIGESTS_MAX; i++)
		if (pacc_digest_read(
			answer->records[i].text, p->digests[p->ndigests]))
			p->ndigests++;
	judge(lk);
}

static void
got_document(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct pacc *p = lk->state;
	enum source_outcome outcome;
	const char *why;
	char *copy;

	p->fetch = NULL;
	if (!web_has_document(lk, answer, &outcome, &why)) {
		lookup_end(lk, outcome, why);
		return;
	}
	copy = arena_alloc(&lk->d->report->arena, answer->len + 1);
	memcpy(copy, answer->body, answer->len);
	p->body = copy;
	p->len = answer->len;
	judge(lk);
}

void
pacc_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct arena *a = &d->report->arena;
	struct pacc *p = arena_alloc(a, sizeof(*p));
	const char *url = place_url(a, PLACE_PACC, d->domain);

	lk->state = p;
	lookup_url(lk, url);
	p->query = dns_ask(d->dns, place_digests(a, d->domain), DNS_TXT,
	    lookup_deadline(lk), got_records, lk);
	p->fetch = lookup_get(lk, url, HTTP_STAY, got_document);
}

void
pacc_stop(struct lookup *lk)
{
	struct pacc *p = lk->state;

	dns_cancel(&p->query);
	http_cancel(&p->fetch);
}
