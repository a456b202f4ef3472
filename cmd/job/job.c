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
		.username = o->login.user,
		.offline = o->search.offline,
		.no_address = o->search.no_address,
		.ispdb = options_ispdb(&o->search),
		.resolver = o->network.resolver,
		.ca_file = o->network.ca_file,
		.trust_anchor = o->network.trust_anchor,
		.trusted = o->login.trust,
		.mechanisms = o->login.auth,
		.timeout_ms = o->network.timeout_ms,
		.ipv4_only = o->network.ipv4,
		.ipv6_only = o->network.ipv6,
		.max_logins = o->login.max_logins,
		.ask_trust = progress_ask_trust,
		.progress = progress_step,
	};
}

int
job_password(struct job *j, const char *who)
{
	struct err err;

	if (password_read(&j->options->login, who, &j->password, &err) == -1)
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

	if (o->output.transcript != NULL &&
	    output_open(&transcript, o->output.transcript, true, err) == -1)
		return -1;
	if (provider_db_open(o->search.providers_dir, &db, err) == -1)
		goto out;
	j->run.providers = db;
	if (transcript != NULL)
		j->run.transcript = output_file(transcript);
	progress_start(&progress, o->output.quiet);
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
		tell_find(o->output.json ? "json" : "text")
		    ->tell(stdout, j->report, &how);
	if (rc == -1)
		return cmd_trouble("%s", err.text);
	return (int)report_worst(j->report) >= o->output.fail_on ? EXIT_FINDING
								 : EXIT_FINE;
}

void
job_stop(struct job *j)
{
	report_free(&j->report);
	secret_free(&j->password);
}
