#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cmd/file/input.h"
#include "cmd/job/job.h"
#include "cmd/job/password.h"
#include "cmd/options/address.h"
#include "cmd/options/formats.h"
#include "cmd/options/options.h"
#include "cmd/profile/list.h"
#include "cmd/profile/save.h"
#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "probe/net/engine.h"
#include "probe/run/pool.h"
#include "profiles/base/arena.h"
#include "profiles/base/buf.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"
#include "profiles/provider/provider.h"
#include "profiles/read/document.h"
#include "profiles/read/local.h"
#include "profiles/settings/hint.h"
#include "profiles/settings/settings.h"
#include "profiles/write/writer.h"

/* Where the settings come from and what the account borrows from there. */
struct origin {
	struct arena arena;
	struct document document;
	struct settings *settings; /* of the provider database */
	struct report *report;	   /* of discovery */
	struct account account;
};

static void
origin_clear(struct origin *g)
{
	document_clear(&g->document);
	settings_free(&g->settings);
	report_free(&g->report);
	arena_clear(&g->arena);
}

/* The wish, with the advice where nothing was wished. */
static struct account_wish
advised(const struct account_wish *wish, const struct options *o,
    const struct settings *s)
{
	struct account_wish w = *wish;
	struct advice_offer offer;

	advice_of_settings(&offer, s);
	advice_wish(&w, &o->needs, &offer);
	return w;
}

/* --settings FILE */
static int
from_file(struct origin *g, const struct options *o,
    const struct account_wish *wish, struct err *err)
{
	const char *path = o->search.settings;
	struct document *d = &g->document;
	struct account_wish w;
	struct err inner;
	struct buf bytes;
	int rc;

	buf_init(&bytes, DOCUMENT_MAX_BYTES);
	rc = input_read(path, &bytes, err);
	if (rc == 0 &&
	    document_read(
		buf_text(&bytes), bytes.len, wish->address, d, &inner) == -1)
		rc = err_wrap(err, path, &inner);
	buf_clear(&bytes);
	if (rc == -1)
		return -1;
	w = advised(wish, o, d->settings);
	if (w.name == NULL)
		w.name = d->name;
	if (d->retention_days > 0 && !w.retention_wished) {
		w.retention = d->retention;
		w.retention_days = d->retention_days;
	}
	return account_from_settings(
	    &g->account, &g->arena, &w, d->settings, err);
}

/* An entry without servers says why in its hints. */
static int
no_servers(const struct provider *p, struct err *err)
{
	const char *why = "";
	size_t i;

	for (i = p->nhints; i-- > 0;)
		if (hint_sentence(p->hints[i]) != NULL)
			why = hint_sentence(p->hints[i]);
	return err_set_word(
	    err, 2, "no servers are known for %s. %s", p->name, why);
}

/* Returns 1 when there is no file for the domain. */
static int
from_local(struct origin *g, const struct options *o,
    const struct account_wish *wish, struct err *err)
{
	struct account_wish w;
	const char *path;

	if (local_read(&g->arena, g->account.domain, wish->address,
		&g->settings, &path, err) == -1)
		return -1;
	if (g->settings == NULL)
		return 1;
	if (STAILQ_EMPTY(&g->settings->endpoints)) {
		settings_free(&g->settings); /* names no mail server */
		return 1;
	}
	w = advised(wish, o, g->settings);
	return account_from_settings(
	    &g->account, &g->arena, &w, g->settings, err);
}

/* Returns 1 when neither a file nor the database knows the domain. */
static int
from_database(struct origin *g, const struct options *o,
    const struct provider_db *db, const struct account_wish *wish,
    struct err *err)
{
	struct account_wish w;
	const struct endpoint *none[PROTO_COUNT] = { NULL };
	struct provider *p;
	int rc;

	/* For the domain in A-labels. */
	if (account_make(&g->account, &g->arena, wish, none, err) == -1 &&
	    g->account.domain == NULL)
		return -1;
	rc = from_local(g, o, wish, err);
	if (rc != 1)
		return rc;
	p = provider_db_domain(db, g->account.domain);
	if (p == NULL)
		return 1;
	if (p->nservers == 0) {
		rc = no_servers(p, err);
	} else {
		g->settings = provider_settings(
		    p, account_login(&g->arena, wish->address));
		w = advised(wish, o, g->settings);
		rc = account_from_settings(
		    &g->account, &g->arena, &w, g->settings, err);
	}
	provider_free(&p);
	return rc;
}

/*
 * The first endpoint of the protocol that a password may go to: a customer
 * will type it into the program that reads the profile.  A guess is never
 * good enough without a login that proves it.
 */
