#include "cmd/job/prepare.h"

#include <stdio.h>

#include "cmd/job/job.h"
#include "cmd/job/password.h"
#include "cmd/options/options.h"
#include "cmd/tell/tell.h"
#include "cmd/tell/text-rows.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "cmd/term/prompt.h"
#include "probe/net/engine.h"
#include "profiles/base/err.h"
#include "profiles/provider/provider.h"
#include "profiles/settings/hint.h"

enum { PATIENCE_MS = 3000 };

/* The settings alone, without a word; NULL when there is trouble. */
static struct report *
look(const struct options *o, const char *address, const struct provider_db *db,
    bool offline)
{
	struct engine *engine = NULL;
	struct report *report = NULL;
	struct err ignored;
	struct job j;

	job_start(&j, o);
	j.run.address = address;
	j.run.discover_only = true;
	j.run.providers = db;
	j.run.offline = offline;
	if (!offline && j.run.timeout_ms > PATIENCE_MS)
		j.run.timeout_ms = PATIENCE_MS;
	if (engine_new(&j.reach, &engine, &ignored) == 0)
		report = job_run_on(engine, &j.run, NULL, NULL);
	engine_free(&engine);
	job_stop(&j);
	return report;
}

static struct report *
find(const struct options *o, const char *address)
{
	struct provider_db *db = NULL;
	struct report *report;
	struct err ignored;

	if (provider_db_open(o->search.providers_dir, &db, &ignored) == -1)
		return NULL;
	report = look(o, address, db, true);
	if (report != NULL && report->provider == NULL && !o->search.offline &&
	    prompt_possible()) {
		report_free(&report);
		report = look(o, address, db, false);
	}
	provider_db_free(&db);
	return report;
}

static void
tell(const struct report *r)
{
	struct tell_options plain = { .colour = false };
	bool titled = false;
	size_t i;

	for (i = 0; i < r->hints.n; i++) {
		if (!hint_is_first(r->hints.list[i]))
			continue;
		if (!titled) {
			text_title(stderr, &plain, _("Before the login"));
			text_row(stderr, _("Provider"), r->provider);
		}
		text_row(stderr, titled ? "" : _("To do"),
		    tell_hint(r->hints.list[i], language_own()));
		titled = true;
	}
	if (!titled)
		return;
	text_row(stderr, _("Help page"), r->documentation);
	fputs("\n", stderr);
}

bool
prepare_customer(const struct options *o, const char *address)
{
	struct report *r;
	bool usable;

	if (o->output.quiet || password_given(&o->login))
		return true;
	r = find(o, address);
	if (r == NULL)
		return true;
	usable = !words_have(&r->hints, "no-standard-protocol");
	if (usable)
		tell(r);
	report_free(&r);
	return usable;
}
