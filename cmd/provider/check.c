#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/job/job.h"
#include "cmd/job/progress.h"
#include "cmd/options/options.h"
#include "cmd/provider/actions.h"
#include "cmd/provider/entry.h"
#include "cmd/provider/find.h"
#include "cmd/tell/text-parts.h"
#include "cmd/term/cmd.h"
#include "cmd/term/json.h"
#include "cmd/term/language.h"
#include "cmd/term/layout.h"
#include "probe/judge/judge.h"
#include "probe/net/engine.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/str.h"
#include "profiles/provider/provider.h"

enum { TEXT_MAX = 64 * 1024 };

/* One entry under check: a report for each server, in its order. */
struct checking {
	struct arena arena;
	struct engine *engine;
	struct job job;
	const struct provider *p;
	struct report **reports;
	size_t n;
	struct value_check *values; /* of its disagreements, in their order */
	size_t nvalues;
};

/* What one source says of a server, and what the server says to that. */
struct value_check {
	const struct provider_disagreement *d;
	const struct provider_value *value;
	bool seen; /* could be looked at: it names a server */
	enum verdict verdict;
};

/* The server as it is reached: a host that depends on the domain is looked
 * for in the first domain of the entry.  NULL when there is none, as where
 * every account has its own. */
static const struct endpoint *
reachable(struct arena *a, const struct provider *p,
    const struct provider_server *server)
{
	const struct endpoint *e = &server->endpoint;
	struct endpoint *copy = endpoint_copy(a, e);
	const char *domain = p->ndomains == 0 ? "" : p->domains[0];

	/* The places of a user name are of no use without an address. */
	copy->username = NULL;
	if (server->per_account)
		return NULL;
	if (strchr(e->host, '%') == NULL)
		return copy;
	if (strncmp(domain, "*.", 2) == 0)
		domain += 2;
	copy->host = settings_expand(a, e->host, domain);
	return copy->host != NULL && str_is_host(copy->host, true) ? copy
								   : NULL;
}

/* One run for each server, one after the other: many connections at once
 * would look like a scan of ports. */
static void
check_servers(struct checking *c)
{
	const struct endpoint *e;
	size_t i;

	c->reports = xcalloc(c->p->nservers + 1, sizeof(struct report *));
	for (i = 0; i < c->p->nservers; i++) {
		e = reachable(&c->arena, c->p, &c->p->servers[i]);
		if (e == NULL)
			continue;
		c->job.run.endpoints = &e;
		c->job.run.nendpoints = 1;
		c->reports[c->n] =
		    job_run_on(c->engine, &c->job.run, NULL, NULL);
		judge_drift(c->reports[c->n++]);
	}
}

/* What was just examined as a server of the entry is not asked twice. */
static const struct endpoint_result *
find_result(const struct checking *c, const struct endpoint *e)
{
	const struct endpoint_result *r;
	size_t i;

	for (i = 0; i < c->n; i++) {
		r = STAILQ_FIRST(&c->reports[i]->endpoints);
		if (endpoint_equal(&r->endpoint, e))
			return r;
	}
	return NULL;
}

static bool
is_server_field(const char *field)
{
	enum protocol protocol;

	return protocol_parse(field, &protocol) == 0;
}

/* Does the server that this source names answer?  The status of the check
 * stays that of the entry itself. */
static void
check_value(struct checking *c, struct value_check *v)
{
	const struct endpoint_result *known;
	struct report *r = NULL;
	const struct endpoint *e;
	struct endpoint *parsed;

	if (!is_server_field(v->d->field) ||
	    endpoint_parse_url(&c->arena, v->value->value, &parsed, NULL) == -1)
		return;
	v->seen = true;
	known = find_result(c, parsed);
	if (known != NULL) {
		v->verdict = known->verdict;
		return;
	}
	e = parsed;
	c->job.run.endpoints = &e;
	c->job.run.nendpoints = 1;
	r = job_run_on(c->engine, &c->job.run, NULL, NULL);
	v->verdict = r->verdict;
	report_free(&r);
}

