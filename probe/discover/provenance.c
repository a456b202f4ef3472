#include "probe/discover/provenance.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/net/dns.h"
#include "probe/net/http.h"
#include "profiles/base/str.h"

/* What the report keeps of where a source's word came from. */

enum {
	RECORDS_MAX = 32,
	RECORD_BYTES_MAX = 1024 /* of one TXT record that is shown */
};

static const char *
printable(const struct lookup *lk, const char *text)
{
	return str_printable_dup(&lk->d->report->arena, text, strlen(text));
}

void
provenance_chain(const struct lookup *lk, const struct words *urls)
{
	struct words *chain = &lk->result->redirects;
	size_t i;

	memset(chain, 0, sizeof(*chain));
	for (i = 0; i < urls->n; i++)
		words_add(
		    &lk->d->report->arena, chain, printable(lk, urls->list[i]));
}

void
provenance_answer(const struct lookup *lk, const struct http_answer *answer)
{
	struct words *chain = &lk->result->redirects;
	int i;

	memset(chain, 0, sizeof(*chain));
	for (i = 0; i < answer->nchain; i++)
		words_add(&lk->d->report->arena, chain,
		    printable(lk, answer->chain[i]));
	lk->result->sha256 = NULL;
}

void
provenance_digest(const struct lookup *lk, const void *bytes, size_t n)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len = 0;
	char hex[2 * EVP_MAX_MD_SIZE + 1];
	unsigned int i;

	if (EVP_Digest(bytes, n, digest, &len, EVP_sha256(), NULL) != 1)
		abort();
	for (i = 0; i < len; i++)
		snprintf(hex + 2 * (size_t)i, 3, "%02x", digest[i]);
	lk->result->sha256 = arena_strdup(&lk->d->report->arena, hex);
}

/* Keeps them sorted: the answers of several names arrive in any order. */
static void
add_record(const struct lookup *lk, const char *text)
{
	struct words *w = &lk->result->records;
	const char *word = printable(lk, text);
	size_t i;

	if (w->n == RECORDS_MAX || words_have(w, word))
		return;
	words_add(&lk->d->report->arena, w, word);
	for (i = w->n - 1; i > 0 && strcmp(w->list[i - 1], w->list[i]) > 0;
	     i--) {
		word = w->list[i];
		w->list[i] = w->list[i - 1];
		w->list[i - 1] = word;
	}
}

void
provenance_records(const struct lookup *lk, const char *name,
    enum dns_type type, const struct dns_answer *answer)
{
	struct arena *a = &lk->d->report->arena;
	const struct dns_record *r;
	size_t i;

	for (i = 0; i < answer->n && i < RECORDS_MAX; i++) {
		r = &answer->records[i];
		if (type == DNS_SRV)
			add_record(lk,
			    arena_printf(a, "%s SRV %d %d %d %s.", name,
				r->priority, r->weight, r->port, r->host));
		else if (type == DNS_MX)
			add_record(lk,
			    arena_printf(
				a, "%s MX %d %s.", name, r->priority, r->host));
		else if (type == DNS_NS)
			add_record(
			    lk, arena_printf(a, "%s NS %s.", name, r->host));
		else if (type == DNS_TXT)
			add_record(lk,
			    arena_printf(a, "%s TXT \"%.*s\"", name,
				RECORD_BYTES_MAX, r->text));
	}
}
