#include <string.h>

#include "probe/discover/lookup.h"
#include "probe/discover/sources.h"
#include "probe/discover/web.h"
#include "probe/net/http.h"
#include "profiles/base/str.h"
#include "profiles/format/autodiscover.h"
#include "profiles/provider/provider.h"
#include "profiles/settings/settings.h"

/*
 * Version 2 of Microsoft's autodiscover names no IMAP and no SMTP, but the
 * place where the mailbox lives; when that is Microsoft 365 the database
 * knows the rest.  The place is asked by https and inside the domain only,
 * for it hears the address.
 */
struct microsoft {
	struct http_fetch *fetch;
};

/* The host of an https URL, in lower case; NULL when it is none. */
static const char *
host_of(struct arena *a, const char *url)
{
	static const char scheme[] = "https://";
	char *host;

	if (!str_starts_nocase(url, scheme))
		return NULL;
	url += strlen(scheme);
	host = str_lower(arena_strndup(a, url, strcspn(url, "/:?#")));
	return str_is_host(host, false) ? host : NULL;
}

static bool
is_microsoft(const char *host)
{
	return str_host_inside(host, "office365.com") ||
	    str_host_inside(host, "outlook.com");
}

/* The settings of Microsoft 365, as when a mail exchanger tells it. */
static void
take_place(struct lookup *lk, const char *url)
{
	const struct discovery *d = lk->d;
	struct arena *a = &d->report->arena;
	const char *host = host_of(a, url);
	struct provider *p = NULL;
	struct settings *s;

	if (host == NULL) {
		lookup_failed(lk, "redirected to what is no https URL");
		return;
	}
	if (is_microsoft(host) && d->options.providers != NULL)
		p = provider_db_id(d->options.providers, "microsoft-365");
	if (p == NULL) {
		lookup_none(lk,
		    arena_printf(a, "%s belongs to no known provider", host));
		return;
	}
	s = provider_settings(p, d->typed);
	provider_free(&p);
	lookup_found_all(
	    lk, s, TRUST_DNS, arena_printf(a, "%s: microsoft-365", host));
}

static void
got_answer(const struct http_answer *answer, void *arg)
{
	struct lookup *lk = arg;
	struct microsoft *m = lk->state;
	enum source_outcome outcome;
	const char *url, *why;

	m->fetch = NULL;
	/* To be sent to Microsoft is an answer as well. */
	if (answer->trouble == HTTP_ANSWERED && answer->location != NULL) {
		take_place(lk, answer->location);
		return;
	}
	if (!web_has_document(lk, answer, &outcome, &why)) {
		lookup_end(lk, outcome, why);
		return;
	}
	url = autodiscover_url(
	    &lk->d->report->arena, answer->body, answer->len, &why);
	if (url == NULL)
		lookup_none(lk, why);
	else
		take_place(lk, url);
}

void
microsoft_start(struct lookup *lk)
{
	struct discovery *d = lk->d;
	struct arena *a = &d->report->arena;
	struct microsoft *m = arena_alloc(a, sizeof(*m));
	const struct lookup *before = lookup_of(d, SOURCE_AUTODISCOVER);
	const char *address, *url;

	lk->state = m;
	if (d->exchange) {
		lookup_none(lk, "not needed");
		return;
	}
	if (d->incoming_sure && d->outgoing_sure) {
		lookup_spare(lk);
		return;
	}
	if (d->address == NULL) {
		lookup_none(lk, "asks for an address, not for a domain");
		return;
	}
	if (before->trouble == HTTP_NO_NAME) {
		lookup_none(lk, "no such name");
		return;
	}
	if (before->trouble != HTTP_ANSWERED) {
		lookup_failed(lk, "the server was not reached just before");
		return;
	}
	address = settings_encode(a, d->address);
	if (address == NULL) {
		lookup_none(lk, "the address cannot be asked for");
		return;
	}
	url = arena_printf(a,
	    "https://autodiscover.%s/autodiscover/autodiscover.json"
	    "?Email=%s&Protocol=Autodiscoverv1&RedirectCount=1",
	    d->domain, address);
	lookup_url(lk, url);
	m->fetch = lookup_get(lk, url, HTTP_TELL, got_answer);
}

void
microsoft_stop(struct lookup *lk)
{
	struct microsoft *m = lk->state;

	http_cancel(&m->fetch);
}
