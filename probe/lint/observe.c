#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "probe/discover/lookup.h"
#include "probe/lint/seen.h"
#include "probe/net/engine.h"
#include "probe/net/host.h"
#include "probe/net/loop.h"
#include "probe/net/task.h"
#include "probe/run/run.h"
#include "profiles/base/buf.h"
#include "profiles/base/str.h"
#include "profiles/settings/endpoint.h"
#include "profiles/settings/settings.h"

/*
 * Everything is asked at once; only the addresses of SRV targets have to wait
 * for the records.  What has not answered when the time is up stays undone.
 */

enum { QUESTION_MAX = 4096, REDIRECTS_MAX = 5, TIME_PERCENT = 60 };

static int64_t
deadline(const struct lint *l)
{
	int64_t end = loop_now(l->loop) + SOURCE_MS;

	return end < l->deadline ? end : l->deadline;
}

static void
close_one(struct lint *l)
{
	if (--l->open == 0)
		loop_stop(l->loop);
}

static const char *
keep(struct lint *l, const char *text)
{
	return text == NULL ? NULL : arena_strdup(&l->arena, text);
}

/* --- names --- */

static void
got_family(const struct host *host, int family, const struct dns_answer *answer,
    void *arg)
{
	struct lint_name *n = arg;

	(void)family;
	n->host = *host;
	if (!host_open(host))
		n->query = NULL;
	if (answer->status == DNS_OK && n->ip[0] == '\0')
		memcpy(n->ip, answer->records[0].ip, sizeof(n->ip));
	if (answer->canonical != NULL && n->canonical == NULL)
		n->canonical = keep(n->lint, answer->canonical);
	close_one(n->lint);
}

/* The name, asked for once however often it is wanted; NULL when there are
 * more of them than we care for. */
static struct lint_name *
ask_name(struct lint *l, const char *name)
{
	struct lint_name *n;
	size_t i;

	for (i = 0; i < l->nnames; i++)
		if (strcmp(l->names[i].name, name) == 0)
			return &l->names[i];
	if (l->nnames == LINT_NAMES)
		return NULL;
	n = &l->names[l->nnames++];
	n->lint = l;
	n->name = keep(l, name);
	l->open += HOST_FAMILIES;
	n->query =
	    host_ask(l->dns, n->name, AF_UNSPEC, deadline(l), got_family, n);
	n->host = *host_seen(n->query);
	return n;
}

/* --- records --- */

static void
got_srv(const struct dns_answer *answer, void *arg)
{
	struct lint_srv *s = arg;
	const struct dns_record *r;
	struct lint_target *t;
	size_t i;

	s->query = NULL;
	s->done = true;
	s->status = answer->status;
	s->secure = answer->secure;
	for (i = 0; i < answer->n && s->n < LINT_TARGETS; i++) {
		r = &answer->records[i];
		if (*r->host == '\0') {
			s->refused = true;
			continue;
		}
		t = &s->targets[s->n++];
		t->host = keep(s->lint, r->host);
		t->port = r->port;
		t->where = ask_name(s->lint, r->host);
	}
	close_one(s->lint);
}

static void
ask_srv(struct lint *l)
{
	struct lint_srv *s;
	size_t i;

	for (i = 0; i < LINT_SRVS; i++) {
		s = &l->srvs[i];
		s->lint = l;
		s->mail = i < ENDPOINT_SRV_COUNT;
		s->name = s->mail ? endpoint_srv[i].name : "_autodiscover";
		s->protocol = s->mail ? endpoint_srv[i].protocol : PROTO_COUNT;
		s->security = s->mail ? endpoint_srv[i].security : SECURITY_TLS;
		s->record =
		    arena_printf(&l->arena, "%s._tcp.%s", s->name, l->domain);
		l->open++;
		s->query = dns_ask(
		    l->dns, s->record, DNS_SRV, deadline(l), got_srv, s);
	}
}

static void
got_mx(const struct dns_answer *answer, void *arg)
{
	struct lint *l = arg;
	size_t i;

	l->mx_query = NULL;
	for (i = 0; i < answer->n && l->nmx < LINT_HOSTS; i++)
		if (*answer->records[i].host != '\0')
			l->mx[l->nmx++] = keep(l, answer->records[i].host);
	close_one(l);
}

