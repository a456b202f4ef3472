#include "cmd/job/prepare.h"

#include "cmd/job/hints.h"
#include "cmd/job/job.h"
#include "cmd/job/password.h"
#include "cmd/options/options.h"
#include "cmd/term/prompt.h"
#include "probe/net/engine.h"
#include "profiles/base/err.h"
#include "profiles/provider/provider.h"
#include "profiles/settings/hint.h"

/* The settings alone, from files, without a word; NULL: trouble. */
static struct report *
find(const struct options *o, const char *address)
{
	struct engine *engine = NULL;
	struct provider_db *db = NULL;
	struct report *report = NULL;
	struct err ignored;
	struct job j;

	if (provider_db_open(o->search.providers_dir, &db, &ignored) == -1)
		return NULL;
	job_start(&j, o);
	j.run.address = address;
	j.run.discover_only = true;
	j.run.providers = db;
	j.run.offline = true;
	if (engine_new(&j.reach, &engine, &ignored) == 0)
		report = job_run_on(engine, &j.run, NULL, NULL);
	engine_free(&engine);
	job_stop(&j);
	provider_db_free(&db);
	return report;
}

enum prepare
prepare_login(const struct options *o, const char *address)
{
	enum prepare what = PREPARE_PASSWORD;
	struct report *r;

	if (o->output.quiet || password_given(&o->login))
		return what;
	r = find(o, address);
	if (r == NULL)
		return what;
	if (r->provider == NULL && !o->search.offline && prompt_possible())
		what = PREPARE_LATER;
	else if (words_have(&r->hints, hint_code(HINT_NO_STANDARD_PROTOCOL)))
		what = PREPARE_NONE;
	else
		hints_tell(r);
	report_free(&r);
	return what;
}