static void
check_values(struct checking *c)
{
	const struct provider *p = c->p;
	size_t i, k, n = 0;

	for (i = 0; i < p->ndisagreements; i++)
		n += p->disagreements[i].nvalues;
	c->values = arena_alloc(&c->arena, (n + 1) * sizeof(*c->values));
	for (i = 0; i < p->ndisagreements; i++) {
		const struct provider_disagreement *d = &p->disagreements[i];

		for (k = 0; k < d->nvalues; k++) {
			c->values[c->nvalues].d = d;
			c->values[c->nvalues].value = &d->values[k];
			check_value(c, &c->values[c->nvalues++]);
		}
	}
}

static const char *
value_words(const struct value_check *v)
{
	if (!v->seen)
		return _("cannot be seen without a login");
	if (v->verdict == VERDICT_UNPROVEN)
		return _("could not be examined now");
	return v->verdict == VERDICT_ERROR || v->verdict == VERDICT_SKIPPED
	    ? _("the server does not confirm it")
	    : _("the server confirms it");
}

static void
tell_values(const struct checking *c)
{
	struct buf line;
	size_t i;

	for (i = 0; i < c->nvalues; i++) {
		const struct value_check *v = &c->values[i];

		if (i == 0 || v->d != v[-1].d)
			printf(_("  The sources differ on %s:\n"), v->d->field);
		buf_init(&line, TEXT_MAX);
		buf_printf(&line, "%s (%s %s)", v->value->value, v->value->date,
		    v->value->source);
		printf("    ");
		layout_wrap(stdout, buf_text(&line), 4, 6);
		printf("      %s\n", value_words(v));
		buf_clear(&line);
	}
}

static const char *
state_words(const struct report *r, enum verdict v)
{
	if (v == VERDICT_OK)
		return _("as stated");
	if (r->verdict == VERDICT_UNPROVEN)
		return _("could not be examined now");
	return v == VERDICT_WARNING ? _("differs, but works")
				    : _("no longer works");
}

static void
tell_servers(const struct checking *c, const struct tell_options *how)
{
	const struct endpoint_result *e;
	struct buf url;
	size_t i;

	for (i = 0; i < c->n; i++) {
		e = STAILQ_FIRST(&c->reports[i]->endpoints);
		buf_init(&url, TEXT_MAX);
		tell_url(&url, &e->endpoint);
		printf("  %s  %s\n", buf_text(&url),
		    state_words(c->reports[i], e->verdict));
		buf_clear(&url);
	}
	for (i = 0; i < c->n; i++)
		if (c->reports[i]->verdict != VERDICT_OK)
			tell_findings(stdout, c->reports[i], how);
}

static void
tell_entry(const struct checking *c)
{
	const struct options *o = c->job.options;
	struct tell_options how = {
		.language = language_own(),
		.quiet = o->output.quiet,
		.verbose = o->output.verbose,
		.colour = progress_wants_colour(STDOUT_FILENO),
	};
	size_t i, good = 0;

	for (i = 0; i < c->n; i++)
		good += c->reports[i]->verdict == VERDICT_OK;
	printf("%s: ", c->p->id);
	if (c->n == 0)
		printf(_("there is no server to check\n"));
	else if (good == c->n)
		printf(ngettext("%zu server, as stated\n",
			   "%zu servers, all as stated\n", c->n),
		    c->n);
	else
		printf(ngettext("%zu of %zu server is as stated\n",
			   "%zu of %zu servers are as stated\n", c->n),
		    good, c->n);
	if (!o->output.quiet) {
		tell_servers(c, &how);
		tell_values(c);
	}
}

static void
put_text(json_object *v, const char *key, const char *text)
{
	json_object_object_add(
	    v, key, text == NULL ? NULL : json_object_new_string(text));
}

static void
put_findings(json_object *list, const struct findings *findings)
{
	const struct finding *f;
	json_object *v;
	struct buf text;

	STAILQ_FOREACH (f, &findings->list, entry) {
		v = json_object_new_object();
		put_text(v, "id", finding_name(f->id));
		put_text(v, "severity", finding_severity_name(f->severity));
		buf_init(&text, TEXT_MAX);
		tell_finding_text(&text, f, language_own());
		put_text(v, "text", buf_text(&text));
		buf_clear(&text);
		buf_init(&text, TEXT_MAX);
		tell_finding_remedy(&text, f, language_own());
		put_text(v, "remedy", buf_text(&text));
		buf_clear(&text);
		put_text(v, "evidence", f->evidence);
		json_object_array_add(list, v);
	}
}

