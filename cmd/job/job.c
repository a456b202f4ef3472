#include "cmd/job/job.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cmd/file/output.h"
#include "cmd/job/hints.h"
#include "cmd/job/password.h"
#include "cmd/job/progress.h"
#include "cmd/options/options.h"
#include "cmd/tell/teller.h"
#include "cmd/term/cmd.h"
#include "cmd/term/language.h"
#include "probe/net/engine.h"
#include "probe/run/pool.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/provider/provider.h"

void
job_start(struct job *j, const struct options *o)
{
	memset(j, 0, sizeof(*j));
	j->options = o;
	j->reach = (struct reach){
		.resolver = o->network.resolver,
		.ca_file = o->network.ca_file,
		.trust_anchor = o->network.trust_anchor,
	};
	j->run = (struct run_options){
		.username = o->login.user,
		.offline = o->search.offline,
		.no_address = o->search.no_address,
		.ispdb = options_ispdb(&o->search),
		.trusted = o->login.trust,
		.mechanisms = o->login.auth,
		.family = o->network.ipv4 ? AF_INET
		    : o->network.ipv6	  ? AF_INET6
					  : AF_UNSPEC,
		.timeout_ms = o->network.timeout_ms,
		.max_logins = o->login.max_logins,
	};
}

int
job_password(struct job *j, const char *who)
{
	struct err err;

	if (password_read(&j->options->login, who, &j->password, &err) == -1)
		return cmd_trouble_err(&err);
	j->run.password = j->password;
	return 0;
}

/* --- one run on an engine --- */

struct lone {
	const struct run_events *events;
	void *arg;
	struct report *report;
};

static void
lone_step(void *arg, const struct report *report,
    const struct endpoint_result *e, const struct address_result *a,
    const struct step_result *step)
{
	struct lone *lone = arg;

	lone->events->step(lone->arg, report, e, a, step);
}

static void
lone_question(void *arg, struct run *r, const struct question *q)
{
	struct lone *lone = arg;

	lone->events->question(lone->arg, r, q);
}

static void
lone_done(void *arg, struct run *r, struct report *report)
{
	struct lone *lone = arg;

	(void)r;
	lone->report = report;
}

struct report *
job_run_on(struct engine *e, const struct run_options *o,
    const struct run_events *events, void *arg)
{
	struct run_events mine = { .done = lone_done };
	struct lone lone = { events, arg, NULL };
	struct pool *pool = pool_new(e, 1);

	if (events != NULL && events->step != NULL)
		mine.step = lone_step;
	if (events != NULL && events->question != NULL)
		mine.question = lone_question;
	pool_add(pool, o, &mine, &lone);
	pool_finish(pool);
	pool_free(&pool);
	return lone.report;
}

/* --- the run of a command --- */

struct live {
	struct job *job;
	struct progress progress;
	bool failed; /* the password could not be read: err */
	struct err *err;
};

static void
on_step(void *arg, const struct report *report, const struct endpoint_result *e,
    const struct address_result *a, const struct step_result *step)
{
	struct live *live = arg;

	progress_step(&live->progress, report, e, a, step);
}

/* The password, after what has to be done before it. */
static struct secret *
ask_password(struct live *live, const struct report *report)
{
	struct job *j = live->job;

	progress_stop(&live->progress);
	hints_tell(report);
	if (password_read(&j->options->login, report->address, &j->password,
		live->err) == -1) {
		live->failed = true;
		return NULL;
	}
	return secret_new(secret_text(j->password), secret_len(j->password));
}

static void
on_question(void *arg, struct run *r, const struct question *q)
{
	struct live *live = arg;
	struct secret *secret;

	if (q->kind == QUESTION_TRUST) {
		run_answer(r, q,
		    progress_ask_trust(&live->progress, q->domain, q->host));
		return;
	}
	secret = ask_password(live, q->report);
	run_give_secret(r, &secret);
}

/* Returns -1 with err when the password was asked for and did not come. */
static int
run_live(struct job *j, struct engine *e, struct err *err)
{
	static const struct run_events events = { .step = on_step,
		.question = on_question };
	struct live live = { .job = j, .err = err };

	progress_start(&live.progress, j->options->output.quiet);
	j->report = job_run_on(e, &j->run, &events, &live);
	progress_stop(&live.progress);
	if (!live.failed)
		return 0;
	report_free(&j->report);
	return -1;
}

int
job_run_silent(struct job *j, struct err *err)
{
	const struct options *o = j->options;
	struct provider_db *db = NULL;
	struct output *transcript = NULL;
	struct engine *engine = NULL;
	int rc = -1;

	if (o->output.transcript != NULL &&
	    output_open(&transcript, o->output.transcript, false, err) == -1)
		return -1;
	if (provider_db_open(o->search.providers_dir, &db, err) == -1 ||
	    engine_new(&j->reach, &engine, err) == -1)
		goto out;
	j->run.providers = db;
	if (transcript != NULL)
		j->run.transcript = output_file(transcript);
	rc = run_live(j, engine, err);
	j->run.transcript = NULL;
	if (rc == 0 && transcript != NULL)
		rc = output_commit(&transcript, err);
out:
	engine_free(&engine);
	output_discard(&transcript);
	provider_db_free(&db);
	return rc;
}

/* What a login was to prove and did not is no success, though nothing is
 * broken. */
static int
status_of(const struct report *r, int fail_on)
{
	if ((int)report_worst(r) >= fail_on)
		return EXIT_FINDING;
	return r->verdict == VERDICT_UNPROVEN && r->login_asked ? EXIT_FINDING
								: EXIT_FINE;
}

int
job_run(struct job *j)
{
	const struct options *o = j->options;
	struct tell_options how = {
		.language = language_own(),
		.quiet = o->output.quiet,
		.verbose = o->output.verbose,
		.colour = progress_wants_colour(STDOUT_FILENO),
		.discover_only = j->run.discover_only,
		.needs = o->needs,
	};
	struct err err;
	int rc;

	rc = job_run_silent(j, &err);
	if (j->report != NULL)
		teller_find(o->output.json ? "json" : "text")
		    ->tell(stdout, j->report, &how);
	if (rc == -1)
		return cmd_trouble_err(&err);
	return status_of(j->report, o->output.fail_on);
}

void
job_stop(struct job *j)
{
	report_free(&j->report);
	secret_free(&j->password);
}