static void
got_txt(const struct dns_answer *answer, void *arg)
{
	struct lint *l = arg;
	size_t i;

	l->txt_query = NULL;
	l->txt_done = true;
	l->txt_status = answer->status;
	l->txt_secure = answer->secure;
	for (i = 0; i < answer->n && l->ntexts < LINT_TEXTS; i++)
		l->texts[l->ntexts++] = keep(l, answer->records[i].text);
	close_one(l);
}

/* --- documents --- */

static void
take_answer(struct lint_fetch *f, const struct http_answer *answer)
{
	struct arena *a = &f->lint->arena;
	char *copy = arena_alloc(a, answer->len + 1);

	memcpy(copy, answer->body, answer->len);
	f->fetch = NULL;
	f->done = true;
	f->trouble = answer->trouble;
	f->status = answer->status;
	f->error = keep(f->lint, answer->error);
	f->final_url = str_printable_dup(a, answer->url, strlen(answer->url));
	f->type = str_printable_dup(
	    a, answer->content_type, strlen(answer->content_type));
	f->tls = answer->tls;
	f->body = copy;
	f->len = answer->len;
	f->redirects += answer->redirects;
}

static void
got_answer(const struct http_answer *answer, void *arg)
{
	struct lint_fetch *f = arg;

	take_answer(f, answer);
	close_one(f->lint);
}

static struct lint_fetch *
new_fetch(
    struct lint *l, enum web_place place, enum lint_ask ask, const char *url)
{
	struct lint_fetch *f = &l->webs[place].asks[ask];

	f->lint = l;
	f->url = url;
	l->open++;
	return f;
}

static struct http_fetch *
fetch(struct lint_fetch *f, const char *url, int rules, const char *document,
    http_fn *fn)
{
	struct http_request request = { .url = url,
		.rules = rules,
		.family = f->lint->o->run->family,
		.deadline = deadline(f->lint),
		.post = document };

	return http_ask(f->lint->http, &request, fn, f);
}

static void
get(struct lint *l, enum web_place place, enum lint_ask ask, int rules,
    const char *url)
{
	struct lint_fetch *f = new_fetch(l, place, ask, url);

	f->fetch = fetch(f, url, rules, NULL, got_answer);
}

static void got_posted(const struct http_answer *answer, void *arg);

static void
post(struct lint_fetch *f, const char *url)
{
	struct lint *l = f->lint;
	struct buf question;

	buf_init(&question, QUESTION_MAX);
	if (autodiscover_ask(&question, l->address) == -1)
		buf_consume(&question, question.len);
	f->fetch = fetch(f, url, 0, buf_text(&question), got_posted);
	buf_clear(&question);
}

/* Where an answer sends us on to, or NULL. */
static const char *
next_url(struct lint *l, const struct http_answer *answer)
{
	struct autodiscover found;

	if (answer->location != NULL)
		return keep(l, answer->location);
	if (answer->trouble != HTTP_ANSWERED || answer->status != 200)
		return NULL;
	autodiscover_read(
	    &l->arena, answer->body, answer->len, l->address, &found);
	settings_free(&found.settings);
	return found.redirect_url;
}

static void
got_posted(const struct http_answer *answer, void *arg)
{
	struct lint_fetch *f = arg;
	const char *next = next_url(f->lint, answer);

	take_answer(f, answer);
	if (next == NULL) {
		close_one(f->lint);
	} else if (f->redirects == REDIRECTS_MAX ||
	    !str_starts_nocase(next, "https://")) {
		f->trouble = HTTP_REDIRECT;
		f->error = f->redirects == REDIRECTS_MAX
		    ? "too many redirects"
		    : "redirected to what is no https URL";
		close_one(f->lint);
	} else {
		f->done = false;
		f->redirects++;
		post(f, next);
	}
}

static const char *
url_of(struct lint *l, enum web_place place)
{
	return place_url(&l->arena, place, l->domain);
}

