#include <stdlib.h>

#include "cmd/job/job.h"
#include "cmd/job/password.h"
#include "cmd/options/options.h"
#include "cmd/profile/list.h"
#include "cmd/profile/origin.h"
#include "cmd/profile/save.h"
#include "cmd/profile/servers.h"
#include "cmd/profile/usage.h"
#include "cmd/term/cmd.h"
#include "probe/net/engine.h"
#include "probe/run/pool.h"
#include "profiles/base/err.h"
#include "profiles/base/mem.h"
#include "profiles/base/secret.h"
#include "profiles/provider/provider.h"

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
	if (engine_new(&job.reach, &engine, err) == -1) {
		job_stop(&job);
		return -1;
	}
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
		s->rc = origin_find(s->origin, o, db, &s->wish, &s->err);
		open = open || s->rc == 1;
	}
	if (open && look_up(searches, o, db, err) == -1)
		return -1;
	for (i = 0; i < o->nargs; i++) {
		s = &searches[i];
		if (s->rc == 1)
			s->rc = servers_choose(s->origin, o, &s->wish, &s->err);
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
	if (usage_check(o) != 0)
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
