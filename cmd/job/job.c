#include "cmd/job/job.h"

#include <string.h>
#include <unistd.h>

#include "cmd/file/output.h"
#include "cmd/job/password.h"
#include "cmd/job/progress.h"
#include "cmd/options/options.h"
#include "cmd/tell/tell.h"
#include "cmd/term/cmd.h"
#include "profiles/base/err.h"
#include "profiles/base/secret.h"
#include "profiles/provider/provider.h"

void
job_start(struct job *j, const struct options *o)
{
	memset(j, 0, sizeof(*j));
	j->options = o;
	j->run = (struct run_options){
		.username = o->user,
		.offline = o->offline,
		.no_address = o->no_address,
		.ispdb = options_ispdb(o),
		.resolver = o->resolver,
		.ca_file = o->ca_file,
		.trust_anchor = o->trust_anchor,
		.trusted = o->trust,
		.mechanisms = o->auth,
		.timeout_ms = o->timeout_ms,
		.ipv4_only = o->ipv4,
		.ipv6_only = o->ipv6,
		.max_logins = o->max_logins,
		.ask_trust = progress_ask_trust,
		.progress = progress_step,
	};
}

int
job_password(struct job *j, const char *who)
{
	struct err err;

	if (password_read(j->options, who, &j->password, &err) == -1)
		return cmd_trouble("%s", err.text);
	j->run.password = j->password;
	return 0;
}

int
job_run_silent(struct job *j, struct err *err)
{
	const struct options *o = j->options;
	struct provider_db *db = NULL;
	struct output *transcript = NULL;
	struct progress progress;
	int rc = -1;

	if (o->transcript != NULL &&
	    output_open(&transcript, o->transcript, true, err) == -1)
		return -1;
	if (provider_db_open(o->providers_dir, &db, err) == -1)
		goto out;
	j->run.providers = db;
	if (transcript != NULL)
		j->run.transcript = output_file(transcript);
	progress_start(&progress, o->quiet);
	j->run.arg = &progress;
	rc = run(&j->run, &j->report, err);
	progress_stop(&progress);
	j->run.transcript = NULL;
	if (rc == 0 && transcript != NULL)
		rc = output_commit(&transcript, err);
out:
	output_discard(&transcript);
	provider_db_free(&db);
	return rc;
}

int
job_run(struct job *j)
{
	const struct options *o = j->options;
	struct tell_options how = {
		.quiet = o->quiet,
		.verbose = o->verbose,
		.colour = progress_wants_colour(STDOUT_FILENO),
		.discover_only = j->run.discover_only,
		.needs = o->needs,
	};
	struct err err;
	int rc;

	rc = job_run_silent(j, &err);
	if (j->report != NULL)
		tell_find(o->json ? "json" : "text")
		    ->tell(stdout, j->report, &how);
	if (rc == -1)
		return cmd_trouble("%s", err.text);
	return (int)report_worst(j->report) >= o->fail_on ? EXIT_FINDING
							  : EXIT_FINE;
}

void
job_stop(struct job *j)
{
	report_free(&j->report);
	secret_free(&j->password);
}