static void
ask_autoconfig(struct lint *l)
{
	struct arena *a = &l->arena;
	const char *own = url_of(l, PLACE_AUTOCONFIG);
	const char *root = url_of(l, PLACE_WELL_KNOWN);

	get(l, PLACE_AUTOCONFIG, ASK_BARE, 0, own);
	get(l, PLACE_AUTOCONFIG, ASK_KNOWN, 0,
	    place_with_address(a, own, l->address));
	get(l, PLACE_AUTOCONFIG, ASK_UNKNOWN, 0,
	    place_with_address(a, own, l->unknown));
	get(l, PLACE_WELL_KNOWN, ASK_BARE, 0, root);
	get(l, PLACE_WELL_KNOWN, ASK_KNOWN, 0,
	    place_with_address(a, root, l->address));
	/* No address goes over plain http. */
	get(l, PLACE_AUTOCONFIG_HTTP, ASK_BARE, HTTP_PLAIN,
	    url_of(l, PLACE_AUTOCONFIG_HTTP));
}

static void
ask_others(struct lint *l)
{
	const char *own = url_of(l, PLACE_AUTODISCOVER);
	const char *root = url_of(l, PLACE_AUTODISCOVER_ROOT);

	get(l, PLACE_PACC, ASK_BARE, HTTP_STAY, url_of(l, PLACE_PACC));
	post(new_fetch(l, PLACE_AUTODISCOVER, ASK_BARE, own), own);
	post(new_fetch(l, PLACE_AUTODISCOVER_ROOT, ASK_BARE, root), root);
	get(l, PLACE_AUTODISCOVER_HTTP, ASK_BARE, HTTP_PLAIN,
	    url_of(l, PLACE_AUTODISCOVER_HTTP));
}

static void
ask_names(struct lint *l)
{
	struct arena *a = &l->arena;

	l->wildcard =
	    ask_name(l, arena_printf(a, "no-such-name-4711.%s", l->domain));
	l->autoconfig =
	    ask_name(l, arena_printf(a, "autoconfig.%s", l->domain));
	l->autodiscover =
	    ask_name(l, arena_printf(a, "autodiscover.%s", l->domain));
	l->pacc = ask_name(l, arena_printf(a, "ua-auto-config.%s", l->domain));
	l->open += 2;
	l->mx_query =
	    dns_ask(l->dns, l->domain, DNS_MX, deadline(l), got_mx, l);
	l->txt_query = dns_ask(l->dns, place_digests(a, l->domain), DNS_TXT,
	    deadline(l), got_txt, l);
}

static void
time_is_up(struct task *t, int events, void *arg)
{
	struct lint *l = arg;

	(void)t;
	(void)events;
	loop_stop(l->loop);
}

/* All that is asked has an end of its own; the timer is the last word. */
static void
ask_all(struct lint *l)
{
	struct task *timer =
	    task_start(l->loop, -1, 0, l->deadline + 20, time_is_up, l);

	ask_names(l);
	ask_srv(l);
	ask_autoconfig(l);
	ask_others(l);
	loop_run(l->loop);
	task_stop(&timer);
}

/* What is open when the time is up is not heard any more. */
static void
cancel_all(struct lint *l)
{
	size_t i, k;

	dns_cancel(&l->mx_query);
	dns_cancel(&l->txt_query);
	for (i = 0; i < l->nnames; i++)
		host_cancel(&l->names[i].query);
	for (i = 0; i < LINT_SRVS; i++)
		dns_cancel(&l->srvs[i].query);
	for (i = 0; i < PLACE_COUNT; i++)
		for (k = 0; k < LINT_ASKS; k++)
			http_cancel(&l->webs[i].asks[k].fetch);
}

void
lint_observe(struct lint *l, struct engine *e)
{
	int64_t began;

	l->loop = e->loop;
	l->dns = e->dns;
	l->http = e->http;
	loop_refresh(l->loop);
	began = loop_now(l->loop);
	l->deadline = began + l->o->run->timeout_ms * TIME_PERCENT / 100;
	ask_all(l);
	cancel_all(l);
	l->elapsed_ms = loop_now(l->loop) - began;
}
