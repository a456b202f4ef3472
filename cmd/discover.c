#include "cmd/job/job.h"
#include "cmd/options/address.h"
#include "cmd/options/options.h"
#include "cmd/term/cmd.h"
#include "profiles/base/err.h"

int
cmd_discover(const struct options *o)
{
	struct job j;
	struct err err;
	int status;

	if (o->nargs != 1)
		return cmd_trouble(_("discover takes one address or domain"));
	if (address_check(o->args[0], true, &err) == -1)
		return cmd_trouble_err(&err);
	if (o->lint && o->search.offline)
		return cmd_trouble(_("--lint asks the servers of the domain, "
				     "which --offline forbids"));
	if (o->lint)
		return cmd_lint(o);
	if (o->output.out != NULL || o->search.settings != NULL)
		return cmd_trouble(
		    _("discover takes --out and --settings only with --lint"));
	job_start(&j, o);
	j.run.address = o->args[0];
	j.run.discover_only = true;
	status = job_run(&j);
	job_stop(&j);
	return status;
}