static const struct endpoint *
first_trusted(const struct report *r, enum protocol p,
    const char *const *allowed, const char **refused)
{
	const struct endpoint_result *e;
	const struct endpoint *plain = NULL;

	STAILQ_FOREACH (e, &r->endpoints, entry) {
		if (e->endpoint.protocol != p || e->guessed)
			continue;
		if (!trust_permits(e->trust, e->endpoint.host, allowed)) {
			*refused = e->endpoint.host;
			continue;
		}
		if (e->endpoint.security != SECURITY_NONE)
			return &e->endpoint;
		if (plain == NULL)
			plain = &e->endpoint;
	}
	return plain;
}

/* Servers that are only guessed need a login first. */
static int
no_settings(const struct report *r, const char *address, struct err *err)
{
	const struct endpoint_result *e;

	STAILQ_FOREACH (e, &r->endpoints, entry)
		if (e->guessed)
			return err_set(err,
			    "the servers of %s are only guessed; prove them "
			    "with 'postlotse check --write'",
			    address);
	return err_set(err, "no settings were found for %s", address);
}

static int
choose(struct origin *g, const struct options *o,
    const struct account_wish *wish, struct err *err)
{
	const struct endpoint *found[PROTO_COUNT];
	struct account_wish w = *wish;
	struct advice_offer offer;
	const char *refused = NULL;
	const char *const *allowed = (const char *const *)o->login.trust;
	bool any = false;
	int i;

	advice_of_discovery(&offer, g->report);
	for (i = 0; i < PROTO_COUNT; i++) {
		found[i] = first_trusted(
		    g->report, (enum protocol)i, allowed, &refused);
		any = any || found[i] != NULL;
		if (found[i] == NULL)
			offer.services[i] = SERVICE_ABSENT;
	}
	if (!any && refused != NULL)
		return err_set(err,
		    "only an unprotected answer names the server %s; "
		    "compare the name with the documents of the provider, "
		    "then repeat with --trust %s",
		    refused, refused);
	if (!any)
		return no_settings(g->report, wish->address, err);
	advice_wish(&w, &o->needs, &offer);
	if (account_make(&g->account, &g->arena, &w, found, err) == -1)
		return -1;
	save_provider(&g->account, g->report);
	return 0;
}

/* --settings, else a file of this machine, else database; 1: none of them. */
static int
find_at_hand(struct origin *g, const struct options *o,
    const struct provider_db *db, const struct account_wish *wish,
    struct err *err)
{
	if (o->search.settings != NULL)
		return from_file(g, o, wish, err);
	return from_database(g, o, db, wish, err);
}

/* --- several addresses, looked up together --- */

/* One address: what is wished, found at hand, or looked up. */
struct search {
	struct origin *origin;
	struct account_wish wish;
	int rc; /* 0: found, -1: err says why not, 1: to be looked up */
	struct err err;
};

static void
keep_report(void *arg, struct run *r, struct report *report)
{
	struct search *s = arg;

	(void)r;
	s->origin->report = report;
}

/* All at once, within the time of one. */
static int
look_up(struct search *searches, const struct options *o,
    const struct provider_db *db, struct err *err)
{
	static const struct run_events events = { .done = keep_report };
	struct engine *engine;
	struct pool *pool;
	struct job job;
	size_t i;

	job_start(&job, o);
	if (engine_new(&job.reach, &engine, err) == -1)
		return -1;
	job.run.username = NULL;
	job.run.discover_only = true;
	job.run.providers = db;
	pool = pool_new(engine, o->nargs);
	for (i = 0; i < o->nargs; i++)
		if (searches[i].rc == 1) {
			job.run.address = searches[i].wish.address;
			pool_add(pool, &job.run, &events, &searches[i]);
		}
	pool_finish(pool);
	pool_free(&pool);
	engine_free(&engine);
	job_stop(&job);
	return 0;
}

/* What is said of one person does not hold for several. */
static int
check_several(const struct options *o)
{
	size_t i, k;

	if (o->nargs > WRITER_ACCOUNTS_MAX)
		return cmd_trouble(_("profile takes at most %d addresses"),
		    WRITER_ACCOUNTS_MAX);
	for (i = 0; i < o->nargs; i++)
		for (k = 0; k < i; k++)
			if (strcasecmp(o->args[i], o->args[k]) == 0)
				return cmd_trouble(
				    _("%s is there twice"), o->args[i]);
	if (o->nargs > 1 &&
	    (o->login.user != NULL || o->profile.name != NULL ||
		o->profile.with_password))
		return cmd_trouble(_("--user, --name and --with-password are "
				     "for one address only"));
	return 0;
}