static json_object *
server_json(const struct report *r)
{
	const struct endpoint_result *e = STAILQ_FIRST(&r->endpoints);
	const struct address_result *a = tell_address(e);
	json_object *v = json_object_new_object(), *list;
	size_t i;

	put_text(v, "protocol", protocol_name(e->endpoint.protocol));
	put_text(v, "host", e->endpoint.host);
	json_object_object_add(
	    v, "port", json_object_new_int(e->endpoint.port));
	put_text(v, "security", security_name(e->endpoint.security));
	list = json_object_new_array();
	for (i = 0; i < e->endpoint.nauths; i++)
		json_object_array_add(list,
		    json_object_new_string(auth_name(e->endpoint.auths[i])));
	json_object_object_add(v, "auth", list);
	list = json_object_new_array();
	for (i = 0; a != NULL && i < a->mechanisms.n; i++)
		json_object_array_add(
		    list, json_object_new_string(a->mechanisms.list[i]));
	json_object_object_add(v, "mechanisms", list);
	put_text(v, "verdict",
	    report_verdict_name(r->verdict == VERDICT_UNPROVEN
		    ? VERDICT_UNPROVEN
		    : e->verdict));
	list = json_object_new_array();
	put_findings(list, &e->findings);
	put_findings(list, &r->findings);
	json_object_object_add(v, "findings", list);
	return v;
}

static json_object *
values_json(const struct checking *c)
{
	json_object *list = json_object_new_array(), *v;
	size_t i;

	for (i = 0; i < c->nvalues; i++) {
		v = json_object_new_object();
		put_text(v, "field", c->values[i].d->field);
		put_text(v, "value", c->values[i].value->value);
		put_text(v, "source", c->values[i].value->source);
		put_text(v, "date", c->values[i].value->date);
		put_text(v, "verdict",
		    c->values[i].seen
			? report_verdict_name(c->values[i].verdict)
			: report_verdict_name(VERDICT_SKIPPED));
		json_object_array_add(list, v);
	}
	return list;
}

static json_object *
entry_json(const struct checking *c)
{
	json_object *v = json_object_new_object();
	json_object *list = json_object_new_array();
	size_t i;

	put_text(v, "id", c->p->id);
	json_object_object_add(
	    v, "left_out", json_object_new_int((int)(c->p->nservers - c->n)));
	for (i = 0; i < c->n; i++)
		json_object_array_add(list, server_json(c->reports[i]));
	json_object_object_add(v, "servers", list);
	json_object_object_add(v, "disagreements", values_json(c));
	return v;
}

/* Checks one entry and tells it, as a row of list when there is one. */
static int
check_entry(struct engine *e, const struct options *o, const struct provider *p,
    json_object *list)
{
	struct checking c = { .engine = e, .p = p };
	int status = EXIT_FINE;
	size_t i;

	job_start(&c.job, o);
	check_servers(&c);
	check_values(&c);
	for (i = 0; i < c.n; i++)
		if ((int)report_worst(c.reports[i]) >= o->output.fail_on)
			status = EXIT_FINDING;
	if (list != NULL)
		json_object_array_add(list, entry_json(&c));
	else
		tell_entry(&c);
	fflush(stdout);
	for (i = 0; i < c.n; i++)
		report_free(&c.reports[i]);
	free(c.reports);
	job_stop(&c.job);
	arena_clear(&c.arena);
	return status;
}

int
providers_check(const struct options *o, const struct provider_db *db,
    const char *const *args, size_t nargs)
{
	json_object *list = o->output.json ? json_object_new_array() : NULL;
	int status = EXIT_FINE, one;
	struct engine *engine = NULL;
	struct provider *p;
	struct job job;
	struct err err;
	size_t i;

	job_start(&job, o);
	if (engine_new(&job.reach, &engine, &err) == -1)
		status = cmd_trouble_err(&err);
	for (i = 0; i < nargs && status != EXIT_TROUBLE; i++) {
		p = find_entry(db, args[i]);
		one =
		    p == NULL ? EXIT_TROUBLE : check_entry(engine, o, p, list);
		status = one > status ? one : status;
		provider_free(&p);
	}
	if (list != NULL && status != EXIT_TROUBLE)
		term_print_json(list);
	else
		json_object_put(list);
	engine_free(&engine);
	job_stop(&job);
	return status;
}