/* Does the text name more than one format? */
static bool
is_several(const char *format)
{
	return strchr(format, ',') != NULL || formats_is_set(format);
}

/* Files of the user's own get no password and one account at a time. */
static int
check_install(const struct options *o)
{
	if (o->profile.yes && !o->profile.install)
		return cmd_trouble(_("--yes needs --install"));
	if (!o->profile.install)
		return 0;
	if (o->nargs > 1)
		return cmd_trouble(_("--install is for one address"));
	if (o->output.out != NULL || o->profile.with_password)
		return cmd_trouble(
		    _("--install goes without --out and --with-password"));
	return 0;
}

static int
format_missing(void)
{
	struct buf names;

	buf_init(&names, FORMATS_NAMES_MAX);
	formats_names(&names);
	cmd_trouble(
	    _("profile needs --for FORMAT; there are: %s"), buf_text(&names));
	buf_clear(&names);
	return EXIT_TROUBLE;
}

static int
check_usage(const struct options *o)
{
	struct err err;
	size_t i;

	if (o->output.json)
		return cmd_trouble(_("--json needs --list-formats here"));
	if (o->nargs == 0)
		return cmd_trouble(_("profile needs an address"));
	for (i = 0; i < o->nargs; i++)
		if (address_check(o->args[i], false, &err) == -1)
			return cmd_trouble_err(&err);
	if (check_several(o) != 0)
		return EXIT_TROUBLE;
	if (o->profile.format == NULL)
		return format_missing();
	if (check_install(o) != 0)
		return EXIT_TROUBLE;
	if (is_several(o->profile.format) && o->output.out == NULL &&
	    !o->profile.install)
		return cmd_trouble(
		    _("several formats need a folder: --out DIR"));
	if (!o->profile.with_password &&
	    (o->login.password_fd != -1 || o->login.password_file != NULL))
		return cmd_trouble(
		    _("a password is used only with --with-password"));
	return 0;
}

/* The settings of every address, each with its own outcome. */
static int
search_all(struct search *searches, struct origin *g, const struct options *o,
    const struct provider_db *db, struct err *err)
{
	bool open = false;
	struct search *s;
	size_t i;

	for (i = 0; i < o->nargs; i++) {
		s = &searches[i];
		s->origin = &g[i];
		save_wish(&s->wish, o, o->args[i], NULL);
		s->rc = find_at_hand(s->origin, o, db, &s->wish, &s->err);
		open = open || s->rc == 1;
	}
	if (open && look_up(searches, o, db, err) == -1)
		return -1;
	for (i = 0; i < o->nargs; i++) {
		s = &searches[i];
		if (s->rc == 1)
			s->rc = choose(s->origin, o, &s->wish, &s->err);
	}
	return 0;
}

/* Makes one chain of the accounts; the first trouble is told. */
static int
chain(const struct search *searches, struct origin *g, const struct options *o,
    struct err *err)
{
	const struct err *why;
	size_t i;

	for (i = 0; i < o->nargs; i++) {
		why = &searches[i].err;
		if (searches[i].rc == -1)
			return o->nargs == 1 ? err_copy(err, why)
					     : err_wrap(err, o->args[i], why);
		if (i > 0)
			g[i - 1].account.next = &g[i].account;
	}
	return 0;
}

static int
find_all(struct origin *g, const struct options *o, struct err *err)
{
	struct search *searches = xcalloc(o->nargs, sizeof(*searches));
	struct provider_db *db = NULL;
	int rc = -1;

	if ((o->search.settings != NULL ||
		provider_db_open(o->search.providers_dir, &db, err) == 0) &&
	    search_all(searches, g, o, db, err) == 0)
		rc = chain(searches, g, o, err);
	provider_db_free(&db);
	free(searches);
	return rc;
}

int
cmd_profile(const struct options *o)
{
	struct secret *password = NULL;
	struct origin *g;
	struct err err;
	size_t i;
	int rc;

	if (o->profile.list_formats) {
		list_formats(o->output.json);
		return EXIT_FINE;
	}
	if (check_usage(o) != 0)
		return EXIT_TROUBLE;
	g = xcalloc(o->nargs, sizeof(*g));
	rc = find_all(g, o, &err);
	if (rc == 0 && o->profile.with_password)
		rc = password_read(&o->login, o->args[0], &password, &err);
	g[0].account.password = password;
	if (rc == -1)
		rc = cmd_trouble_err(&err);
	else
		rc = save_account(o, &g[0].account, o->output.out);
	secret_free(&password);
	for (i = 0; i < o->nargs; i++)
		origin_clear(&g[i]);
	free(g);
	return rc;
}
